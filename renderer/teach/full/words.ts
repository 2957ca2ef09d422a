import type { TrainingRun } from '../../../electron/contract/training-runs.ts';
import type { Draft, Step } from './draft.ts';

/** What Teach, Full says. */
export const stepWords: Record<Step, string> = {
  dataset: 'Dataset',
  task: 'Task',
  minutes: 'Minutes',
  train: 'Train',
  evaluate: 'Evaluate',
  compare: 'Compare',
};

export const taskWords: Record<Draft['task'], { readonly name: string; readonly does: string }> = {
  classify: { name: 'Classify', does: 'Names each picture’s class. Learns from pictures of every class.' },
  anomaly: { name: 'Anomaly', does: 'Marks what is unusual. Learns from good pieces only.' },
};

export const stateWords: Record<TrainingRun['state'], string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  stopped: 'Stopped',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

export const settingWords: Readonly<Record<string, string>> = {
  'input.width': 'Width, pixels',
  'input.height': 'Height, pixels',
  'input.channels': 'Channels (1 grey, 3 colour)',
  mean: 'Mean level taken away',
  std: 'Deviation divided by',
  layers: 'Layers, up to the last (JSON)',
  epochs: 'Epochs',
  batch: 'Pictures a step',
  rate: 'Highest learning rate',
  decay: 'Weight decay',
  smoothing: 'Label smoothing',
  balanced: 'Every class equally often',
  validation: 'Share held back for limits',
  turns: 'Quarter turns looked at (1 or 4)',
  side: 'Longer side, pixels',
  mirrors: 'Mirror images too',
  shifts: 'Shifted copies too',
  reach: 'Compared with neighbours up to',
  variance: 'Share of variance kept',
  maxBytes: 'Package, bytes at most',
  shrink: 'Shrinkage of covariances',
};
/** A setting nobody has found words for is shown by its own name. */
export function settingWord(path: string): string {
  const [, kind, value] = /^augmentation\.(\w+)(?:\.(\w+))?$/.exec(path) ?? [];
  if (kind === undefined) return settingWords[path] ?? path;
  const word = augmentationWords[kind] ?? kind;
  return value === undefined ? word : `${word}, ${augmentationWords[value] ?? value}`;
}

/** Of a run, as its table names them. */
const figureWords: Readonly<Record<string, string>> = {
  accuracy: 'Accuracy',
  auroc: 'AUROC',
  ece: 'Calibration error',
  escapes: 'Escapes',
  falseRejects: 'False rejects',
  unsure: 'Unsure',
  noResult: 'No result',
  msPerImage: 'Time a picture, ms',
  parameters: 'Weights',
  seconds: 'Seconds',
};
export const figureWord = (name: string): string => figureWords[name] ?? name;

export const augmentationWords: Readonly<Record<string, string>> = {
  rotation: 'Rotation',
  mirror: 'Mirror',
  shift: 'Shift',
  scale: 'Scale',
  crop: 'Crop',
  brightness: 'Brightness',
  contrast: 'Contrast',
  colour: 'Colour',
  blur: 'Blur',
  noise: 'Noise',
  saltAndPepper: 'Salt and pepper',
  jpeg: 'JPEG',
  probability: 'probability',
  degrees: '± degrees',
  share: '± share',
  levels: '± levels',
  deviation: 'pixels',
  quality: 'quality from',
  horizontal: 'left to right',
  vertical: 'top to bottom',
};

/** What a run is at, or how it ended, in a sentence. @param ahead runs that come before it */
export function whereItIs(run: TrainingRun, ahead: number): string {
  const { stage, step, steps, epochs } = run;
  const of = steps > 0 ? `: ${step} of ${steps}` : '';
  switch (run.state) {
    case 'queued':
      return ahead === 1 ? 'Waiting. 1 run comes before it.' : `Waiting. ${ahead} runs come before it.`;
    case 'running':
      switch (stage) {
        case 'reading':
          return `Reading the pictures${of}`;
        case 'training':
          return epochs && epochs.planned > 0
            ? `Training: epoch ${Math.min(epochs.done + 1, epochs.planned)} of ${epochs.planned}`
            : `Training${of}`;
        case 'checking':
          return `Holding the exported model against its trainer${of}`;
        case 'evaluating':
          return `Judging pictures it has not seen${of}`;
        case 'storing':
          return 'Storing and signing the package';
        case null:
          return 'Starting';
      }
      break;
    case 'done':
      return `Done. ${made(run)}`;
    case 'stopped':
      return `${run.why ?? 'Stopped.'} ${made(run)}`;
    case 'cancelled':
      return run.why ?? 'Cancelled. No package was made.';
    case 'failed':
      return `Failed. ${run.why ?? 'The cause is not known.'}`;
  }
  return '';
}

const made = ({ package: made }: TrainingRun): string =>
  made === null
    ? 'No package was made.'
    : `${made.name} version ${made.version} is stored and can be found in Models.`;

/** `4 min 20 s`; whole seconds. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const memoryText = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** `4.9 %`, three figures at most. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

export const isEnded = ({ state }: TrainingRun): boolean => state !== 'queued' && state !== 'running';

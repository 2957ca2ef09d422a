import type { TrainingRun } from '../../../electron/contract/training-runs.ts';
import { taskNames } from '../../components/run/parameters.ts';
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
  classify: {
    name: taskNames.classify,
    does: 'Names each picture’s class. Learns from pictures of every class.',
  },
  anomaly: { name: taskNames.anomaly, does: 'Marks what is unusual. Learns from good pieces only.' },
};

export const stateWords: Record<TrainingRun['state'], string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  stopped: 'Stopped',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

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

/** What a run is at, or how it ended, in a sentence. @param ahead runs that come before it */
export function whereItIs(run: TrainingRun, ahead: number): string {
  const { stage, step, steps, epochs } = run;
  const of = steps > 0 ? `: ${step} of ${steps}` : '';
  switch (run.state) {
    case 'queued':
      return ahead === 1 ? 'Waiting. 1 run comes before it.' : `Waiting. ${ahead} runs come before it.`;
    case 'running':
      if (run.trials?.now) {
        const { done, of: all, now } = run.trials;
        return `Training ${done + 1} of ${all} (${now}). ${whereItIs({ ...run, trials: null }, ahead)}`;
      }
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

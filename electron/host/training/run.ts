import type { LabelledPictures } from '../../../ml/train/batches.ts';
import type { ClassifierRecipe } from '../../../ml/train/classifier.ts';
import type { Weights } from '../../../ml/train/network.ts';
import { unpackWeights } from '../../../ml/train/weight-bytes.ts';
import { trainingAnswers, type TrainingAnswers, type TrainingAsks } from '../../contract/training.ts';
import type { Platform } from '../platform.ts';
import { openLink, WorkerFault, type WorkerLink } from '../worker-link.ts';
import type { Checkpoints, Kept } from './checkpoint.ts';
import { createCurve } from './curve.ts';
import type { Tell } from './news.ts';
import { paceOf, plannedEpochs } from './plan.ts';

export type TrainingLink = WorkerLink<TrainingAsks, TrainingAnswers>;

export interface ProcessOptions {
  readonly threads: number;
  /** Leaves the processor to whoever else wants it. */
  readonly gently: boolean;
  /** Most bytes that the process may hold. */
  readonly memoryBytes: number;
  readonly tell: Tell;
  /** Ends the run at once, by ending its process. */
  readonly signal: AbortSignal;
}

export interface TrainingOptions extends ProcessOptions {
  readonly kept: Checkpoints;
  /** What is left for training; null: as long as the recipe takes. */
  readonly seconds: number | null;
  /** Asked between two steps: ends training with the best that was kept. */
  readonly stopping: () => boolean;
  /** Told of what the validation pictures were answered, [count, classes]. */
  readonly onValidation?: (logits: Float32Array) => void;
}

export interface FinishedRun {
  readonly weights: Weights;
  /** What trained, for the record. */
  readonly engine: string;
  /** Epochs that the schedule had in the end. */
  readonly epochs: number;
  /** The epoch whose weights these are, where a person stopped the run. */
  readonly stoppedAt: number | null;
  /** Logits of pictures, [count, classes]. */
  classify(pixels: Uint8Array): Promise<Float32Array>;
  close(): void;
}

/** Somebody stopped a run that had nothing to keep yet. */
export class NothingKept extends Error {
  constructor() {
    super('Stopped before the first epoch was whole. No package was made.');
    this.name = 'NothingKept';
  }
}

/** The process of a run died again and again without getting further. */
export class NotLasting extends Error {
  constructor(fault: WorkerFault) {
    const todo = 'Choose a smaller input or network, or close other programs.';
    super(`The training process did not last: ${fault.message}. No package was made. ${todo}`, {
      cause: fault,
    });
    this.name = 'NotLasting';
  }
}

/** Between two looks at a run. */
const lookMs = 300;
/** A step of the largest network that a recipe can ask for, on a slow machine. */
const limitMs = 120_000;
/** A process that dies so often without a whole epoch in between will not get through. */
const mostDeaths = 5;

export const openTraining = (
  platform: Pick<Platform, 'spawn' | 'clock'>,
  { memoryBytes, signal }: Pick<ProcessOptions, 'memoryBytes' | 'signal'>,
): TrainingLink => {
  signal.throwIfAborted();
  const link: TrainingLink = openLink(platform, 'training', trainingAnswers, memoryBytes);
  const stop = () => link.kill();
  signal.addEventListener('abort', stop, { once: true });
  void link.exited.then(() => signal.removeEventListener('abort', stop));
  return link;
};

/**
 * Trains in a process of its own, which may die: the run then goes on from its last whole epoch.
 * @throws WorkerRefusal `no-library`, `diverged`; NotLasting; NothingKept; the signal's reason
 */
export async function runTraining(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  recipe: ClassifierRecipe,
  pictures: LabelledPictures,
  validation: LabelledPictures,
  options: TrainingOptions,
): Promise<FinishedRun> {
  const { kept, tell, signal } = options;
  const state: RunState = { last: await kept.read('last'), best: await kept.read('best'), deaths: 0 };
  for (;;) {
    const link = openTraining(platform, options);
    try {
      return await attempt(platform, link, recipe, pictures, validation, options, state);
    } catch (error) {
      link.kill();
      signal.throwIfAborted();
      if (!(error instanceof WorkerFault)) throw error;
      if (++state.deaths > mostDeaths) throw new NotLasting(error);
      const from = state.last ? `from epoch ${state.last.checkpoint.epoch}` : 'from its beginning';
      tell({
        kind: 'note',
        text: `The training process is gone (${error.message}). The run goes on ${from}.`,
      });
    }
  }
}

/** What a run knows across the deaths of its process. */
interface RunState {
  last: Kept | undefined;
  best: Kept | undefined;
  deaths: number;
}

async function attempt(
  platform: Pick<Platform, 'clock'>,
  link: TrainingLink,
  asked: ClassifierRecipe,
  pictures: LabelledPictures,
  validation: LabelledPictures,
  options: TrainingOptions,
  state: RunState,
): Promise<FinishedRun> {
  const { threads, gently, seconds, tell } = options;
  const seen = validation.labels.length > 0 ? { validation } : {};
  const begin = (recipe: ClassifierRecipe, from?: Kept) =>
    link.request(
      'begin',
      { recipe, ...pictures, ...seen, threads, gently, ...(from && { checkpoint: from.checkpoint }) },
      limitMs,
    );
  let epochs = state.last?.epochs ?? asked.epochs;
  // At epoch 0 it stands where it is to begin: nothing is planned yet.
  if ((state.last?.checkpoint.epoch ?? 0) === 0 && seconds !== null) {
    const { steps } = await begin(asked);
    const stretch = () => link.request('advance', { ms: 2000 }, limitMs);
    const pace = await paceOf(platform.clock, stretch, steps / asked.epochs);
    epochs = plannedEpochs(asked.epochs, pace, seconds);
    tell({ kind: 'note', text: sentenceOf(pace.secondsPerEpoch, epochs, asked.epochs) });
  }
  const recipe = { ...asked, epochs };
  const first = await begin(recipe, state.last);
  tell({ kind: 'began', engine: first.engine, epochs, after: state.last?.checkpoint.epoch ?? 0 });
  const began = platform.clock.monotonic();
  const curve = createCurve(first, epochs);
  let before = first.step;
  const finished = (weights: Uint8Array, stoppedAt: number | null): FinishedRun => ({
    ...{ weights: unpackWeights(recipe.network, weights), engine: first.engine, epochs, stoppedAt },
    async classify(pixels) {
      const { logits } = await link.request('classify', { pixels }, 10 * limitMs);
      return floatsOf(logits);
    },
    close: () => link.kill(),
  });
  for (;;) {
    if (options.stopping()) {
      const from = state.best ?? state.last;
      if (from === undefined) throw new NothingKept();
      const { weights } = await link.request('settle', { checkpoint: from.checkpoint }, 10 * limitMs);
      return finished(weights, from.checkpoint.epoch);
    }
    const now = await link.request('advance', { ms: lookMs }, limitMs);
    const { step, steps, loss, checkpoint, weights } = now;
    // The last answer brings the weights, and no further step.
    if (step > before) {
      before = step;
      const each = (platform.clock.monotonic() - began) / 1000 / (step - first.step);
      const memoryBytes = await link.memory();
      tell({ kind: 'step', step, steps, loss, secondsLeft: each * (steps - step), memoryBytes });
    }
    const look = now.validation && { loss: now.validation.loss, accuracy: now.validation.accuracy };
    for (const point of curve.add(step, loss, checkpoint !== undefined, look ?? null))
      tell({ kind: 'point', point });
    if (now.validation) options.onValidation?.(floatsOf(now.validation.logits));
    if (checkpoint) {
      state.deaths = 0;
      await keep(options, state, { checkpoint, epochs, validationLoss: look?.loss ?? null });
    }
    if (weights !== undefined) return finished(weights, null);
  }
}

/** A checkpoint that cannot be written costs nothing unless the run is cut off: training goes on, and it is said. */
async function keep({ kept, tell }: TrainingOptions, state: RunState, now: Kept): Promise<void> {
  state.last = now;
  const better =
    now.validationLoss !== null &&
    now.validationLoss < (state.best?.validationLoss ?? Number.POSITIVE_INFINITY);
  if (better) state.best = now;
  try {
    if (better) await kept.write('best', now);
    await kept.write('last', now);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const text = `Epoch ${now.checkpoint.epoch} could not be kept (${why}). Training goes on; cut off now it would go back to the last one kept.`;
    tell({ kind: 'note', text });
  }
  tell({ kind: 'epoch', epoch: now.checkpoint.epoch });
}

function sentenceOf(secondsPerEpoch: number, epochs: number, asked: number): string {
  const each = `An epoch takes about ${Number(secondsPerEpoch.toPrecision(2))} s`;
  if (epochs === asked) return `${each}: all ${asked} epochs fit into the time.`;
  return `${each}: the schedule has ${epochs} in place of ${asked} epochs.`;
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const own = bytes.slice();
  return new Float32Array(own.buffer, 0, own.length / 4);
}

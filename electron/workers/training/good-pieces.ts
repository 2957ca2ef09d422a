import type { Frame } from '../../../ml/image/frame.ts';
import { fitAnomaly, type AnomalyFit, type Engine, type FittedAnomaly } from '../../../ml/train/anomaly.ts';
import type { TrainingAnswers, TrainingAsks } from '../../contract/training.ts';
import { WorkFailure } from '../serve.ts';

/** Learns from good pieces as their pictures come; the numbers are made beside the answers, and `learn` says how far they are. */
export interface GoodPieces {
  picture(frame: Frame): Promise<null>;
  learn(ms: number): Promise<TrainingAnswers['learn']>;
}

export function learnGoodPieces({ fit, recipe, threads }: TrainingAsks['fit']): GoodPieces {
  const { name: placement, format: _format, task: _task, ...options } = recipe;
  const waiting: Frame[] = [];
  let complete = false;
  let wake = () => {};
  /** The fit has taken what it was given. */
  let taken = () => {};
  async function* frames(): AsyncGenerator<Frame> {
    for (;;) {
      const next = waiting.shift();
      if (next) {
        yield next;
        taken();
      } else if (complete) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  let at: TrainingAnswers['learn'] = { stage: 'pictures', done: 0, total: 0 };
  const fitting = fitAnomaly({
    ...fit,
    placement: placement === 'fixture' ? 'fixture' : 'loose',
    options,
    frames: frames(),
    engine: onnxEngine(threads),
    onProgress: (step) => (at = { total: 0, ...step }),
  });
  const ended = fitting.then(
    (fitted: FittedAnomaly) => ({ fitted }),
    (error: unknown) => ({ error }),
  );
  /** Too few pictures, or of several sizes: what was asked cannot be done, and the worker lives. */
  const failed = (error: unknown): never => {
    throw error instanceof RangeError ? new WorkFailure('bad-input', error.message, { cause: error }) : error;
  };
  return {
    async picture(frame) {
      // The parts of a message are only lent.
      waiting.push({ ...frame, data: frame.data.slice() });
      wake();
      const end = await Promise.race([ended, new Promise<null>((resolve) => (taken = () => resolve(null)))]);
      return end !== null && 'error' in end ? failed(end.error) : null;
    },
    async learn(ms) {
      complete = true;
      wake();
      const end = await Promise.race([
        ended,
        new Promise<null>((resolve) => setTimeout(() => resolve(null), ms)),
      ]);
      if (end === null) return at;
      if ('error' in end) return failed(end.error);
      const { manifest, model, heldBack } = end.fitted;
      return { ...at, fitted: { manifest, model, heldBack: [...heldBack] } };
    },
  };
}

/** The runtime that will also judge. It is opened when a fit needs it: a run that trains a network never does. */
function onnxEngine(threads: number): AnomalyFit['engine'] {
  return ({ width, height }): Engine => ({
    async load(model) {
      const { openSession } = await import('../inference/session.ts');
      const session = await openSession(model, 'cpu', threads);
      const [input] = session.inputs;
      return {
        async run(data) {
          const outputs = await session.run({ [input?.name ?? '']: { dims: [1, 1, height, width], data } });
          const [output] = Object.values(outputs);
          if (output === undefined) throw new Error('the model gave no output');
          return output.data;
        },
        dispose: () => session.dispose(),
      };
    },
  });
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Engine } from '../../../ml/train/anomaly.ts';
import { makeStarterPackage, type StarterPackage } from '../../../ml/train/starter.ts';
import type { FitAnswers, FitAsks } from '../../contract/fit.ts';
import { WorkFailure } from '../serve.ts';
import { openSession } from './session.ts';

/** One fit at a time; a worker that fits judges nothing. */
interface Fit {
  readonly ask: FitAsks['fitBegin'];
  readonly frames: Frame[];
  at: Pick<FitAnswers['fitAdvance'], 'stage' | 'done' | 'total'>;
  running?: Promise<StarterPackage>;
}
let current: Fit | undefined;
let made: StarterPackage | undefined;

const fit = (): Fit => {
  if (current === undefined) throw new WorkFailure('bad-input', 'no fit has begun');
  return current;
};

/** From good pictures to the files of an anomaly package. */
export const fitHandlers = {
  async fitBegin(ask: FitAsks['fitBegin']): Promise<null> {
    current = { ask, frames: [], at: { stage: 'pictures', done: 0, total: 0 } };
    made = undefined;
    return null;
  },

  async fitPicture({ frame }: FitAsks['fitPicture']): Promise<null> {
    // The parts of a message are only lent.
    fit().frames.push({ ...frame, data: frame.data.slice() });
    return null;
  },

  async fitAdvance({ ms }: FitAsks['fitAdvance']): Promise<FitAnswers['fitAdvance']> {
    const now = fit();
    now.running ??= run(now);
    // A fit that failed meanwhile is told here, not to the process.
    made = (await Promise.race([now.running, wait(ms)])) ?? undefined;
    if (made === undefined) return now.at;
    const { manifest, heldBack, limits } = made.fitted;
    return {
      ...now.at,
      made: { manifest, heldBack: [...heldBack], limits, files: [...made.files.keys()] },
    };
  },

  async fitFile({ path }: FitAsks['fitFile']): Promise<FitAnswers['fitFile']> {
    const bytes = made?.files.get(path);
    if (bytes === undefined) throw new WorkFailure('bad-input', `no file ${path} was made`);
    return { bytes };
  },
};

function run(now: Fit): Promise<StarterPackage> {
  const { placement, pictures, created, by, threads } = now.ask;
  const running = makeStarterPackage({
    ...{ frames: now.frames, placement, pictures, created, by },
    name: 'quick',
    trial: [],
    engine: (size) => engineOf(size, threads),
    onProgress({ stage, done, ...rest }) {
      const total = 'total' in rest ? rest.total : now.frames.length;
      const last = stage === 'thresholds' && done === total;
      now.at = last ? { stage: 'golden', done: 0, total: 1 } : { stage, done, total };
    },
  });
  // Each advance hears of a failure; between two of them nobody does.
  running.catch(() => undefined);
  return running;
}

/** Fits with what judges: the same runtime, on the CPU, whose numbers are everywhere the same to a rounding. */
function engineOf(
  { width, height }: { readonly width: number; readonly height: number },
  threads: number,
): Engine {
  return {
    async load(model) {
      const session = await openSession(model, 'cpu', threads);
      const [input] = session.inputs;
      if (input === undefined) throw new Error('the model has no input');
      return {
        async run(pixels) {
          const outputs = await session.run({ [input.name]: { dims: [1, 1, height, width], data: pixels } });
          const [output] = Object.values(outputs);
          if (output === undefined) throw new Error('the model has no output');
          return output.data;
        },
        dispose: () => session.dispose(),
      };
    },
  };
}

import { readWeights } from '../../../../ml/onnx/read-weights.ts';
import type { InferenceAnswers, InferenceAsks, InferenceCall } from '../../../contract/inference.ts';
import type { WorkRequest } from '../../../contract/work.ts';
import type { Clock, WorkerProcess } from '../../platform.ts';

// What stands in for the process that runs networks, and for nothing else: it reads the sample network out of the bytes that it was given.

/** Networks differ by so much. */
export const gainStep = 1 / 4096;
const engine = { provider: 'cpu', runtime: 'game 1.0.0', device: 'none', kernel: 'none' } as const;

/** On which station this network is answered wrongly, as on a machine with another library: every eighth on each of four; null: on none. */
export function sickOn(gain: number): number | null {
  const turn = Math.round((gain - 1) / gainStep) % 16;
  return turn < 4 ? turn : null;
}

/** What the network of a package says on a station of a picture of this mean, 0 to 1; null: it is no such network. */
export function scoreOn(station: number, onnx: Uint8Array, mean: number): number | null {
  let gain: number | undefined;
  try {
    gain = readWeights(onnx).get('gain')?.values[0];
  } catch {
    return null;
  }
  if (gain === undefined) return null;
  return Math.fround(mean * gain) + (sickOn(gain) === station ? 0.125 : 0);
}

export const thresholds = { pass: 0.25, defect: 0.75 };
export const judged = (score: number) =>
  ({
    score,
    verdict: score < thresholds.pass ? 'pass' : score >= thresholds.defect ? 'defect' : 'unsure',
  }) as const;

const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** @param busyUntil by the monotonic clock: nothing is answered before */
export function inferenceProcess(
  station: number,
  clock: Pick<Clock, 'monotonic' | 'setTimeout'>,
  busyUntil: () => number,
): WorkerProcess {
  let hear: (message: unknown) => void = () => undefined;
  let exit: (how: string) => void = () => undefined;
  let gone = false;
  const exited = new Promise<string>((resolve) => (exit = resolve));
  const slots = new Map<string, Uint8Array>();
  const score = (slot: string, mean: number) => scoreOn(station, slots.get(slot)!, mean) ?? 0;

  const answers: { [C in InferenceCall]: (ask: InferenceAsks[C]) => InferenceAnswers[C] } = {
    load({ slot, model }) {
      if (scoreOn(station, model, 0) === null) throw new Error('no network of the game');
      slots.set(slot, model);
      return { engine, ms: 0 };
    },
    unload({ slot }) {
      slots.delete(slot);
      return null;
    },
    run: ({ slot, tensor }) => ({
      y: { dims: [1, 1], data: new Float32Array([score(slot, meanOf(tensor))]) },
    }),
    judge({ frame, steps }) {
      const [{ slot } = { slot: '' }] = steps;
      const said = judged(Math.min(1, score(slot, meanOf(frame.data) / 256)));
      const ms = { preprocess: 0, run: 0, decode: 0 };
      return { ...said, steps: [{ ...said, slot, findings: [], engine, ms }] };
    },
  };
  const reply = ({ id, call, ask }: WorkRequest): unknown => {
    try {
      return { id, answer: answers[call as InferenceCall](ask as never) };
    } catch (error) {
      return { id, error: { code: 'bad-model', message: String(error) } };
    }
  };
  return {
    port: {
      onMessage: (listener) => void (hear = listener),
      postMessage(message) {
        const say = () => {
          if (!gone) hear(reply(message as WorkRequest));
        };
        const wait = busyUntil() - clock.monotonic();
        if (wait > 0) clock.setTimeout(say, wait);
        else void Promise.resolve().then(say);
      },
    },
    kill() {
      gone = true;
      exit('SIGKILL');
    },
    exited,
    memory: () => Promise.resolve(gone ? null : 1e6),
  };
}

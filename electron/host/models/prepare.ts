import type { InferenceAnswers, Provider } from '../../contract/inference.ts';
import type { Platform } from '../platform.ts';
import { WorkerRefusal } from '../worker-link.ts';
import { loadLimits, type InferenceWorker } from './inference-worker.ts';
import type { GoldenTensor, Model } from './model.ts';

/** Largest difference from a golden output that a provider may show; GPUs round differently (reference/reliability.md B10). */
const tolerance = (provider: Provider): number => (provider === 'cpu' ? 1e-3 : 1e-2);

/**
 * Loads a model on the best of `providers` that both opens it and gives its golden answers.
 * @throws WorkerFault when the worker is gone; WorkerRefusal `bad-model` when no provider does
 */
export async function prepare(
  worker: InferenceWorker,
  model: Model,
  providers: readonly Provider[],
  threads: number,
  platform: Pick<Platform, 'log'>,
): Promise<InferenceAnswers['load']['engine']> {
  let left = providers;
  for (;;) {
    const { engine } = await worker.load(model, left, threads);
    const wrong = await firstDifference(worker, model, tolerance(engine.provider));
    if (wrong === null) return engine;
    platform.log({ level: 'warn', what: 'golden case failed', provider: engine.provider, why: wrong });
    await worker.unload(model);
    left = left.slice(left.indexOf(engine.provider) + 1);
    if (left.length === 0) throw new WorkerRefusal('bad-model', `golden cases: ${wrong}`);
  }
}

async function firstDifference(
  worker: InferenceWorker,
  model: Model,
  allowed: number,
): Promise<string | null> {
  for (const golden of model.golden) {
    const wrong = differs(golden, await worker.run(model, golden.input, loadLimits.ms), allowed);
    if (wrong !== null) return `${golden.name}: ${wrong}`;
  }
  return null;
}

/** What of `got` is not as the golden case expects, in words; null: all of it is. A value that is no number never agrees. */
export function differs(golden: GoldenTensor, got: InferenceAnswers['run'], allowed: number): string | null {
  for (const [name, expected] of Object.entries(golden.outputs)) {
    const output = got[name];
    if (output === undefined) return `no output ${name}`;
    if (output.dims.join('×') !== expected.dims.join('×') || output.data.length !== expected.data.length) {
      return `${name} is ${output.dims.join('×')}, expected ${expected.dims.join('×')}`;
    }
    for (const [at, value] of expected.data.entries()) {
      const difference = Math.abs((output.data[at] ?? NaN) - value);
      if (!(difference <= allowed)) return `${name}[${at}] is off by ${difference}, allowed ${allowed}`;
    }
  }
  return null;
}

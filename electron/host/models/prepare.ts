import { decodeY4m } from '../../../ml/image/y4m.ts';
import type { EngineRecord, Provider } from '../../contract/inference.ts';
import type { Platform } from '../platform.ts';
import { WorkerRefusal } from '../worker-link.ts';
import { frameDifference, tensorDifference } from './golden.ts';
import { loadLimits, type InferenceWorker } from './inference-worker.ts';
import type { Model } from './model.ts';

/** What has given a model's golden answers since this host started; the same need not be asked again after each restart of a worker. */
export type Proven = Set<string>;

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
  proven: Proven = new Set(),
): Promise<EngineRecord> {
  let left = providers;
  for (;;) {
    const { engine } = await worker.load(model, left, threads);
    const claim = [model.sha256, ...Object.values(engine)].join(' ');
    const wrong = proven.has(claim) ? null : await firstDifference(worker, model, engine.provider);
    if (wrong === null) {
      proven.add(claim);
      return engine;
    }
    platform.log({ level: 'warn', what: 'golden case failed', provider: engine.provider, why: wrong });
    await worker.unload(model);
    left = left.slice(left.indexOf(engine.provider) + 1);
    if (left.length === 0) throw new WorkerRefusal('bad-model', `golden case ${wrong}`);
  }
}

/** The first golden case that this worker does not answer as it should, in words; null: it answers all of them. */
async function firstDifference(
  worker: InferenceWorker,
  model: Model,
  provider: Provider,
): Promise<string | null> {
  const { tolerance, tensors, frames } = model.golden;
  const allowed = tolerance[provider] ?? tolerance['default'] ?? 0;
  for (const golden of tensors) {
    const wrong = tensorDifference(golden, await worker.run(model, golden.input, loadLimits.ms), allowed);
    if (wrong !== null) return `${golden.name}: ${wrong}`;
  }
  for (const golden of frames) {
    const { steps } = await worker.judge(decodeY4m(golden.y4m), [{ model, stopOn: [] }], loadLimits.ms);
    const [answer] = steps;
    const wrong = answer === undefined ? 'no answer' : frameDifference(golden, answer, allowed);
    if (wrong !== null) return `${golden.name}: ${wrong}`;
  }
  return null;
}

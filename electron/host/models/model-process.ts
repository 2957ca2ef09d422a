import { createHash } from 'node:crypto';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import type { Finding } from '../../../ml/verdict/result.ts';
import type { InferenceAnswers, StepAnswer } from '../../contract/inference.ts';
import type { Platform } from '../platform.ts';
import { startInferenceWorker, type InferenceWorker } from './inference-worker.ts';
import type { Model } from './model.ts';

/** `findings` leave out what they do not know, since they come from a schema that does. */
export type ModelAnswer = Omit<StepAnswer, 'findings'> & { readonly findings: readonly Finding[] };

/** A model that is no package yet, in a disposable process on the CPU. Every call throws WorkerFault or WorkerRefusal. */
export interface ModelProcess {
  /** Loads a model in place of the one before, in a process of its own. */
  load(manifest: Manifest, onnx: Uint8Array): Promise<void>;
  run(tensor: Float32Array): Promise<InferenceAnswers['run']>;
  judge(frame: Frame): Promise<ModelAnswer>;
  close(): void;
}

const limitMs = 30_000;

/** @param signal ends the process at once */
export function createModelProcess(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  threads: number,
  signal?: AbortSignal,
): ModelProcess {
  let worker: InferenceWorker | undefined;
  let model: Model | undefined;
  const stop = () => worker?.kill();
  signal?.addEventListener('abort', stop);
  const loaded = () => {
    if (worker === undefined || model === undefined) throw new Error('no model is loaded');
    return { worker, model };
  };
  return {
    async load(manifest, onnx) {
      signal?.throwIfAborted();
      stop();
      worker = startInferenceWorker(platform);
      const sha256 = createHash('sha256').update(onnx).digest('hex');
      model = { sha256, manifest, onnx, golden: { tolerance: {}, tensors: [], frames: [] } };
      await worker.load(model, ['cpu'], threads);
    },
    async run(tensor) {
      const on = loaded();
      return on.worker.run(on.model, tensor, limitMs);
    },
    async judge(frame) {
      const on = loaded();
      const [answer] = (await on.worker.judge(frame, [{ model: on.model, stopOn: [] }], limitMs)).steps;
      if (answer === undefined) throw new Error('the model gave no answer');
      return { ...answer, findings: answer.findings as readonly Finding[] };
    },
    close() {
      signal?.removeEventListener('abort', stop);
      stop();
    },
  };
}

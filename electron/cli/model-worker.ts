import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '../../ml/image/frame.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import type { Finding } from '../../ml/verdict/result.ts';
import type { InferenceAnswers, StepAnswer } from '../contract/inference.ts';
import { createPictures, type Pictures } from '../host/inspection/pictures.ts';
import { startInferenceWorker, type InferenceWorker } from '../host/models/inference-worker.ts';
import type { Model } from '../host/models/model.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import type { Platform } from '../host/platform.ts';
import type { Io } from './io.ts';

/** `findings` leave out what they do not know, since they come from a schema that does. */
export type BenchAnswer = Omit<StepAnswer, 'findings'> & { readonly findings: readonly Finding[] };

/** A model in a disposable process, without a station around it. Every call throws WorkerFault or WorkerRefusal. */
export interface ModelBench {
  readonly platform: Platform;
  readonly pictures: Pictures;
  /** Loads a model on the CPU, in place of the one before. */
  load(manifest: Manifest, onnx: Uint8Array): Promise<void>;
  run(tensor: Float32Array): Promise<InferenceAnswers['run']>;
  judge(frame: Frame): Promise<BenchAnswer>;
  close(): Promise<void>;
}

const limitMs = 30_000;

export async function openBench({ places }: Pick<Io, 'places'>, threads = 2): Promise<ModelBench> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-model-'));
  const platform = createNodePlatform({ data: folder, workers: (worker) => places.worker(worker) });
  const pictures = createPictures(platform);
  let worker: InferenceWorker | undefined;
  let model: Model | undefined;
  const loaded = () => {
    if (worker === undefined || model === undefined) throw new Error('no model is loaded');
    return { worker, model };
  };
  return {
    platform,
    pictures,
    async load(manifest, onnx) {
      worker?.kill();
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
    async close() {
      worker?.kill();
      pictures.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import type { Frame } from '../../../ml/image/frame.ts';
import type { Verdict } from '../../../ml/verdict/result.ts';
import {
  inferenceAnswers,
  type InferenceAnswers,
  type InferenceAsks,
  type Provider,
} from '../../contract/inference.ts';
import type { Platform } from '../platform.ts';
import { openLink } from '../worker-link.ts';
import type { Model } from './model.ts';

/** Opening a model may take this long and this much memory (reference/reliability.md F1). */
export const loadLimits = { ms: 30_000, bytes: 2_000_000_000 } as const;

export type StopOn = readonly Verdict[];

/** An inference worker, typed. Models are named by their digest. Every call throws WorkerFault (it is gone) or WorkerRefusal (it lives). */
export interface InferenceWorker {
  load(model: Model, providers: readonly Provider[], threads: number): Promise<InferenceAnswers['load']>;
  unload(model: Model): Promise<void>;
  judge(
    frame: Frame,
    steps: readonly { readonly model: Model; readonly stopOn: StopOn }[],
    limitMs: number,
  ): Promise<InferenceAnswers['judge']>;
  run(model: Model, tensor: Float32Array, limitMs: number): Promise<InferenceAnswers['run']>;
  kill(): void;
  readonly exited: Promise<string>;
}

export function startInferenceWorker(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  memoryLimitBytes: number = loadLimits.bytes,
): InferenceWorker {
  const link = openLink<InferenceAsks, InferenceAnswers>(
    platform,
    'inference',
    inferenceAnswers,
    memoryLimitBytes,
  );
  return {
    load: ({ sha256, manifest, onnx }, providers, threads) =>
      link.request('load', { slot: sha256, manifest, model: onnx, providers, threads }, loadLimits.ms),
    unload: async ({ sha256 }) => void (await link.request('unload', { slot: sha256 }, loadLimits.ms)),
    judge: (frame, steps, limitMs) =>
      link.request(
        'judge',
        { frame, steps: steps.map(({ model, stopOn }) => ({ slot: model.sha256, stopOn })) },
        limitMs,
      ),
    run: ({ sha256 }, tensor, limitMs) => link.request('run', { slot: sha256, tensor }, limitMs),
    kill: () => link.kill(),
    exited: link.exited,
  };
}

import { createHash } from 'node:crypto';
import { encodeScoreMap } from '../../../../ml/image/y4m.ts';
import type { Frame } from '../../../../ml/image/frame.ts';
import type { FittedAnomaly } from '../../../../ml/train/anomaly.ts';
import type { Reason } from '../../../../ml/verdict/result.ts';
import type { InspectionResult } from '../../../contract/inspection-result.ts';
import type { DraftAnswer } from '../../models/drafts.ts';
import { startInferenceWorker, type InferenceWorker } from '../../models/inference-worker.ts';
import type { Model } from '../../models/model.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import { WorkerFault } from '../../worker-link.ts';

/** Where a fitted model is tried before it is a package: in a worker of its own, that goes when nobody tries any more. */
export interface TrialBench {
  /** Whatever goes wrong is a `no-result` with its reason; the next frame finds a new worker. */
  judge(frame: Frame): Promise<DraftAnswer>;
  close(): void;
}

export const trialName = 'trial';
const limitMs = 10_000;
const idleMs = 60_000;

export function createTrialBench(
  platform: Pick<Platform, 'spawn' | 'clock' | 'log'>,
  { manifest, model: onnx }: Pick<FittedAnomaly, 'manifest' | 'model'>,
  threads: number,
): TrialBench {
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  const model: Model = { sha256, manifest, onnx, golden: { tolerance: {}, tensors: [], frames: [] } };
  const queue = sequential();
  let worker: InferenceWorker | null = null;
  let idle: { cancel(): void } | null = null;
  let closed = false;

  const end = () => {
    idle?.cancel();
    worker?.kill();
    worker = null;
  };
  const started = async (): Promise<InferenceWorker> => {
    if (worker !== null) return worker;
    const starting = startInferenceWorker(platform);
    worker = starting;
    await starting.load(model, ['cpu'], threads);
    return starting;
  };

  return {
    judge: (frame) =>
      queue(async () => {
        idle?.cancel();
        if (closed) return { result: noResult('cancelled'), maps: [] };
        try {
          const [step] = (await (await started()).judge(frame, [{ model, stopOn: [] }], limitMs)).steps;
          if (step === undefined) return { result: noResult('bad-output'), maps: [] };
          const { slot: _, map, verdict, reason, score, findings, engine, ms } = step;
          const took = ms.preprocess + ms.run + ms.decode;
          return {
            result: {
              ...{ file: trialName, verdict, score, findings, provider: engine.provider, ms: took },
              ...(reason && { reason }),
            },
            maps: map
              ? [{ width: map.width, height: map.height, onFrame: map.onFrame, bytes: encodeScoreMap(map) }]
              : [],
          };
        } catch (error) {
          platform.log({ level: 'warn', what: 'a trial ended without a result', why: String(error) });
          end();
          return { result: noResult(error instanceof WorkerFault ? error.reason : 'internal'), maps: [] };
        } finally {
          if (!closed) idle = platform.clock.setTimeout(end, idleMs);
        }
      }),
    close() {
      closed = true;
      end();
    },
  };
}

/** The answer for a frame that nothing could be said of. */
export const noResult = (reason: Reason): InspectionResult => ({
  file: trialName,
  verdict: 'no-result',
  reason,
});

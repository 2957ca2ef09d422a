import { createHash } from 'node:crypto';
import { demoDataset } from '../../../ml/demo/dataset.ts';
import type { OutputTensor } from '../../../ml/decode/output.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { encodeScoreMap } from '../../../ml/image/y4m.ts';
import { checkModel } from '../../../ml/onnx/gate.ts';
import type { OnnxModel } from '../../../ml/onnx/model.ts';
import { readModel } from '../../../ml/onnx/read.ts';
import { mlflowFiles } from '../../../ml/package/mlflow.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import { draftManifest, trialLevels, wrapCard, type Draft } from '../../../ml/package/wrap/draft.ts';
import { makeGolden, type LoadedModel } from '../../../ml/package/wrap/make-golden.ts';
import { fedPicture, trialManifest, type FedPicture } from '../../../ml/package/wrap/fed-picture.ts';
import type { Wrapped } from '../../../ml/package/wrap/manifest.ts';
import type { Origin } from '../../../ml/package/wrap/origin.ts';
import { WrapQuestion } from '../../../ml/package/wrap/wishes.ts';
import type { Finding } from '../../../ml/verdict/result.ts';
import type { ModelInfo } from '../../contract/models.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { StepAnswer } from '../../contract/inference.ts';
import type { InspectionResult } from '../../contract/inspection-result.ts';
import type { Examined, ModelDraft } from '../../contract/model-draft.ts';
import type { Actor } from '../../contract/people.ts';
import { causeOf } from '../durable.ts';
import { pictureFault } from '../../../ml/image/checks/picture.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { isoTime } from '../time.ts';
import { startInferenceWorker } from './inference-worker.ts';
import type { Model } from './model.ts';
import type { Models } from './models.ts';

export interface DraftAnswer {
  readonly result: InspectionResult;
  /** The score map as a one-plane Y4M file, where there is one. */
  readonly maps: {
    width: number;
    height: number;
    onFrame: [number, number, number, number];
    bytes: Uint8Array;
  }[];
}

/**
 * Models that somebody brings, before they are packages. Each call reads the file anew, runs it in a process of its own that ends with the
 * call, and keeps nothing but what `wrap` stores. All throw LoupeError `model-refused` with what is wrong with the model.
 */
export interface Drafts {
  /** How the model would be fed and decoded, and what nobody but a person can say. */
  examine(draft: ModelDraft, signal?: AbortSignal): Promise<Examined>;
  /** What the model says of a frame; nothing is recorded. */
  judge(draft: ModelDraft, frame: Frame, signal?: AbortSignal): Promise<DraftAnswer>;
  /**
   * Makes a package of it and stores that, signed by the station. The package that judges stays the same.
   * @param origin where the model was fetched from, for the manifest
   */
  wrap(draft: ModelDraft, by: Actor, origin?: Origin): Promise<ModelInfo>;
}

const limitMs = 30_000;

/** A model in a disposable process. */
interface DraftBench {
  load(manifest: Manifest): Promise<Pick<LoadedModel, 'run'> & { judge(frame: Frame): Promise<StepAnswer> }>;
}

export function createDrafts({
  platform,
  models,
  threads,
}: {
  readonly platform: Pick<Platform, 'spawn' | 'clock'>;
  readonly models: Pick<Models, 'installUnsigned'>;
  readonly threads: number;
}): Drafts {
  // One at a time, so that no more than one process beside the bench's own ever runs a stranger's model.
  const queue = sequential();

  const onBench = <T>(
    { bytes }: ModelDraft,
    signal: AbortSignal | undefined,
    use: (model: OnnxModel, bench: DraftBench) => Promise<T>,
  ): Promise<T> =>
    queue(async () => {
      if (signal?.aborted) throw new LoupeError('cancelled', {});
      const worker = startInferenceWorker(platform);
      const kill = () => worker.kill();
      signal?.addEventListener('abort', kill);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      try {
        const problems = checkModel(bytes);
        if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
        let last: Model | undefined;
        return await use(readModel(bytes), {
          async load(manifest) {
            const golden = { tolerance: {}, tensors: [], frames: [] };
            const model: Model = { sha256, manifest, onnx: bytes, golden };
            // A slot keeps the manifest that it was loaded with.
            if (last !== undefined) await worker.unload(last);
            last = model;
            await worker.load(model, ['cpu'], threads);
            return {
              run: (tensor) => worker.run(model, tensor, limitMs),
              async judge(frame) {
                const [answer] = (await worker.judge(frame, [{ model, stopOn: [] }], limitMs)).steps;
                if (answer === undefined) throw new Error('the model gave no answer');
                return answer;
              },
            };
          },
        });
      } catch (error) {
        if (error instanceof LoupeError) throw error;
        if (signal?.aborted) throw new LoupeError('cancelled', {}, { cause: error });
        throw new LoupeError('model-refused', { cause: causeOf(error).slice(0, 1000) }, { cause: error });
      } finally {
        signal?.removeEventListener('abort', kill);
        worker.kill();
      }
    });

  /** Runs the model once, to see what it answers. */
  const understand = async (
    model: OnnxModel,
    bench: DraftBench,
    { wishes }: ModelDraft,
    origin?: Origin,
  ): Promise<Draft> => {
    let picture: FedPicture;
    try {
      picture = fedPicture(model, wishes);
    } catch (error) {
      if (error instanceof WrapQuestion) return { wrapped: null, asked: [error.flag], readings: [] };
      throw error;
    }
    const { run } = await bench.load(trialManifest(picture));
    const trial = new Map<string, OutputTensor>(Object.entries(await run(trialLevels(picture))));
    const made = {
      created: isoTime(platform.clock.now()),
      by: 'the Models screen',
      ...(origin && { origin }),
    };
    return draftManifest(model, picture, trial, wishes, made);
  };
  const whole = async (
    model: OnnxModel,
    bench: DraftBench,
    draft: ModelDraft,
    origin?: Origin,
  ): Promise<Wrapped> => {
    const { wrapped, asked } = await understand(model, bench, draft, origin);
    if (wrapped !== null && asked.length === 0) return wrapped;
    throw new LoupeError('bad-input', {
      what: `The answer to ${asked.join(', ')}`,
      got: 'missing',
      allowed: 'an answer, since the file holds none',
    });
  };

  return {
    examine: (draft, signal) =>
      onBench(draft, signal, async (model, bench) => {
        const { wrapped, asked, readings } = await understand(model, bench, draft);
        return {
          manifest: wrapped?.manifest ?? null,
          notes: [...(wrapped?.notes ?? [])],
          asked: [...asked],
          readings: readings.map(({ task, family, classes, why }) => ({ task, family, classes, why })),
        };
      }),
    judge: (draft, frame, signal) =>
      onBench(draft, signal, async (model, bench) => {
        const { manifest } = await whole(model, bench, draft);
        const fault = pictureFault(frame);
        if (fault !== null)
          return { result: { file: draft.file, verdict: 'no-result', reason: fault }, maps: [] };
        const { map, ...answer } = await (await bench.load(manifest)).judge(frame);
        return {
          result: resultOf(draft.file, manifest, answer),
          maps: map
            ? [{ width: map.width, height: map.height, onFrame: map.onFrame, bytes: encodeScoreMap(map) }]
            : [],
        };
      }),
    async wrap(draft, by, origin) {
      const files = await onBench(draft, undefined, async (model, bench) => {
        const wrapped = await whole(model, bench, draft, origin);
        const { judge, run } = await bench.load(wrapped.manifest);
        const golden = await makeGolden(wrapped.manifest, goldenPictures(), {
          run,
          // Findings come from a schema that leaves out what it does not know.
          judge: async (frame) => {
            const { verdict, score, findings } = await judge(frame);
            return { verdict, score, findings: findings as readonly Finding[] };
          },
        });
        const text = (content: string) => new TextEncoder().encode(content);
        return new Map([
          ['model.onnx', draft.bytes],
          ['model.json', text(`${JSON.stringify(wrapped.manifest, null, 2)}\n`)],
          ['card.md', text(wrapCard(draft.file, model, wrapped, golden))],
          ...golden.files,
          ...mlflowFiles(wrapped.manifest, draft.bytes),
        ]);
      });
      return models.installUnsigned(files, by);
    },
  };
}

function resultOf(
  file: string,
  { name, version }: Manifest,
  { slot, verdict, reason, score, findings, classes, engine, ms }: Omit<StepAnswer, 'map'>,
): InspectionResult {
  const took = ms.preprocess + ms.run + ms.decode;
  return {
    ...{ file, verdict, score, findings, provider: engine.provider, ms: took },
    ...(reason && { reason }),
    ...(classes && { classes }),
    steps: [{ model: name, version, sha256: slot, verdict, ms: took }],
  };
}

const goldenPictures = () =>
  [...demoDataset(4, { size: { width: 640, height: 360 } })].map(({ frame, piece }) => ({
    name: `demo ${piece.serial}`,
    frame,
  }));

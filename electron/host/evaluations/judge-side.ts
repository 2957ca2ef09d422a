import type { Answer } from '../../contract/evaluations.ts';
import { createStoredPictures } from '../datasets/stored-pictures.ts';
import type { Images } from '../images/images.ts';
import { Unreadable, type Pictures } from '../inspection/pictures.ts';
import { startInferenceWorker } from '../models/inference-worker.ts';
import type { Model } from '../models/model.ts';
import { prepare, type Proven } from '../models/prepare.ts';
import { threadsFor, type Machine } from '../models/providers.ts';
import type { Platform } from '../platform.ts';
import type { SidePicture } from './sides.ts';

const limitMs = 30_000;

export interface JudgeDeps {
  readonly images: Pick<Images, 'get'>;
  readonly pictures: Pick<Pictures, 'decode' | 'decodeMask'>;
  readonly platform: Pick<Platform, 'spawn' | 'clock' | 'log'>;
  readonly machine: Pick<Machine, 'providers' | 'cores'>;
  readonly proven?: Proven;
}

/**
 * Judges pictures with a package in a process of its own, on the provider that would judge with it here. A file that cannot be opened is a
 * `no-result`.
 *
 * @throws WorkerFault, WorkerRefusal; the signal's reason once it is aborted
 */
export async function judgeSide(
  { platform, machine, proven, images, pictures }: JudgeDeps,
  model: Model,
  side: readonly SidePicture[],
  { signal, onPicture }: { readonly signal: AbortSignal; readonly onPicture: (done: number) => void },
): Promise<{ readonly provider: string; readonly answers: Answer[] }> {
  signal.throwIfAborted();
  const stored = createStoredPictures(images, pictures);
  const worker = startInferenceWorker(platform);
  const kill = () => worker.kill();
  signal.addEventListener('abort', kill);
  try {
    const { provider } = await prepare(
      worker,
      model,
      machine.providers,
      threadsFor(machine.cores),
      platform,
      proven,
    );
    const answers: Answer[] = [];
    for (const { entry, label, truth } of side) {
      const { name, image, page } = entry;
      const about = { name, image, ...(page !== undefined && { page }), label, truth };
      try {
        const frame = await stored.frame(entry);
        const { steps } = await worker.judge(frame, [{ model, stopOn: [] }], limitMs);
        const [step] = steps;
        if (step === undefined) throw new Error('the model gave no answer');
        const strongest = step.classes?.[0];
        const { preprocess, run, decode } = step.ms;
        answers.push({
          ...{ ...about, verdict: step.verdict, score: step.score, ms: preprocess + run + decode },
          ...(step.reason && { reason: step.reason }),
          ...(strongest && { predicted: strongest.class, confidence: strongest.score }),
        });
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        answers.push({ ...about, verdict: 'no-result', reason: error.reason, score: 0, ms: 0 });
      }
      signal.throwIfAborted();
      onPicture(answers.length);
    }
    return { provider, answers };
  } catch (error) {
    // A worker that was ended on purpose died of that.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', kill);
    worker.kill();
  }
}

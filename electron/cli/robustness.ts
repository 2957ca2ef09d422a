import type { Change } from '../../ml/evaluate/change.ts';
import type { EvaluatedCase } from '../../ml/evaluate/evaluation.ts';
import { createRobustnessTrial, type RobustnessRow } from '../../ml/evaluate/robustness.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { causeOf } from '../host/durable.ts';
import { UsageError, type Io } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import type { LabelledPicture } from './picture-set.ts';

/**
 * Judges every picture under every change with the model that is loaded.
 * @returns null when it was stopped
 * @throws UsageError for a model that is given a picture in tiles
 */
export async function tryChanges(
  bench: Pick<ModelBench, 'run'>,
  manifest: Manifest,
  pictures: readonly LabelledPicture[],
  truthOf: (label: string) => EvaluatedCase['truth'],
  changes: readonly Change[],
  { stderr, signal }: Pick<Io, 'stderr' | 'signal'>,
): Promise<readonly RobustnessRow[] | null> {
  if (changes.length === 0) return [];
  let trial: ReturnType<typeof createRobustnessTrial>;
  try {
    trial = createRobustnessTrial(manifest, changes, (tensor) => bench.run(tensor));
  } catch (error) {
    throw new UsageError(causeOf(error), { cause: error });
  }
  for (const [i, { label, frame }] of pictures.entries()) {
    if (signal.aborted) return null;
    const picture = await frame().catch(() => null);
    if (picture !== null) await trial.add(picture, { label, truth: truthOf(label) });
    if ((i + 1) % 500 === 0)
      stderr(`${i + 1} of ${pictures.length} pictures under ${changes.length} changes`);
  }
  return trial.rows();
}

import { compare, type Comparison } from '../../ml/evaluate/comparison.ts';
import { byClass, isRight, type EvaluatedCase } from '../../ml/evaluate/evaluation.ts';
import { countPixels } from '../../ml/evaluate/mean-overlap.ts';
import type { PixelTally } from '../../ml/evaluate/pixel-auroc.ts';
import type { Frame } from '../../ml/image/frame.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import type { Model } from '../host/models/model.ts';
import { UsageError, type Io } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import type { DamageMask, LabelledPicture } from './picture-set.ts';

/** Judges every picture with a model. @param tally gathers the pixels of pictures with masks @returns null when it was stopped */
export async function judgeDataset(
  bench: Pick<ModelBench, 'load' | 'judge'>,
  { manifest, onnx }: Pick<Model, 'manifest' | 'onnx'>,
  pictures: readonly LabelledPicture[],
  truthOf: (label: string) => EvaluatedCase['truth'],
  { stderr, signal }: Pick<Io, 'stderr' | 'signal'>,
  tally?: Pick<PixelTally, 'add'>,
): Promise<EvaluatedCase[] | null> {
  await bench.load(manifest, onnx);
  const cases: EvaluatedCase[] = [];
  for (const { name, label, frame, boxes, mask } of pictures) {
    // A file that is no picture has no result.
    const picture = await frame().catch(() => null);
    const about = { name, label, truth: truthOf(label) };
    if (picture === null) cases.push({ ...about, verdict: 'no-result', score: 0, ms: 0 });
    else {
      const { verdict, score, classes, ms, findings, map } = await bench.judge(picture);
      const strongest = classes?.[0];
      const drawn = mask && map && fitting(await mask(), picture);
      if (drawn) tally?.add(map, drawn);
      cases.push({
        ...{ ...about, verdict, score, ms: ms.preprocess + ms.run + ms.decode },
        ...(strongest && { predicted: strongest.class, confidence: strongest.score }),
        ...(boxes && manifest.task === 'detect' && { detection: { truth: boxes(picture), found: findings } }),
        ...(drawn && { pixels: countPixels(map, drawn, damagedFrom(manifest)) }),
      });
    }
    if (signal.aborted) return null;
    if (cases.length % 500 === 0) stderr(`${cases.length} of ${pictures.length} pictures`);
  }
  return cases;
}

/** Evidence from which a pixel belongs to a finding. */
const damagedFrom = ({ outputs, thresholds }: Manifest): number =>
  'minScore' in outputs ? outputs.minScore : thresholds.defect;

/** @throws UsageError for a mask of another size than its picture */
function fitting(mask: DamageMask, { width, height }: Frame): DamageMask {
  if (mask.width === width && mask.height === height) return mask;
  throw new UsageError(
    `a mask of ${mask.width} × ${mask.height} pixels lies beside a picture of ${width} × ${height}`,
  );
}

/** What one model said of the same pictures. */
export interface Judged {
  readonly manifest: Manifest;
  readonly cases: readonly EvaluatedCase[];
}

/** Holds two models against each other on the pictures whose label says what is right: by class where both name classes, else by verdict. */
export function compareJudged(first: Judged, second: Judged): Comparison {
  const asClass = [first, second].every(({ manifest, cases }) => byClass(manifest, cases));
  const rights = ({ cases }: Judged) =>
    cases.filter(({ truth }) => asClass || truth !== 'info').map((one) => isRight(one, asClass));
  return compare(rights(first), rights(second));
}

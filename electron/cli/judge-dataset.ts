import { compare, type Comparison } from '../../ml/evaluate/comparison.ts';
import { byClass, isRight, type EvaluatedCase } from '../../ml/evaluate/evaluation.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import type { Model } from '../host/models/model.ts';
import type { Io } from './io.ts';
import type { Labelled } from './labelled.ts';
import type { ModelBench } from './model-worker.ts';

/** Judges every picture with a model. @returns null when it was stopped */
export async function judgeDataset(
  bench: Pick<ModelBench, 'load' | 'judge'>,
  { manifest, onnx }: Pick<Model, 'manifest' | 'onnx'>,
  pictures: readonly Labelled[],
  truthOf: (label: string) => EvaluatedCase['truth'],
  { stderr, signal }: Pick<Io, 'stderr' | 'signal'>,
): Promise<EvaluatedCase[] | null> {
  await bench.load(manifest, onnx);
  const cases: EvaluatedCase[] = [];
  for (const { label, frame } of pictures) {
    const picture = await frame();
    const about = { label, truth: truthOf(label) };
    if (picture === null) cases.push({ ...about, verdict: 'no-result', score: 0, ms: 0 });
    else {
      const { verdict, score, classes, ms } = await bench.judge(picture);
      const strongest = classes?.[0];
      cases.push({
        ...{ ...about, verdict, score, ms: ms.preprocess + ms.run + ms.decode },
        ...(strongest && { predicted: strongest.class, confidence: strongest.score }),
      });
    }
    if (signal.aborted) return null;
    if (cases.length % 500 === 0) stderr(`${cases.length} of ${pictures.length} pictures`);
  }
  return cases;
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

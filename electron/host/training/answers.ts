import type { EvaluatedCase } from '../../../ml/evaluate/evaluation.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import { defectOdds } from '../../../ml/train/classifier-package.ts';
import type { Answered } from '../../contract/training-runs.ts';
import type { ModelAnswer, ModelProcess } from '../models/model-process.ts';
import type { TrainingPicture } from './dataset.ts';

type Classes = Manifest['classes'];

export interface JudgedPicture {
  readonly case: EvaluatedCase;
  readonly answered: Answered;
}

/** Asks a loaded model about every picture, the whole way of an inspection. One that cannot be read has no result. `classes`: the dataset's. */
export async function judgePictures(
  process: Pick<ModelProcess, 'judge'>,
  classes: Classes,
  pictures: readonly TrainingPicture[],
  onPicture: (done: number) => void,
): Promise<JudgedPicture[]> {
  const judged: JudgedPicture[] = [];
  for (const { name, image, label, frame } of pictures) {
    const truth = classes[label]!;
    const picture = await frame().catch(() => null);
    const { verdict, score, classes: found, ms } = picture === null ? nothing : await process.judge(picture);
    const [strongest] = found ?? [];
    judged.push({
      case: {
        ...{
          label: truth.name,
          truth: truth.verdict,
          verdict,
          score,
          ms: ms.preprocess + ms.run + ms.decode,
        },
        ...(strongest && { predicted: strongest.class, confidence: strongest.score }),
      },
      answered: {
        ...placeOf(image),
        name,
        truth: truth.name,
        answer: strongest?.class ?? verdict,
        verdict,
        score,
      },
    });
    onPicture(judged.length);
  }
  return judged;
}

const nothing: Pick<ModelAnswer, 'verdict' | 'score' | 'classes' | 'ms'> = {
  verdict: 'no-result',
  score: 0,
  ms: { preprocess: 0, run: 0, decode: 0 },
};

/** Its file, and which page of it. */
function placeOf(picture: string): Pick<Answered, 'image' | 'page'> {
  const [image = '', page] = picture.split('#');
  return { image, ...(page !== undefined && { page: Number(page) }) };
}

/** The most wrong first: a defect with a low score, a good piece with a high one; of pieces without a verdict the surest wrong class. */
export function worstOf(judged: readonly JudgedPicture[], most: number): Answered[] {
  const wrong = ({
    case: { truth, verdict, score, predicted, label, confidence = 0 },
  }: JudgedPicture): number => {
    if (truth === 'info') return predicted === label ? 0 : confidence;
    if (verdict === truth) return 0;
    return truth === 'defect' ? 1 - score : score;
  };
  return judged
    .map((one) => ({ one, by: wrong(one) }))
    .filter(({ by }) => by > 0)
    .toSorted((a, b) => b.by - a.by)
    .slice(0, most)
    .map(({ one }) => one.answered);
}

/** What a network answers while it is trained: not calibrated yet, so its strongest class is its verdict. */
export function answersOf(
  classes: Classes,
  pictures: readonly TrainingPicture[],
  logits: Float32Array,
  chosen: readonly number[],
): Answered[] {
  const judges = classes.some(({ verdict }) => verdict === 'defect');
  return chosen.map((at) => {
    const { image, name, label } = pictures[at]!;
    const row = logits.subarray(at * classes.length, (at + 1) * classes.length);
    const largest = Math.max(...row);
    const strongest = classes[row.indexOf(largest)]!;
    const chance = 1 / row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
    const score = judges ? 1 / (1 + Math.exp(-defectOdds(row, classes))) : chance;
    const verdict = strongest.verdict === 'info' ? 'unsure' : strongest.verdict;
    return {
      ...placeOf(image),
      name,
      truth: classes[label]!.name,
      answer: strongest.name,
      verdict,
      score,
    };
  });
}

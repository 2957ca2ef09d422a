import { isRight, type EvaluatedCase } from './evaluation.ts';

/** A picture with a wrong answer. */
export type Mistake = Pick<EvaluatedCase, 'label' | 'verdict' | 'score' | 'predicted'> & {
  readonly name: string;
};

/** Pictures by name, each list with the worst first. */
export interface Mistakes {
  /** Defective, judged pass. */
  readonly escapes: readonly string[];
  /** Good, judged defect. */
  readonly falseRejects: readonly string[];
  readonly unsure: readonly string[];
  readonly noResult: readonly string[];
  /** Those that the model was surest of, whatever its limits: what to look at first. */
  readonly worst: readonly Mistake[];
}

/** @param most how many of the worst are named; every escape and false reject is */
export function mistakesOf(cases: readonly EvaluatedCase[], asClass: boolean, most = 20): Mistakes {
  const named = cases.map((one, i) => ({ ...one, name: one.name ?? `number ${i + 1}` }));
  const worstFirst = named.toSorted((one, other) => wrongness(other, asClass) - wrongness(one, asClass));
  const names = (test: (one: EvaluatedCase) => boolean) => worstFirst.filter(test).map(({ name }) => name);
  const wrong = worstFirst.filter((one) => (asClass || one.truth !== 'info') && !isRight(one, asClass));
  return {
    escapes: names(({ truth, verdict }) => truth === 'defect' && verdict === 'pass'),
    falseRejects: names(({ truth, verdict }) => truth === 'pass' && verdict === 'defect'),
    unsure: names(({ verdict }) => verdict === 'unsure'),
    noResult: names(({ verdict }) => verdict === 'no-result'),
    worst: wrong.slice(0, most).map(({ name, label, verdict, score, predicted }) => ({
      ...{ name, label, verdict, score },
      ...(predicted !== undefined && { predicted }),
    })),
  };
}

/** How far an answer lies from the truth, 0 to 1: the confidence in a wrong class, else the distance of the score from its right end. */
function wrongness(one: EvaluatedCase, asClass: boolean): number {
  if (one.verdict === 'no-result') return 0;
  if (asClass) return isRight(one, true) ? 0 : (one.confidence ?? 1);
  return one.truth === 'defect' ? 1 - one.score : one.truth === 'pass' ? one.score : 0;
}

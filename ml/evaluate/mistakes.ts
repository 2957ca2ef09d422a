import type { Manifest } from '../package/manifest.ts';
import { byClass, isRight, type EvaluatedCase } from './evaluation.ts';

/** Of an answer, what can be wrong. */
type Answered = Pick<EvaluatedCase, 'label' | 'truth' | 'verdict' | 'score'> & {
  readonly predicted?: string | undefined;
  readonly confidence?: number | undefined;
};

/** Answers by what is wrong with them, each list with the worst first. */
export interface Mistakes<Answer> {
  /** Defective, judged pass; lowest score first: the surest that it was wrong. */
  readonly escapes: readonly Answer[];
  /** Good, judged defect; highest score first. */
  readonly falseRejects: readonly Answer[];
  readonly unsure: readonly Answer[];
  readonly noResult: readonly Answer[];
  /** Right about the verdict, or with none to give, and wrong about the class; surest first. */
  readonly otherClass: readonly Answer[];
}

/** @param classes the model's own: a label that is none of them cannot be called another class */
export function mistakesOf<Answer extends Answered>(
  answers: readonly Answer[],
  classes: readonly { readonly name: string }[],
): Mistakes<Answer> {
  const own = new Set(classes.map(({ name }) => name));
  const by = (test: (answer: Answer) => boolean, order: (answer: Answer) => number) =>
    answers.filter(test).toSorted((one, other) => order(one) - order(other));
  const escapes = by(
    ({ truth, verdict }) => truth === 'defect' && verdict === 'pass',
    ({ score }) => score,
  );
  const falseRejects = by(
    ({ truth, verdict }) => truth === 'pass' && verdict === 'defect',
    ({ score }) => -score,
  );
  const taken = new Set([...escapes, ...falseRejects]);
  return {
    ...{ escapes, falseRejects },
    unsure: by(
      ({ truth, verdict }) => truth !== 'info' && verdict === 'unsure',
      ({ truth, score }) => (truth === 'defect' ? score : 1 + score),
    ),
    noResult: answers.filter(({ verdict }) => verdict === 'no-result'),
    otherClass: by(
      (answer) =>
        !taken.has(answer) &&
        own.has(answer.label) &&
        answer.predicted !== undefined &&
        answer.predicted !== answer.label,
      ({ confidence }) => -(confidence ?? 0),
    ),
  };
}

/** What a report names: pictures, the worst first. */
export interface NamedMistakes extends Record<
  'escapes' | 'falseRejects' | 'unsure' | 'noResult',
  readonly string[]
> {
  /** Those that the model was surest of, whatever its limits: what to look at first. */
  readonly worst: readonly (Pick<EvaluatedCase, 'label' | 'verdict' | 'score' | 'predicted'> & {
    readonly name: string;
  })[];
}

/** @param most how many of the worst are named; every escape and false reject is */
export function mistakesByName(
  { classes }: Pick<Manifest, 'classes'>,
  cases: readonly EvaluatedCase[],
  most = 20,
): NamedMistakes {
  const asClass = byClass({ classes }, cases);
  const named = cases.map((one, i) => ({ ...one, name: one.name ?? `number ${i + 1}` }));
  const { escapes, falseRejects, unsure, noResult } = mistakesOf(named, classes);
  const names = (answers: readonly { readonly name: string }[]) => answers.map(({ name }) => name);
  const worst = named
    .filter((one) => (asClass || one.truth !== 'info') && !isRight(one, asClass))
    .toSorted((one, other) => wrongness(other, asClass) - wrongness(one, asClass));
  return {
    escapes: names(escapes),
    falseRejects: names(falseRejects),
    unsure: names(unsure),
    noResult: names(noResult),
    worst: worst.slice(0, most).map(({ name, label, verdict, score, predicted }) => ({
      ...{ name, label, verdict, score },
      ...(predicted !== undefined && { predicted }),
    })),
  };
}

/** How far a wrong answer lies from the truth, 0 to 1: the confidence in a wrong class, else the distance of the score from its right end. */
function wrongness(one: EvaluatedCase, asClass: boolean): number {
  if (one.verdict === 'no-result') return 0;
  if (asClass) return one.confidence ?? 1;
  return one.truth === 'defect' ? 1 - one.score : one.score;
}

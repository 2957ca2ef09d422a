import type { Answer } from '../../electron/contract/evaluations.ts';

export interface Mistakes {
  /** Lowest score first: the surest that it was wrong. */
  readonly escapes: readonly Answer[];
  /** Highest score first. */
  readonly falseRejects: readonly Answer[];
  readonly unsure: readonly Answer[];
  readonly noResult: readonly Answer[];
  /** Right about the verdict, or with none to give, and wrong about the class; surest first. */
  readonly otherClass: readonly Answer[];
}

/** The answers that are not right, by what is wrong with them, the worst first. */
export function mistakesOf(
  answers: readonly Answer[],
  classes: readonly { readonly name: string }[],
): Mistakes {
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

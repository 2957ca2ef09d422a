import type { Manifest } from '../../ml/package/manifest.ts';
import type { Finding } from '../../ml/verdict/result.ts';
import type { Command } from '../keys/keymap.ts';
import type { InspectionRow } from '../projection/row.ts';

/** What a reviewer says that a picture shows. */
export interface Answer {
  readonly verdict: 'pass' | 'defect' | 'cannot-tell' | 'bad-picture';
  readonly class?: string;
}

/** A label as the desk gives it, with what goes along. */
export interface Said extends Answer {
  readonly comment?: string | undefined;
  readonly reason?: string | undefined;
  /** What was marked, in pixels of the frame. */
  readonly regions?: readonly Finding[] | undefined;
  /** Said before the model's answer was shown. */
  readonly blind?: true | undefined;
}

/** An answer with the key that gives it; absent beyond the ninth class. */
export interface AnswerKey {
  readonly key?: string;
  readonly answer: Answer;
}

const verdictWords: Record<Answer['verdict'], string> = {
  pass: 'Good',
  defect: 'Defect',
  'cannot-tell': 'Cannot tell',
  'bad-picture': 'Bad picture',
};

/** `Good`, `pit`, `Cannot tell`. */
export const answerText = ({
  verdict,
  class: name,
}: {
  readonly verdict: Answer['verdict'];
  readonly class?: string | undefined;
}): string => name ?? verdictWords[verdict];

/** Good and the classes of what the plan's packages call a defect, in their order; without one, defect as such. */
export function answersOf(
  packages: readonly { readonly classes: Manifest['classes'] }[],
): readonly AnswerKey[] {
  const names = new Set(
    packages.flatMap(({ classes }) =>
      classes.filter(({ verdict }) => verdict === 'defect').map(({ name }) => name),
    ),
  );
  const defects: Answer[] = [...names].map((name) => ({ verdict: 'defect', class: name }));
  return [
    { key: '0', answer: { verdict: 'pass' } },
    ...(defects.length > 0 ? defects : [{ verdict: 'defect' } as const]).map((answer, i) => ({
      ...(i < 9 && { key: String(i + 1) }),
      answer,
    })),
    { key: 'U', answer: { verdict: 'cannot-tell' } },
    { key: 'R', answer: { verdict: 'bad-picture' } },
  ];
}

/** What a command of the keyboard says; absent where its key has no answer. */
export function answerOf(keys: readonly AnswerKey[], command: Command): Answer | undefined {
  const key = command === 'cannot-tell' ? 'U' : command === 'bad-picture' ? 'R' : digitOf(command);
  return key === null ? undefined : keys.find((each) => each.key === key)?.answer;
}

export const digitOf = (command: Command): string | null => /^digit-(\d)$/.exec(command)?.[1] ?? null;

/** The model's own answer as a reviewer would give it; null where it did not decide. */
export function modelAnswer({
  verdict,
  findings,
}: Pick<InspectionRow, 'verdict' | 'findings'>): Answer | null {
  if (verdict === 'pass') return { verdict };
  if (verdict !== 'defect') return null;
  const [strongest] = findings;
  return { verdict, ...(strongest && { class: strongest.class }) };
}

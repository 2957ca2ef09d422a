import { wilson } from '../evaluate/interval.ts';
import type { Reviewed } from './reviewed.ts';

/** How often two sources said the same of the same pictures. */
export interface Agreement {
  readonly agreed: number;
  readonly of: number;
  /** Wilson's interval of the share that agrees, at 95 %; [0, 1] where nothing was compared. */
  readonly interval: readonly [low: number, high: number];
  /**
   * Cohen's kappa (Cohen 1960): agreement beyond what two who guess with the same habits would reach. 1: always, 0: no better than guessing,
   * below 0: worse. Null where guessing alone would agree every time, as where both said one thing only, and where nothing was compared.
   */
  readonly kappa: number | null;
}

/** @param pairs what the one and the other said of each picture that both judged */
export function agreementOf(pairs: readonly (readonly [one: string, other: string])[]): Agreement {
  const of = pairs.length;
  const agreed = pairs.filter(([one, other]) => one === other).length;
  const answers = new Set(pairs.flat());
  const share = (side: 0 | 1, answer: string) => pairs.filter((pair) => pair[side] === answer).length / of;
  const byChance = [...answers].reduce((sum, answer) => sum + share(0, answer) * share(1, answer), 0);
  const kappa = of === 0 || byChance === 1 ? null : (agreed / of - byChance) / (1 - byChance);
  return { agreed, of, interval: wilson(agreed, of), kappa };
}

/** What counts as an answer: whoever cannot tell, and a model that did not decide, agrees or disagrees with nobody. */
type Answer = 'pass' | 'defect';
const isAnswer = (verdict: string): verdict is Answer => verdict === 'pass' || verdict === 'defect';

/**
 * How often a person's first word on a picture was the model's verdict. @param blind only labels that were given without seeing the model's
 * answer: the others follow it more often than they would by themselves
 */
export const withModel = (all: readonly Reviewed[], person: string, blind: boolean): Agreement =>
  agreementOf(
    all.flatMap(({ verdict, opinions }) =>
      opinions
        .filter((one) => one.by === person && (!blind || one.blind === true))
        .flatMap((one) =>
          isAnswer(verdict) && isAnswer(one.verdict) ? [[one.verdict, verdict] as const] : [],
        ),
    ),
  );

/** How often a person's first word on a picture was the first word of somebody else on it; by the other's id, sorted. */
export function withOthers(
  all: readonly Reviewed[],
  person: string,
): { readonly other: string; readonly agreement: Agreement }[] {
  const pairs = new Map<string, (readonly [Answer, Answer])[]>();
  for (const { opinions } of all) {
    const mine = opinions.find(({ by }) => by === person)?.verdict;
    if (mine === undefined || !isAnswer(mine)) continue;
    for (const { by, verdict } of opinions)
      if (by !== person && isAnswer(verdict)) pairs.set(by, [...(pairs.get(by) ?? []), [mine, verdict]]);
  }
  return [...pairs]
    .map(([other, said]) => ({ other, agreement: agreementOf(said) }))
    .toSorted((one, two) => (one.other < two.other ? -1 : 1));
}

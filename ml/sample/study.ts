import { grouped } from '../dataset/grouped.ts';
import { agreementOf, withModel, withOthers, type Agreement } from './agreement.ts';
import type { Opinion, Reviewed } from './reviewed.ts';

/** How far one person's first words on pictures go with those of the model, and of others. */
export interface PersonStudy {
  readonly person: string;
  /** Pictures on which they said good or defect. */
  readonly said: number;
  /** With the model's verdict: where they had not seen it, and everywhere. */
  readonly blind: Agreement;
  readonly all: Agreement;
  /** Where they had not seen it, by what the model said: `pass`, or the class it saw most evidence of; the commonest first. */
  readonly classes: readonly { readonly class: string; readonly agreement: Agreement }[];
  /** With the first words of somebody else on the same pictures. */
  readonly others: readonly { readonly other: string; readonly agreement: Agreement }[];
}

/** Everybody who labelled anything, by id. */
export function studyOf(all: readonly Reviewed[]): PersonStudy[] {
  const people = [...new Set(all.flatMap(({ opinions }) => opinions.map(({ by }) => by)))].toSorted();
  return people.map((person) => ({
    person,
    said: all.filter(({ opinions }) => opinions.some((one) => one.by === person && told(one) !== null))
      .length,
    blind: withModel(all, person, true),
    all: withModel(all, person, false),
    classes: byClass(all, person),
    others: withOthers(all, person),
  }));
}

function byClass(all: readonly Reviewed[], person: string): PersonStudy['classes'] {
  const pairs = all.flatMap((one) => {
    const model = one.verdict === 'pass' || one.verdict === 'defect' ? named(one.verdict, one.claimed) : null;
    return one.opinions
      .filter(({ by, blind }) => by === person && blind === true)
      .flatMap((opinion): (readonly [string, string])[] => {
        const own = told(opinion);
        return own !== null && model !== null ? [[own, model]] : [];
      });
  });
  return [...grouped(pairs, ([, model]) => [model])]
    .map(([name, same]) => ({ class: name, agreement: agreementOf(same) }))
    .toSorted((a, b) => b.agreement.of - a.agreement.of || (a.class < b.class ? -1 : 1));
}

/** Null for who cannot tell. */
const told = ({ verdict, class: name }: Opinion): string | null =>
  verdict === 'pass' || verdict === 'defect' ? named(verdict, name) : null;
const named = (verdict: 'pass' | 'defect', name: string | undefined): string =>
  verdict === 'pass' ? verdict : (name ?? verdict);

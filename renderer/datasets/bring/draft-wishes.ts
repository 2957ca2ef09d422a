import type { ImportWishes } from '../../../electron/contract/datasets.ts';
import type { Layout } from '../../../ml/dataset/source.ts';

/** What stands in the form, as it was typed; empty: as the files say. */
export interface Answers {
  readonly name: string;
  readonly layout: Layout | null;
  readonly tile: string;
  /** One a line: `0 = background`, `1-255 = crack`. */
  readonly maskValues: string;
  /** One a line: `x = xmin`. */
  readonly columns: string;
  readonly author: string;
  readonly source: string;
  readonly licence: string;
}
export type Field = keyof Answers;

export const emptyAnswers = (name: string): Answers => ({
  ...{ name, layout: null, tile: '', maskValues: '', columns: '' },
  ...{ author: '', source: '', licence: '' },
});

const columnNames = ['image', 'class', 'x', 'y', 'width', 'height', 'right', 'bottom'] as const;

type Read = { readonly wishes: ImportWishes } | { readonly field: Field; readonly wrong: string };

/** The answers as the station takes them, or what is wrong with a field. @param taken names that are in use */
export function wishesOf(answers: Answers, taken: readonly string[]): Read {
  const { name, layout } = answers;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    return { field: 'name', wrong: 'Small letters, digits and hyphens, at most 63' };
  if (taken.includes(name)) return { field: 'name', wrong: 'There is a dataset of that name' };
  const tile = Number(answers.tile);
  if (answers.tile !== '' && !(Number.isInteger(tile) && tile >= 32 && tile <= 8192))
    return { field: 'tile', wrong: 'A whole number of pixels from 32 to 8192' };
  const maskValues = linesOf(answers.maskValues).map(maskValueOf);
  if (maskValues.includes(null))
    return { field: 'maskValues', wrong: 'One a line, as 0 = background or 1-255 = crack' };
  const columns = linesOf(answers.columns).map((line) => /^(\w+)\s*=\s*(.+)$/.exec(line));
  if (columns.some((pair) => !columnNames.some((known) => known === pair?.[1])))
    return { field: 'columns', wrong: `One a line, as x = xmin; known are ${columnNames.join(', ')}` };
  const map = Object.fromEntries(columns.map((pair) => [pair![1], pair![2]!.trim()]));
  if (columns.length > 0 && !(map['image'] && map['x'] && map['y']))
    return { field: 'columns', wrong: 'image, x and y are needed' };
  const said = (text: string) => text.trim() !== '';
  return {
    wishes: {
      ...(layout !== null && { layout }),
      ...(columns.length > 0 && { columns: map as unknown as NonNullable<ImportWishes['columns']> }),
      ...(maskValues.length > 0 && { maskValues: maskValues as NonNullable<ImportWishes['maskValues']> }),
      ...(answers.tile !== '' && { tile }),
      ...(said(answers.author) && { author: answers.author.trim() }),
      ...(said(answers.source) && { source: answers.source.trim() }),
      ...(said(answers.licence) && { licence: answers.licence.trim() }),
    },
  };
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function maskValueOf(line: string): { from: number; to: number; class: string | null } | null {
  const [, from, to = from, name] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*=\s*(.{1,100})$/.exec(line) ?? [];
  if (from === undefined || name === undefined || Number(from) > Number(to) || Number(to) > 65_535)
    return null;
  return { from: Number(from), to: Number(to), class: name === 'background' ? null : name };
}

import { basename, resolve } from 'node:path';
import { datasetName, type DatasetSummary, type ImportWishes } from '../contract/datasets.ts';
import { listOf, wholeNumber } from './arguments.ts';
import { meaningOf } from './class-meaning.ts';
import { layoutOf } from './dataset-words.ts';
import { UsageError } from './io.ts';

const text = { type: 'string' } as const;

/** What may be said of a dataset of the station, whatever is done with it. */
export const datasetFlags = {
  ...{ name: text, layout: text, tile: text, author: text, source: text, licence: text },
  ...{ pass: text, info: text, valid: text, test: text, seed: text, in: text, out: text },
} as const;
export type DatasetValues = { readonly [F in keyof typeof datasetFlags]?: string } & {
  readonly json?: boolean;
};

/** What a folder becomes: the name that is said, else its own as a dataset's. @throws UsageError */
export function newName(folder: string, wanted?: string): string {
  const own = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
  const name = wanted ?? own;
  if (datasetName.safeParse(name).success) return name;
  throw new UsageError(`--name ${name}: a name has small letters, digits and hyphens`);
}

/** @throws UsageError */
export function wishesOf({ layout, tile, author, source, licence }: DatasetValues): ImportWishes {
  return {
    ...(layout !== undefined && { layout: layoutOf(layout) }),
    ...(tile !== undefined && { tile: wholeNumber('tile', tile, 32, 8192) }),
    ...(author !== undefined && { author }),
    ...(source !== undefined && { source }),
    ...(licence !== undefined && { licence }),
  };
}

/** Classes with what `--pass` and `--info` say of them. @throws UsageError for a class that is not there */
export function meantClasses<C extends Pick<DatasetSummary['classes'][number], 'name' | 'verdict'>>(
  classes: readonly C[],
  values: DatasetValues,
): C[] {
  const known = new Map(classes.map(({ name, verdict }) => [name, verdict]));
  const unknown = [...listOf(values.pass), ...listOf(values.info)].find(
    (one) => one !== 'all' && !known.has(one),
  );
  if (unknown !== undefined)
    throw new UsageError(`there is no class ${unknown}; there are ${[...known.keys()].join(', ')}`);
  const meaning = meaningOf(values, (name) => known.get(name));
  return classes.map((one) => ({ ...one, verdict: meaning(one.name) }));
}

/** A share of the pictures. @throws UsageError */
export function share(flag: string, value: string): number {
  const number = Number(value);
  if (number >= 0 && number <= 0.9) return number;
  throw new UsageError(`--${flag} ${value}: a share from 0 to 0.9 is allowed`);
}

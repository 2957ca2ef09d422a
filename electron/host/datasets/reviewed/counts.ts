import { grouped } from '../../../../ml/dataset/grouped.ts';
import type { Gathered } from '../../../../ml/sample/gather.ts';
import type { SamplePreview } from '../../../contract/samples.ts';

export type Counts = Omit<SamplePreview, 'dataset'>;

/** Pictures that are named of those that were left out. */
const mostListed = 500;

/** What came of gathering reviewed pictures, in numbers. */
export function countsOf({ dataset, added, known, changed, takenOut, leftOut }: Gathered): Counts {
  const group = { serial: 0, instrument: 0, none: 0 };
  for (const { of } of added)
    group[of.serial !== undefined ? 'serial' : of.instrument !== undefined ? 'instrument' : 'none']++;
  const often = grouped(added, ({ entry }) => (entry.class === undefined ? [] : [entry.class]));
  const why = grouped(leftOut, (one) => [one.why]);
  const away = grouped(why.get('picture-elsewhere') ?? [], ({ inspection }) => [
    inspection.slice(0, inspection.lastIndexOf('-')),
  ]);
  return {
    ...{ added: added.length, known, changed: changed.length, takenOut: takenOut.length },
    classes: dataset.classes.flatMap(({ name, verdict }) => {
      const count = often.get(name)?.length ?? 0;
      return count === 0 ? [] : [{ name, verdict, count }];
    }),
    marked: added.filter(({ entry }) => entry.boxes !== undefined && entry.boxes.length > 0).length,
    outlines: added
      .flatMap(({ of }) => of.labels.flatMap(({ regions }) => regions ?? []))
      .filter(({ polygon }) => polygon !== undefined).length,
    groups: group,
    leftOut: {
      counts: Object.fromEntries([...why].map(([reason, { length }]) => [reason, length])),
      elsewhere: [...away].map(([station, { length }]) => ({ station, count: length })),
      listed: leftOut.slice(0, mostListed).map((one) => ({ ...one })),
    },
  };
}

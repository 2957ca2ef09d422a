import type { SamplePreview } from '../../../electron/contract/samples.ts';

export type Counts = Omit<SamplePreview, 'dataset'>;

const none: Counts = {
  ...{ added: 0, classes: [], marked: 0, outlines: 0, known: 0, changed: 0, takenOut: 0 },
  groups: { serial: 0, instrument: 0, none: 0 },
  leftOut: { counts: {}, elsewhere: [], listed: [] },
};

/** Of what was asked for in several parts, one after the other, the sum. */
export function summed(parts: readonly Counts[]): Counts {
  return parts.reduce((sum, part): Counts => {
    const plus = (key: 'added' | 'marked' | 'outlines' | 'known' | 'changed' | 'takenOut') =>
      sum[key] + part[key];
    const classes = new Map(sum.classes.map((one) => [one.name, one]));
    for (const one of part.classes)
      classes.set(one.name, { ...one, count: one.count + (classes.get(one.name)?.count ?? 0) });
    const counts = { ...sum.leftOut.counts };
    for (const [why, count] of Object.entries(part.leftOut.counts) as [keyof typeof counts, number][])
      counts[why] = count + (counts[why] ?? 0);
    const elsewhere = new Map(sum.leftOut.elsewhere.map(({ station, count }) => [station, count]));
    for (const { station, count } of part.leftOut.elsewhere)
      elsewhere.set(station, count + (elsewhere.get(station) ?? 0));
    return {
      ...{ added: plus('added'), marked: plus('marked'), outlines: plus('outlines'), known: plus('known') },
      ...{ changed: plus('changed'), takenOut: plus('takenOut'), classes: [...classes.values()] },
      groups: {
        serial: sum.groups.serial + part.groups.serial,
        instrument: sum.groups.instrument + part.groups.instrument,
        none: sum.groups.none + part.groups.none,
      },
      leftOut: {
        counts,
        elsewhere: [...elsewhere].map(([station, count]) => ({ station, count })),
        listed: [...sum.leftOut.listed, ...part.leftOut.listed],
      },
    };
  }, none);
}

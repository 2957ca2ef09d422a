import { sampleReasons, type SampleReason } from '../../ml/sample/policy.ts';
import type { Verdict } from '../../ml/verdict/result.ts';
import type { Sample } from '../projection/sample.ts';

/** How the queue is gone through. */
export const orders = ['oldest', 'unsure', 'novel', 'mislabelled'] as const;
export type Order = (typeof orders)[number];

/** Why something waits: of itself, or for what people said of it. */
export type QueueReason = SampleReason | 'conflict' | 'second-look';

/** What the queue is cut down to; what is absent lets everything through. */
export interface QueueFilter {
  readonly reason?: QueueReason;
  readonly instrument?: string;
  readonly by?: string;
  readonly package?: string;
  readonly verdict?: Verdict;
  readonly station?: string;
}

/** Of the filter's fields those that offer the values which wait. */
export type Choice = keyof QueueFilter;

export const idOf = ({ station, seq }: Pick<Sample, 'station' | 'seq'>): string => `${station}-${seq}`;

/** What a reviewer goes through, in order; it does not change until it is asked for anew. */
export function queueOf(samples: readonly Sample[], order: Order, filter: QueueFilter): readonly Sample[] {
  const oldestFirst = samples
    .filter((sample) => passes(sample, filter))
    .toSorted((a, b) => a.at - b.at || byPlace(a, b));
  return order === 'oldest' ? oldestFirst : heaviestFirst(oldestFirst, weights[order]);
}

/** Those of one weight stay as they were. Places are sorted by weights that stand in a row: a fifth of the time that samples take. */
function heaviestFirst(samples: readonly Sample[], weight: (sample: Sample) => number): Sample[] {
  const each = new Float64Array(samples.length);
  samples.forEach((sample, i) => (each[i] = weight(sample)));
  return samples
    .map((_, i) => i)
    .toSorted((a, b) => each[b]! - each[a]!)
    .map((i) => samples[i]!);
}

/** The heaviest comes first, the oldest of the same weight. */
const weights: Record<Exclude<Order, 'oldest'>, (sample: Sample) => number> = {
  unsure: ({ doubt }) => doubt,
  novel: ({ novelty }) => novelty,
  mislabelled: ({ contradiction = 0 }) => contradiction,
};

const byPlace = (a: Sample, b: Sample): number =>
  a.station === b.station ? a.seq - b.seq : a.station < b.station ? -1 : 1;

export function passes(sample: Sample, filter: QueueFilter): boolean {
  const { reason, instrument, by, package: name, verdict, station } = filter;
  return (
    (reason === undefined || queueReasons(sample).includes(reason)) &&
    (instrument === undefined || sample.instrument === instrument) &&
    (by === undefined || sample.by === by) &&
    (name === undefined || sample.package === name) &&
    (verdict === undefined || sample.verdict === verdict) &&
    (station === undefined || sample.station === station)
  );
}

/** Why it is in the queue, the strongest reason first. */
export const queueReasons = ({ reasons, conflict, asking }: Sample): readonly QueueReason[] => [
  ...(conflict ? (['conflict'] as const) : []),
  ...(asking ? (['second-look'] as const) : []),
  ...reasons,
];

/** Those of the reasons that say nothing of what the model answered: people gave them. */
export const fromPeople: ReadonlySet<QueueReason> = new Set(['conflict', 'second-look', 'flagged']);

/** The values each filter can have, with how many wait under each: the commonest first, reasons by their strength. */
export function choicesOf(
  samples: readonly Sample[],
): Readonly<Record<Choice, readonly { name: string; n: number }[]>> {
  const counted: Record<Choice, Map<string, number>> = {
    reason: new Map((['conflict', 'second-look', ...sampleReasons] as const).map((reason) => [reason, 0])),
    instrument: new Map(),
    by: new Map(),
    package: new Map(),
    verdict: new Map(),
    station: new Map(),
  };
  const count = (choice: Choice, name: string | undefined) => {
    if (name !== undefined) counted[choice].set(name, (counted[choice].get(name) ?? 0) + 1);
  };
  for (const sample of samples) {
    for (const reason of queueReasons(sample)) count('reason', reason);
    for (const choice of ['instrument', 'by', 'package', 'verdict', 'station'] as const)
      count(choice, sample[choice]);
  }
  const listed = (choice: Choice) => [...counted[choice]].map(([name, n]) => ({ name, n }));
  const commonest = (choice: Choice) =>
    listed(choice).toSorted((a, b) => b.n - a.n || a.name.localeCompare(b.name));
  return {
    reason: listed('reason').filter(({ n }) => n > 0),
    instrument: commonest('instrument'),
    by: commonest('by'),
    package: commonest('package'),
    verdict: commonest('verdict'),
    station: commonest('station'),
  };
}

/** The highest number of each station that the samples hold: what lies above arrived since. */
export function topsOf(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const tops = new Map<string, number>();
  for (const { station, seq } of samples) tops.set(station, Math.max(seq, tops.get(station) ?? 0));
  return tops;
}

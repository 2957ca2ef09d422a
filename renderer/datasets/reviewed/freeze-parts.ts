import type { Client } from '../../../electron/contract/client.ts';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import type { Wanted } from '../../../electron/contract/samples.ts';
import { summed, type Counts } from './summed.ts';

export interface FreezeOrder {
  readonly name: string;
  /** At least one. */
  readonly parts: readonly Wanted[];
  /** Deals sides where the dataset has none yet. */
  readonly split: boolean;
}
/** What came of it. */
export interface Arrived {
  readonly summary: DatasetSummary;
  readonly counts: Counts;
}

/** Shares of the pictures; the rest is train. */
export const dealt = { valid: 0.15, test: 0.15, seed: 1 } as const;

/**
 * Freezes part after part into one dataset. Each part is all there or not at all: whoever stops it, or comes upon a failure, finds those
 * before it frozen, and asking again for all of them brings in the rest.
 * @param report pictures of the part under way that were opened, and how many it has
 * @returns null once `signal` has aborted
 */
export async function freezeParts(
  samples: Pick<Client['samples'], 'freeze'>,
  { name, parts, split }: FreezeOrder,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Arrived | null> {
  const counts: Counts[] = [];
  let summary: DatasetSummary | null = null;
  for (const which of parts) {
    const request = { name, which, ...(split && { split: dealt }) };
    for await (const said of await samples.freeze(request, { signal })) {
      if (signal.aborted) return null;
      if (said.state === 'progress') report(said.done, said.total);
      else {
        ({ summary } = said);
        counts.push(said);
      }
    }
  }
  return summary === null || signal.aborted ? null : { summary, counts: summed(counts) };
}

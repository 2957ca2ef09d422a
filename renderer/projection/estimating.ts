import { createEstimate, type Estimate, type Past } from '../../ml/sample/estimate.ts';
import type { SamplePolicy } from '../../ml/sample/policy.ts';
import { judgedOf } from './choosing.ts';
import type { Store } from './store.ts';

/** What policies would have made of a station's inspections since a time (milliseconds since 1970). */
export interface EstimateRequest {
  /** Counts the requests: only the newest is answered. */
  readonly n: number;
  readonly station: string;
  readonly since: number;
  readonly policies: readonly SamplePolicy[];
}
export interface EstimateAnswer {
  readonly n: number;
  /** In the order of the policies; null where the store could not be read. */
  readonly estimates: readonly Estimate[] | null;
}

/** Rows that are read at once, and inspections that are counted before a newer request is heard. */
const lot = 2000;

/**
 * Answers requests one after the other, the newest alone: another one, or null, ends the one under way. The inspections are read for the
 * first request and kept for those of the same station and time.
 */
export function createEstimating(
  store: Store,
  answer: (answer: EstimateAnswer) => void,
): (request: EstimateRequest | null) => void {
  let newest: EstimateRequest | null = null;
  let read: { readonly of: string; readonly past: Past[]; whole: boolean } | null = null;
  let turn = Promise.resolve();

  async function run(request: EstimateRequest): Promise<void> {
    const over = () => newest !== request;
    const of = `${request.station} ${request.since}`;
    if (read?.of !== of || !read.whole) {
      read = { of, past: [], whole: false };
      const fresh = read;
      fresh.whole = await readPast(store, request, fresh.past, over);
    }
    const { past } = read;
    const estimates = request.policies.map(createEstimate);
    for (let from = 0; from < past.length && !over(); from += lot) {
      for (const one of past.slice(from, from + lot)) for (const estimate of estimates) estimate.add(one);
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (!over()) answer({ n: request.n, estimates: estimates.map((each) => each.result()) });
  }

  return (request) => {
    newest = request;
    if (request === null) {
      read = null;
      return;
    }
    turn = turn
      .then(() => (newest === request ? run(request) : undefined))
      .catch(() => {
        if (newest === request) answer({ n: request.n, estimates: null });
      });
  };
}

/** A station's inspections in the order of their lines. @returns whether all were read before it was over */
async function readPast(
  store: Store,
  { station, since }: EstimateRequest,
  past: Past[],
  over: () => boolean,
): Promise<boolean> {
  const first = await store.inspections.where('at').aboveOrEqual(since).first();
  for (let from = first?.station === station ? first.seq : 0; first && !over();) {
    const rows = await store.inspections
      .where('[station+seq]')
      .between([station, from], [station, Infinity], true, true)
      .limit(lot)
      .toArray();
    for (const row of rows)
      if (row.at >= since) past.push({ ...judgedOf(row), novelty: row.novelty ?? null });
    if (rows.length < lot) return true;
    from = rows.at(-1)!.seq + 1;
  }
  return first === undefined;
}

import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import type { Wanted } from '../../../electron/contract/samples.ts';
import { useStation } from '../../app/station.tsx';
import { fault, type Fault } from '../../words/fault.ts';
import { asFault } from '../../words/words.ts';
import { summed, type Counts } from './summed.ts';
import type { Wish } from './wish.ts';

/** Reviewed samples on their way into a dataset. They outlive a look at another screen and a change of role. */
export interface Freezing {
  /** What the page begins with; null: nobody asked for it. */
  readonly asked: Wish | null;
  readonly ask: (wish: Wish) => void;
  readonly state: FreezeState | null;
  readonly run: (order: FreezeOrder) => void;
  /** Stops what is under way; the page stays, for another try. */
  readonly cancel: () => void;
  readonly leave: () => void;
  /** What has come of the last one, until somebody has seen it. */
  readonly arrived: Arrived | null;
  readonly forget: () => void;
}
export interface FreezeOrder {
  readonly name: string;
  readonly parts: readonly Wanted[];
  /** Deals sides where the dataset has none yet. */
  readonly split: boolean;
}
export type FreezeState =
  | { readonly at: 'working'; readonly done: number; readonly total: number }
  | { readonly at: 'failed'; readonly fault: Fault };
export interface Arrived {
  readonly summary: DatasetSummary;
  readonly counts: Counts;
}

/** Shares of the pictures; the rest is train. */
export const dealt = { valid: 0.15, test: 0.15, seed: 1 } as const;

const FreezingContext = createContext<Freezing | null>(null);

export function useFreezing(): Freezing {
  const freezing = useContext(FreezingContext);
  if (freezing === null) throw new Error('there is no <FreezingProvider> above this screen');
  return freezing;
}

export function FreezingProvider({ children }: { children: ReactNode }) {
  const { client } = useStation();
  const [asked, setAsked] = useState<Wish | null>(null);
  const [state, setState] = useState<FreezeState | null>(null);
  const [arrived, setArrived] = useState<Arrived | null>(null);
  const stop = useRef(new AbortController());

  const cancel = useCallback(() => {
    stop.current.abort();
    setState(null);
  }, []);
  const leave = useCallback(() => {
    stop.current.abort();
    setState(null);
    setAsked(null);
  }, []);
  const ask = useCallback((wish: Wish) => {
    stop.current.abort();
    setState(null);
    setAsked(wish);
  }, []);
  const run = useCallback(
    ({ name, parts, split }: FreezeOrder) => {
      stop.current.abort();
      const { signal } = (stop.current = new AbortController());
      const work = async () => {
        if (client === null) throw fault('host-lost');
        const came: Counts[] = [];
        let summary: DatasetSummary | null = null;
        setState({ at: 'working', done: 0, total: 0 });
        for (const which of parts) {
          const request = { name, which, ...(split && { split: dealt }) };
          for await (const next of await client.samples.freeze(request, { signal })) {
            if (signal.aborted) return;
            if (next.state === 'progress') setState({ at: 'working', done: next.done, total: next.total });
            else {
              ({ summary } = next);
              came.push(next);
            }
          }
        }
        if (summary === null || signal.aborted) return;
        setArrived({ summary, counts: summed(came) });
        setState(null);
        setAsked(null);
      };
      work().catch((error: unknown) => signal.aborted || setState({ at: 'failed', fault: asFault(error) }));
    },
    [client],
  );
  const forget = useCallback(() => setArrived(null), []);
  const value = useMemo(
    () => ({ asked, ask, state, run, cancel, leave, arrived, forget }),
    [asked, ask, state, run, cancel, leave, arrived, forget],
  );
  return <FreezingContext value={value}>{children}</FreezingContext>;
}

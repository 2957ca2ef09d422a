import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useStation } from '../../app/station.tsx';
import { fault, type Fault } from '../../words/fault.ts';
import { asFault } from '../../words/words.ts';
import { freezeParts, type Arrived, type FreezeOrder } from './freeze-parts.ts';
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
export type FreezeState =
  | { readonly at: 'working'; readonly done: number; readonly total: number }
  | { readonly at: 'failed'; readonly fault: Fault };
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
    (order: FreezeOrder) => {
      stop.current.abort();
      const { signal } = (stop.current = new AbortController());
      const work = async () => {
        if (client === null) return setState({ at: 'failed', fault: fault('host-lost') });
        setState({ at: 'working', done: 0, total: 0 });
        const came = await freezeParts(client.samples, order, signal, (done, total) =>
          setState({ at: 'working', done, total }),
        );
        if (came === null) return;
        setArrived(came);
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

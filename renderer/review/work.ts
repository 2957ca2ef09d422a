import type { Person } from '../../electron/contract/people.ts';
import type { Store } from '../projection/store.ts';
import { createLabeller, type Labeller } from './labeller.ts';
import { next, start, unsaved, type Action, type Session } from './session.ts';

/** One person's reviewing in this window. It outlives the screen: what is not saved yet is seen wherever one is, and still there on the way back. */
export interface Work {
  readonly me: Pick<Person, 'id' | 'name'>;
  readonly labeller: Labeller;
  readonly session: () => Session;
  readonly dispatch: (action: Action) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createWork(store: Store, station: string, me: Pick<Person, 'id' | 'name'>): Work {
  let session = start;
  const listeners = new Set<() => void>();
  const dispatch = (action: Action) => {
    session = next(session, action);
    for (const listener of listeners) listener();
  };
  return {
    me,
    dispatch,
    labeller: createLabeller({ store, station, me: me.id, dispatch }),
    session: () => session,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Labels that are not on disk, or not known to be. */
export interface Unkept {
  readonly level: 'attention' | 'fault';
  /** `2 labels not saved` */
  readonly text: string;
  readonly cause: string;
  readonly remedy: string;
}

/** What one person's work has that is not kept; null where all of it is. @param away somebody else is at the station */
export function unkeptOf(session: Session, { name }: Work['me'], away: boolean): Unkept | null {
  const { stopped, held } = session;
  if (stopped)
    return {
      level: 'fault',
      text: 'Labels not saved',
      cause: `${stopped.why} ${labels(stopped.lost)} of ${name} ${stopped.lost === 1 ? 'was' : 'were'} not kept.`,
      remedy: `${name} opens Review and labels on from there`,
    };
  const waiting = unsaved(session);
  if (waiting === 0) return null;
  return {
    level: 'attention',
    text: `${labels(waiting)} not saved yet`,
    cause: held
      ? `The connection broke while ${labels(waiting)} of ${name} ${waiting === 1 ? 'was' : 'were'} on the way.`
      : `${labels(waiting)} of ${name} ${waiting === 1 ? 'is' : 'are'} being written.`,
    remedy: away
      ? `They wait until ${name} signs in again; leave this window open`
      : 'Loupe looks which of them are kept and writes the others by itself; leave this window open',
  };
}

const labels = (n: number): string => (n === 1 ? '1 label' : `${n} labels`);

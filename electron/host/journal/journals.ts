import { LoupeError } from '../../contract/errors.ts';
import { parseEvent, type EventKind, type EventOf } from '../../contract/events.ts';
import type { Journal } from './journal.ts';

/** A journal as far as reading goes: this station's own, or what is here of another's. */
export type ReadableJournal = Pick<Journal, 'stationId' | 'head' | 'read' | 'line'>;

/** What is here of the journals of other stations; every line was verified before it came here. */
export interface OtherJournals {
  stations(): readonly {
    readonly station: string;
    /** Id of the journal that its last line was written in; null while nothing of it is here. */
    readonly journal: string | null;
    readonly head: { readonly seq: number };
  }[];
  /** @throws LoupeError `not-found` for a station of which nothing is known */
  journal(station: string): ReadableJournal;
  /** Calls back when lines were added. Returns the stop function. */
  watch(listener: (station: string) => void): () => void;
}

/** Those of a station that follows none. */
export const noOthers: OtherJournals = {
  stations: () => [],
  journal(station) {
    throw new LoupeError('not-found', { what: 'station', id: station });
  },
  watch: () => () => undefined,
};

/** Every journal that this station reads. It writes its own alone. */
export interface Journals<Own extends ReadableJournal = ReadableJournal> {
  readonly own: Own;
  /** Its own first, then those of others in the order of their ids. */
  all(): readonly ReadableJournal[];
  /** @param station its own where nobody says which @throws LoupeError `not-found` */
  of(station?: string): ReadableJournal;
  /** The line of an id. @throws LoupeError `not-found` where there is none, or it is of another kind */
  event<K extends EventKind>(kind: K, id: string): Promise<EventOf<K>>;
}

export function createJournals<Own extends ReadableJournal>(
  own: Own,
  others: OtherJournals = noOthers,
): Journals<Own> {
  const of = (station = own.stationId) => (station === own.stationId ? own : others.journal(station));
  return {
    own,
    all: () => [own, ...others.stations().map(({ station }) => others.journal(station))],
    of,
    async event<K extends EventKind>(kind: K, id: string) {
      const [station, seq] = id.split('-');
      const missing = new LoupeError('not-found', { what: whats[kind] ?? 'journal line', id });
      const known = station === own.stationId || others.stations().some((one) => one.station === station);
      if (!known) throw missing;
      const event = parseEvent((await of(station).line(Number(seq))).line);
      if (event?.kind !== kind) throw missing;
      return event as EventOf<K>;
    },
  };
}

/** What people call a line of this kind. */
const whats: Partial<Record<EventKind, string>> = {
  'inspection.recorded': 'inspection',
  'label.set': 'label',
};

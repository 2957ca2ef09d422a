import { Dexie, type Table } from 'dexie';
import type { Change } from './change.ts';
import type { Choosing } from './choosing.ts';
import type { InspectionRow } from './row.ts';
import type { Sample } from './sample.ts';

/** How far a station's journal is applied. */
export interface Cursor {
  readonly station: string;
  readonly journal: string;
  readonly seq: number;
  /** Of line `seq`; null where that line was never read (the start of a capped store) or could not be. */
  readonly hash: string | null;
  /** Rows up to here are gone, except those that wait for review. */
  readonly floor: number;
  /** Rows above the floor. */
  readonly kept: number;
  /** What a row looks like; another number throws away what is stored of the station. */
  readonly shape: number;
  /** It is not this station's own journal. */
  readonly other?: true;
  /** What people call that station. */
  readonly name?: string;
}

/** How a station's next inspection is looked at. Apart from its cursor: it is a thousand times as long, and all cursors are read often. */
export type StoredChoosing = Choosing & { readonly station: string };

/** Where the projection of a journal begins: after line `seq`, with nothing stored. */
export const cursorAt = (
  journal: Pick<Cursor, 'station' | 'journal' | 'other' | 'name'>,
  seq: number,
  hash: string | null,
): Cursor => ({ ...journal, seq, hash, floor: seq, kept: 0, shape });

export interface Counter {
  /** `all`, `open`, `problems`, `verdict:…`, `instrument:…`, `package:…`, `station:…` */
  readonly key: string;
  readonly n: number;
}

export interface Hour {
  /** `<station>|<hours since 1970>` */
  readonly key: string;
  /** `<verdict>|<package>` → inspections */
  readonly n: Readonly<Record<string, number>>;
}

/** A journal line that names a known kind but has not its shape; it is passed over and shown. */
export interface Problem {
  readonly station: string;
  readonly seq: number;
  readonly what: string;
}

type Key = [string, number];
export interface Store extends Dexie {
  readonly inspections: Table<InspectionRow, Key>;
  readonly changes: Table<Change, Key>;
  /** One for each row that waits for review. */
  readonly samples: Table<Sample, Key>;
  readonly counters: Table<Counter, string>;
  readonly hours: Table<Hour, string>;
  readonly problems: Table<Problem, Key>;
  readonly cursors: Table<Cursor, string>;
  readonly choosings: Table<StoredChoosing, string>;
}

/** Raise it when a row's fields change meaning: the store is then rebuilt from the journal. */
export const shape = 4;
/** The newest inspections a store holds, of all stations together; older ones come from the host. */
export const cap = 200_000;
export const storeName = 'loupe-projection';

/**
 * The projection of the followed journals: derived, never the record. Strict durability, so that a cursor never names rows that a
 * power cut took. Every index costs 10 to 25 µs a row; `open`, `early`, `package` and `other` are absent where they say nothing.
 */
export function createStore(name: string = storeName): Store {
  const store = new Dexie(name, { chromeTransactionDurability: 'strict', cache: 'disabled' }) as Store;
  store.version(1).stores({
    inspections: '[station+seq],at,[verdict+at],[instrument+at],[package+at],[open+score],serial,tail',
    changes: '[station+seq],inspection,early',
    counters: 'key',
    hours: 'key',
    problems: '[station+seq]',
    cursors: 'station',
  });
  store.version(2).stores({ samples: '[station+seq]' });
  store.version(3).stores({
    inspections:
      '[station+seq],at,[verdict+at],[instrument+at],[package+at],[open+score],serial,tail,[other+at]',
    choosings: 'station',
  });
  return store;
}

/** Empties the store and leaves open connections usable. */
export async function clear(store: Store): Promise<void> {
  await store.transaction('rw', store.tables, () => Promise.all(store.tables.map((table) => table.clear())));
}

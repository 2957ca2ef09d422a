import type { EventData, EventKind, EventOf, Snapshot } from '../../contract/events.ts';
import type { Actor } from '../../contract/people.ts';

/** The record: one append-only, fsynced, hash-chained log per station. Everything else is derived from it. */
export interface Journal {
  readonly stationId: string;
  readonly journalId: string;
  head(): { readonly seq: number; readonly hash: string };
  /** The last line of the newest sealed segment; 0: none is sealed. */
  sealed(): number;
  /** What the journal folds to now: the same as the next segment's snapshot would say. */
  state(): Snapshot;
  /**
   * Resolves when the line is on disk; concurrent appends share one fsync and keep their order.
   * @throws LoupeError `journal-stopped` when the chain is broken or an earlier write failed; `not-written` when this one did
   */
  append<K extends EventKind>(kind: K, data: EventData<K>, by: Actor): Promise<EventOf<K>>;
  /** Whole lines after `after`, JSONL, about `limitBytes` at most but one line at least; empty at the head. */
  read(after: number, limitBytes: number): Promise<{ lines: Uint8Array; head: number }>;
  /** @throws LoupeError `not-found` */
  line(seq: number): Promise<{ line: string; segment: string }>;
  /** Calls back after each durable append (or group of them). Returns the stop function. */
  watch(listener: (head: number) => void): () => void;
  /** Closes the open segment: hash in its name, summary and signature beside it; the next append opens a new one. */
  seal(): Promise<void>;
  /** Walks every segment: chain, hashes, sequence, signatures. */
  verify(): AsyncIterable<JournalCheck>;
  health(): { readonly ok: boolean; readonly why?: string };
  close(): Promise<void>;
}

export interface JournalCheck {
  readonly done: number;
  readonly total: number;
  readonly problems: readonly { readonly seq: number; readonly what: string }[];
}

import type { EventData, EventKind, JournalEvent } from '../../contract/events.ts';
import { inspection } from '../events.fixture.ts';

/** A journal line as the fold sees it: only station, number, kind and data matter. */
export interface PlacedEvent {
  readonly station: string;
  readonly event: JournalEvent;
}

export function eventOf<K extends EventKind>(
  station: string,
  seq: number,
  kind: K,
  data: EventData<K>,
  who = 'ada',
): PlacedEvent {
  const envelope = { seq, v: 1, at: '2026-01-01T00:00:00.000Z', journal: 'journal-1' };
  const by = { id: who, role: 'qa' as const };
  const event = { ...envelope, by, kind, data, prev: '0'.repeat(64), hash: '0'.repeat(64) };
  return { station, event: event as unknown as JournalEvent };
}

export const recordedAt = (
  station: string,
  seq: number,
  change: Partial<EventData<'inspection.recorded'>> = {},
): PlacedEvent =>
  eventOf(
    station,
    seq,
    'inspection.recorded',
    inspection(seq.toString(16).padStart(64, '0'), String(seq), change),
  );

import type { EventData, EventKind, JournalEvent } from '../../contract/events.ts';
import { inspection } from '../events.fixture.ts';
import { createFold } from './fold.ts';

export const [north, south] = ['north001', 'south001'] as const;

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

export const label = (
  station: string,
  seq: number,
  inspection: string,
  more: Partial<EventData<'label.set'>> = {},
): PlacedEvent => eventOf(station, seq, 'label.set', { inspection, replaces: [], verdict: 'pass', ...more });

/** Three people at two stations that hear of each other now and then: they label, take back, correct, decide and ask. */
export function historyOf(below: (count: number) => number): PlacedEvent[] {
  const all: PlacedEvent[] = [];
  const heard = new Map<string, Set<PlacedEvent>>([north, south].map((station) => [station, new Set()]));
  const seqs = new Map<string, number>([north, south].map((station) => [station, 0]));
  const mine = new Map<number, string[]>();
  const inspections: string[] = [];
  for (let line = 0; line < 40; line++) {
    const station = [north, south][below(2)]!;
    const seq = seqs.get(station)! + 1;
    const say = (event: PlacedEvent) => {
      seqs.set(station, seq);
      all.push(event);
      heard.get(station)!.add(event);
      return `${station}-${seq}`;
    };
    const inspection = inspections[below(inspections.length)];
    const who = below(3);
    const choice = below(8);
    if (inspection === undefined || choice === 0) {
      inspections.push(say(recordedAt(station, seq, { identity: { serial: `SN ${below(3)}` } })));
    } else if (choice === 1) {
      for (const events of heard.values()) for (const event of events) heard.get(station)!.add(event);
    } else if (choice === 2) {
      say(
        eventOf(station, seq, 'identity.corrected', { inspection, identity: { serial: `SN ${below(9)}` } }),
      );
    } else if (choice === 3) {
      const disposition = below(2) === 0 ? 'leave-to-qa' : null;
      say(eventOf(station, seq, 'disposition.set', { inspection, disposition }));
    } else if (choice === 4) {
      const last = mine.get(who)?.at(-1);
      if (last === undefined) continue;
      say(eventOf(station, seq, 'label.withdrawn', { label: last }));
      // Now and then it is taken back at both stations.
      if (below(4) > 0) mine.get(who)!.pop();
    } else {
      const fold = createFold();
      for (const known of heard.get(station)!) fold.add(known.station, known.event);
      const seen = fold.reviewed().find(({ id }) => id === inspection);
      const verdict = (['pass', 'defect', 'cannot-tell', 'bad-picture'] as const)[below(4)]!;
      const replaces = seen?.labels.map(({ id }) => id) ?? [];
      mine.set(who, [...(mine.get(who) ?? []), say(label(station, seq, inspection, { replaces, verdict }))]);
    }
  }
  return all;
}

import type { Journal } from './journal.ts';
import type { OtherJournals, ReadableJournal } from './journals.ts';

/** Journals of other stations; of each as much is here as it had when `come` was called last. */
export function othersOf(...journals: readonly Journal[]): OtherJournals & { come(station?: string): void } {
  const origin = { seq: 0, hash: '0'.repeat(64) };
  const heads = new Map(journals.map(({ stationId }) => [stationId, origin]));
  const listeners = new Set<(station: string) => void>();
  const readable = new Map(
    journals.map((journal): [string, ReadableJournal] => {
      const { stationId, line } = journal;
      const head = () => heads.get(stationId) ?? origin;
      return [
        stationId,
        {
          ...{ stationId, head, line },
          async read(after, limitBytes) {
            const { lines } = await journal.read(after, limitBytes);
            const texts = new TextDecoder().decode(lines).split('\n').slice(0, -1);
            const come = texts.slice(0, Math.max(0, head().seq - after)).map((text) => `${text}\n`);
            return { lines: new TextEncoder().encode(come.join('')), head: head().seq };
          },
        },
      ];
    }),
  );
  return {
    stations: () =>
      journals.map(({ stationId, journalId }) => ({
        ...{ station: stationId, head: heads.get(stationId) ?? origin },
        journal: heads.get(stationId) === origin ? null : journalId,
      })),
    journal: (station) => readable.get(station)!,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    come(station) {
      for (const journal of journals)
        if (station === undefined || station === journal.stationId)
          heads.set(journal.stationId, journal.head());
      for (const listener of listeners) listener(station ?? '');
    },
  };
}

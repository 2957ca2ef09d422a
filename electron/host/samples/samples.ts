import { mistakesOf, type MistakeGroup } from '../../../ml/sample/mistakes.ts';
import type { Reviewed } from '../../../ml/sample/reviewed.ts';
import { eventsAfter } from '../journal/events-after.ts';
import type { Journals, ReadableJournal } from '../journal/journals.ts';
import { aboutInspections } from '../journal/said.ts';
import { sequential } from '../sequential.ts';
import { createFold, type Standing } from './fold.ts';

/** Journal lines by station: everything up to them was read. */
export type UpTo = Readonly<Record<string, number>>;

/** What people said of inspections, read from this station's journal and those of the stations it follows. */
export interface Samples {
  /** Every inspection that was ever labelled, in the order of stations and lines, as everything up to the lines `upTo` leaves it. */
  reviewed(): Promise<{ readonly all: readonly Reviewed[]; readonly upTo: UpTo }>;
  /** How one inspection stands now. */
  standing(inspection: string): Promise<Standing>;
  /** Where verdict and label differ, worst first. */
  mistakes(): Promise<MistakeGroup[]>;
}

/** Each journal is read once: a later call reads the lines that came since. Kept is what was said, and the inspections it was said of. */
export function createSamples(journals: Pick<Journals, 'all'>): Samples {
  const fold = createFold();
  const alone = sequential();
  /** Lines that were fetched, so that one that is no inspection is not fetched again and again. */
  const looked = new Set<string>();
  const upTo: Record<string, number> = {};

  async function readOn(journal: ReadableJournal): Promise<void> {
    const { stationId } = journal;
    const head = journal.head().seq;
    const from = upTo[stationId] ?? 0;
    for await (const event of eventsAfter(journal, from, (line) => aboutInspections.test(line)))
      fold.add(stationId, event);
    upTo[stationId] = Math.max(from, head);
  }

  /** The lines of those that were labelled are few among all, and most often older than their labels: they are fetched by their numbers. */
  async function fetch(journal: ReadableJournal, missing: readonly string[]): Promise<void> {
    const { stationId } = journal;
    const head = journal.head().seq;
    const wanted = new Set(
      missing
        .filter((id) => id.startsWith(`${stationId}-`) && !looked.has(id))
        .map((id) => Number(id.slice(stationId.length + 1)))
        // What another station said may be here before the line that it is about.
        .filter((seq) => seq <= head),
    );
    if (wanted.size === 0) return;
    let left = wanted.size;
    const first = [...wanted].reduce((least, seq) => Math.min(least, seq));
    for await (const event of eventsAfter(journal, first - 1, (_, seq) => wanted.has(seq))) {
      fold.add(stationId, event);
      if (--left === 0) break;
    }
    for (const seq of wanted) looked.add(`${stationId}-${seq}`);
  }

  const caughtUp = <T>(answer: () => T): Promise<T> =>
    alone(async () => {
      const all = journals.all();
      for (const journal of all) await readOn(journal);
      const missing = fold.missing();
      for (const journal of all) await fetch(journal, missing);
      return answer();
    });

  const reviewed: Samples['reviewed'] = () => caughtUp(() => ({ all: fold.reviewed(), upTo: { ...upTo } }));
  return {
    reviewed,
    standing: (inspection) => caughtUp(() => fold.standing(inspection)),
    mistakes: async () => mistakesOf((await reviewed()).all),
  };
}

import { mistakesOf, type MistakeGroup } from '../../../ml/sample/mistakes.ts';
import type { Reviewed } from '../../../ml/sample/reviewed.ts';
import { eventsAfter } from '../journal/events-after.ts';
import type { Journal } from '../journal/journal.ts';
import { sequential } from '../sequential.ts';
import { createFold, type Standing } from './fold.ts';

/** What people said of this station's inspections, read from its journal. */
export interface Samples {
  /** Every inspection that was ever labelled, in the order of the journal, as everything up to the line `upTo` leaves it. */
  reviewed(): Promise<{ readonly all: readonly Reviewed[]; readonly upTo: number }>;
  /** How one inspection stands now. */
  standing(inspection: string): Promise<Standing>;
  /** Where verdict and label differ, worst first. */
  mistakes(): Promise<MistakeGroup[]>;
}

/** Lines that say something of an inspection; the text is looked at, since parsing all of them takes minutes. */
const aboutInspections =
  /"kind":"(label\.set|label\.withdrawn|identity\.corrected|disposition\.set|review\.requested|second-look\.asked)"/;

/** The journal is read once: a later call reads the lines that came since. Kept is what was said, and the inspections it was said of. */
export function createSamples(journal: Pick<Journal, 'stationId' | 'read' | 'head'>): Samples {
  const { stationId } = journal;
  const fold = createFold();
  const alone = sequential();
  /** Lines that were fetched, so that one that is no inspection is not fetched again and again. */
  const looked = new Set<number>();
  let upTo = 0;

  const catchUp = async (): Promise<void> => {
    const head = journal.head().seq;
    for await (const event of eventsAfter(journal, upTo, (line) => aboutInspections.test(line)))
      fold.add(stationId, event);
    upTo = Math.max(upTo, head);
    // The lines of those that were labelled are few among all, and most often older than their labels: they are fetched by their numbers.
    const wanted = new Set(
      fold
        .missing()
        .filter((id) => id.startsWith(`${stationId}-`))
        .map((id) => Number(id.slice(stationId.length + 1)))
        .filter((seq) => !looked.has(seq)),
    );
    if (wanted.size === 0) return;
    let left = wanted.size;
    const isWanted = (_: string, seq: number) => wanted.has(seq);
    for await (const event of eventsAfter(
      journal,
      [...wanted].reduce((least, seq) => Math.min(least, seq)) - 1,
      isWanted,
    )) {
      fold.add(stationId, event);
      if (--left === 0) break;
    }
    for (const seq of wanted) looked.add(seq);
  };

  const reviewed: Samples['reviewed'] = () =>
    alone(async () => {
      await catchUp();
      return { all: fold.reviewed(), upTo };
    });
  const standing: Samples['standing'] = (inspection) =>
    alone(async () => {
      await catchUp();
      return fold.standing(inspection);
    });
  return { reviewed, standing, mistakes: async () => mistakesOf((await reviewed()).all) };
}

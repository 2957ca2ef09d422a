import { keyOf } from '../projection/row.ts';
import type { EventData } from '../../electron/contract/events.ts';

export type NewLabel = EventData<'label.set'>;

/** What one key says; `n` counts keys. `replaces` are the labels that stood on the screen. */
export interface Entry {
  readonly n: number;
  readonly labels: readonly NewLabel[];
}

export interface Saver {
  /** Kept in the order given; several share one call while another is under way. */
  give(entry: Entry): void;
  /** Forgets an entry of which nothing has gone out yet. @returns whether it was one */
  drop(n: number): boolean;
  /** Sends what was held, and finds out so which of it was written before. */
  resume(): void;
  /** Resolves when nothing is on its way; at once while entries are held. */
  idle(): Promise<void>;
}

interface Outside {
  /**
   * All are on disk when it resolves, or none. @param since given where some may have been written before, after that line: these are not
   * written again @returns their ids, in the same order
   */
  send(labels: readonly NewLabel[], since: number | undefined): Promise<readonly string[]>;
  /** A line of the journal before which nothing of this saver's was written. */
  begun(): Promise<number>;
  saved(n: number, labels: readonly string[]): void;
  /** Whether nobody knows what became of the labels of a call that ended so; else nothing of it was written. */
  unheard(error: unknown): boolean;
  /** All that waits is held until it is resumed. */
  held(): void;
  /** What was refused is not tried again: somebody looks at it first. */
  failed(error: unknown): void;
}

/** The most that go in one call. */
const most = 500;

/**
 * Writes labels one call after another. A label of a picture that this saver has labelled before replaces that one, too, whether or not the
 * screen had heard of it.
 */
export function createSaver({ send, begun, saved, unheard, held, failed }: Outside): Saver {
  const mine = new Map<string, string>();
  let waiting: Entry[] = [];
  /** Those of the calls whose answers were lost; they go first. */
  let doubtful = 0;
  let heard: number | null = null;
  let running: Promise<void> | null = null;

  /** As many entries as fit in one call and do not answer each other. */
  function take(): Entry[] {
    const inspections = new Set<string>();
    let size = 0;
    const end = waiting.findIndex(({ labels }) => {
      size += labels.length;
      const answers = labels.some(({ inspection }) => inspections.has(inspection));
      for (const { inspection } of labels) inspections.add(inspection);
      return answers || (size > most && size > labels.length);
    });
    const taken = end === -1 ? waiting : waiting.slice(0, end);
    waiting = waiting.slice(taken.length);
    return taken;
  }

  function withMine(label: NewLabel): NewLabel {
    const own = mine.get(label.inspection);
    return own === undefined || label.replaces.includes(own)
      ? label
      : { ...label, replaces: [...label.replaces, own] };
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const entries = take();
      const labels = entries.flatMap((entry) => entry.labels).map(withMine);
      try {
        const ids = await send(labels, doubtful > 0 ? (heard ?? (await begun())) : undefined);
        heard = Math.max(heard ?? 0, ...ids.map((id) => keyOf(id)[1]));
        doubtful = Math.max(0, doubtful - entries.length);
        labels.forEach(({ inspection }, i) => mine.set(inspection, ids[i]!));
        let from = 0;
        for (const entry of entries) saved(entry.n, ids.slice(from, (from += entry.labels.length)));
      } catch (error) {
        if (unheard(error)) {
          waiting = [...entries, ...waiting];
          doubtful = Math.max(doubtful, entries.length);
          return held();
        }
        waiting = [];
        doubtful = 0;
        failed(error);
      }
    }
  }
  const start = () => {
    running ??= run().finally(() => (running = null));
  };

  return {
    give(entry) {
      waiting.push(entry);
      // What is held is looked after first, when the way is open again.
      if (doubtful === 0) start();
    },
    drop(n) {
      const found = waiting.findIndex((entry, i) => entry.n === n && i >= doubtful);
      if (found !== -1) waiting = waiting.toSpliced(found, 1);
      return found !== -1;
    },
    resume: start,
    async idle() {
      while (running !== null) await running;
    },
  };
}

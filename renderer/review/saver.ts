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
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

interface Outside {
  /** All are on disk when it resolves, or none. @returns their ids, in the same order */
  send(labels: readonly NewLabel[]): Promise<readonly string[]>;
  saved(n: number, labels: readonly string[]): void;
  /** What was not acknowledged is not tried again: somebody looks at it first. */
  failed(error: unknown): void;
}

/** The most that go in one call. */
const most = 500;

/**
 * Writes labels one call after another. A label of a picture that this saver has labelled before replaces that one, too, whether or not the
 * screen had heard of it.
 */
export function createSaver({ send, saved, failed }: Outside): Saver {
  const mine = new Map<string, string>();
  let waiting: Entry[] = [];
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
        const ids = await send(labels);
        labels.forEach(({ inspection }, i) => mine.set(inspection, ids[i]!));
        let from = 0;
        for (const entry of entries) saved(entry.n, ids.slice(from, (from += entry.labels.length)));
      } catch (error) {
        waiting = [];
        failed(error);
      }
    }
  }

  return {
    give(entry) {
      waiting.push(entry);
      running ??= run().finally(() => (running = null));
    },
    async idle() {
      while (running !== null) await running;
    },
  };
}

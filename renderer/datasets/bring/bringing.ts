import type { Client } from '../../../electron/contract/client.ts';
import type { DatasetSummary, ImportWishes } from '../../../electron/contract/datasets.ts';
import type { Fault } from '../../words/fault.ts';
import { asFault } from '../../words/words.ts';
import { batchesOf, type BroughtFolder, type PassedOver } from './brought-folder.ts';

/** What was asked for: a new dataset of these files, or these files into one that is there. */
export interface Asked {
  readonly name: string;
  readonly into: boolean;
  readonly wishes: ImportWishes;
}
export type Preview = Extract<
  Awaited<ReturnType<Client['datasets']['previewAdd']>> extends AsyncIterable<infer Item> ? Item : never,
  { state: 'done' }
>;

/** How far a folder has come on its way into a dataset. */
export type Progress =
  | { readonly at: 'sending'; readonly files: number; readonly bytes: number }
  | { readonly at: 'opening'; readonly done: number; readonly total: number }
  | { readonly at: 'previewed'; readonly preview: Preview }
  | { readonly at: 'failed'; readonly fault: Fault }
  | { readonly at: 'done'; readonly summary: DatasetSummary; readonly passedOver: readonly PassedOver[] };

/** One folder on its way. What was sent is not sent again when somebody goes on after a failure. */
export interface Bringing {
  /** Sends what is not there yet, then imports it, or looks at what it would add. Ends with `done`, `previewed` or `failed`. */
  run(asked: Asked): Promise<void>;
  /** Adds what was looked at. */
  add(asked: Asked): Promise<void>;
  /** Stops within the file at hand; the station forgets what was sent. Nothing was added. */
  cancel(): void;
}

type Datasets = Client['datasets'];

/**
 * @param datasets the station's of now; null while it does not answer
 * @param tell called after every batch and picture
 */
export function createBringing(
  folder: BroughtFolder,
  datasets: () => Datasets | null,
  tell: (progress: Progress) => void,
  newId: () => string = () => crypto.randomUUID(),
): Bringing {
  const batches = batchesOf(folder);
  let draft = newId();
  let sent = 0;
  let stop = new AbortController();

  const station = (): Datasets => {
    const now = datasets();
    if (now === null) throw { code: 'host-lost', data: {} } satisfies Fault;
    return now;
  };

  async function send(signal: AbortSignal): Promise<void> {
    let [files, bytes] = [0, 0];
    for (const [index, batch] of batches.entries()) {
      const sizes = batch.reduce((sum, path) => sum + folder.size(path), 0);
      if (index >= sent) {
        tell({ at: 'sending', files, bytes });
        const parts: { path: string; bytes: Uint8Array }[] = [];
        for (const path of batch) parts.push({ path, bytes: await folder.read(path) });
        signal.throwIfAborted();
        await station().upload({ draft, files: parts }, { signal });
        sent = index + 1;
      }
      files += batch.length;
      bytes += sizes;
    }
    tell({ at: 'sending', files, bytes });
  }

  async function follow(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    stop = new AbortController();
    const { signal } = stop;
    try {
      await send(signal);
      await work(signal);
    } catch (error) {
      if (signal.aborted) return;
      const fault = asFault(error);
      // Whatever the station knew of this draft is gone with the connection, or was forgotten.
      if (fault.code === 'host-lost' || fault.code === 'not-found') [draft, sent] = [newId(), 0];
      tell({ at: 'failed', fault });
    }
  }

  async function take({ name, wishes }: Asked, how: 'import' | 'add', signal: AbortSignal): Promise<void> {
    for await (const next of await station()[how]({ ...wishes, draft, name }, { signal })) {
      if (next.state === 'progress') tell({ at: 'opening', done: next.done, total: next.total });
      else
        tell({
          at: 'done',
          summary: next.summary,
          passedOver: [...folder.passedOver, ...next.passedOver],
        });
    }
  }

  async function look({ name, wishes }: Asked, signal: AbortSignal): Promise<void> {
    for await (const next of await station().previewAdd({ ...wishes, draft, name }, { signal }))
      tell(
        next.state === 'progress'
          ? { at: 'opening', done: next.done, total: next.total }
          : { at: 'previewed', preview: next },
      );
  }

  return {
    run: (asked) => follow((signal) => (asked.into ? look(asked, signal) : take(asked, 'import', signal))),
    add: (asked) => follow((signal) => take(asked, 'add', signal)),
    cancel() {
      stop.abort();
      // The station forgets it by itself in time, too.
      datasets()
        ?.forget({ draft })
        .catch(() => undefined);
      [draft, sent] = [newId(), 0];
    },
  };
}

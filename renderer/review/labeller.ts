import type { Client } from '../../electron/contract/client.ts';
import { labelsOf } from '../projection/change.ts';
import { keyOf } from '../projection/row.ts';
import { sampleOf } from '../projection/sample.ts';
import type { Store } from '../projection/store.ts';
import { asFault, inOneLine, sentence } from '../words/words.ts';
import type { Said } from './answers.ts';
import { createSaver, type NewLabel } from './saver.ts';
import type { Action } from './session.ts';
import { lastLabel, type Undoable } from './undo.ts';
import { readNear, type Near } from './use-near.ts';

/** One person's labelling at one station: what it says goes out in the order of the keys, and what comes of it is told to the session. */
export interface Labeller {
  /** From here on through this client; null while the station does not answer, or somebody else is there. What was held goes out. */
  reach(client: Pick<Client, 'review'> | null): void;
  /**
   * Labels these, all the same; several are one batch. @param near what stands on them as the screen shows it
   * @returns the number of the key; null where nothing was labelled
   */
  answer(said: Said, near: readonly Near[]): number | null;
  /** Takes back what these keys said: they were no keys but a scan. */
  recall(keys: readonly number[]): void;
  /** Takes back my last label, also one from before the page was opened. */
  undo(): void;
  /** Says again what was undone last. */
  redo(): void;
  /** Labels again after a failure. */
  resume(): void;
}

type Reached = Pick<Client, 'review'>;

interface Place {
  readonly store: Store;
  /** Whose journal the labels are in. */
  readonly station: string;
  /** Whose labels they are. */
  readonly me: string;
  readonly dispatch: (action: Action) => void;
}

export function createLabeller({ store, station, me, dispatch }: Place): Labeller {
  let client: Reached | null = null;
  /** What the last call went through. */
  let used: Reached | null = null;
  let stopped = false;
  let keys = 0;
  // What the screen may not have heard of yet when the next key comes.
  const sent = new Map<number, Omit<Undoable, 'labels'>>();
  const gone = new Set<string>();
  let saved: (Undoable & { readonly n: number })[] = [];
  let undone: Undoable[] = [];
  let turn = Promise.resolve();

  const reached = () => {
    if (client === null) throw new Error('connection closed');
    return client.review;
  };
  const note = (text: string) => dispatch({ kind: 'noted', note: text });
  const begun = store.cursors.get(station).then((cursor) => cursor?.seq ?? 0);
  begun.catch(() => undefined); // whoever awaits it is told
  const saver = createSaver({
    async send(labels, since) {
      used = client;
      return reached().label({ labels: [...labels], by: me, ...(since !== undefined && { since }) });
    },
    begun: () => begun,
    unheard,
    held() {
      dispatch({ kind: 'held', held: true });
      // The way may be open again before the last call on the old one has said that it is gone.
      if (client !== null && client !== used) setTimeout(saver.resume);
    },
    saved(n, labels) {
      const given = sent.get(n);
      sent.delete(n);
      if (given) saved.push({ ...given, n, labels });
      dispatch({ kind: 'saved', n, labels });
    },
    failed(error) {
      stopped = true;
      sent.clear();
      dispatch({ kind: 'failed', why: sentence(asFault(error)).what });
    },
  });

  function give(said: Said, near: readonly Near[], again: boolean) {
    if (stopped || near.length === 0) return null;
    const { comment, reason, regions, blind, ...answer } = said;
    const given = { n: ++keys, inspections: near.map(({ row }) => row.id), answer };
    const along = {
      ...answer,
      ...(comment !== undefined && comment.trim() !== '' && { comment: comment.trim() }),
      ...(reason !== undefined && { reason }),
      ...(regions !== undefined && { regions: [...regions] }),
      ...(blind && { blind }),
      ...(near.length > 1 && { batch: crypto.randomUUID() }),
    };
    sent.set(given.n, { ...given, answer: said });
    dispatch({ kind: 'given', given, again });
    saver.give({ n: given.n, labels: near.map((each) => labelOf(each, along)) });
    return given.n;
  }

  async function takeBack({ labels }: Undoable): Promise<void> {
    await reached().withdraw({ labels: [...labels] });
    for (const id of labels) gone.add(id);
    saved = saved.filter((each) => !each.labels.some((id) => gone.has(id)));
  }

  async function recall(n: number): Promise<void> {
    const scanned = saved.find((each) => each.n === n);
    if (!scanned) return;
    await takeBack(scanned);
    dispatch({ kind: 'recalled', n });
  }

  async function undo(): Promise<void> {
    // Held: the line says so already.
    if (sent.size > 0) return;
    const last = later(await lastLabel(store, station, me, gone), saved.at(-1) ?? null);
    if (last === null) return note('Nothing of yours to undo');
    await takeBack(last);
    undone.push(last);
    const row = await store.inspections.get(keyOf(last.inspections[0]!));
    dispatch({ kind: 'undone', given: last, sample: row ? sampleOf(row) : null });
  }

  async function redo(): Promise<void> {
    const last = undone.pop();
    if (!last) return note('Nothing was undone');
    dispatch({ kind: 'shown', inspection: last.inspections[0]! });
    give(last.answer, [...(await readNear(store, last.inspections)).values()], true);
  }

  /** One after the other, each when all that was labelled before is saved. */
  function inTurn(work: () => Promise<void>): void {
    turn = turn
      .then(saver.idle)
      .then(work)
      .catch((error: unknown) => {
        const { code, data } = asFault(error);
        if (code !== 'labelled-since') return note(inOneLine({ code, data }));
        dispatch({ kind: 'refused', by: String(data['by']), inspection: String(data['inspection']) });
      });
  }

  return {
    reach(next) {
      client = next;
      if (next === null) return;
      dispatch({ kind: 'held', held: false });
      saver.resume();
    },
    answer(said, near) {
      undone = [];
      return give(said, near, false);
    },
    recall(keys) {
      for (const n of keys) {
        if (!saver.drop(n)) inTurn(() => recall(n));
        else {
          sent.delete(n);
          dispatch({ kind: 'recalled', n });
        }
      }
    },
    undo: () => inTurn(undo),
    redo: () => inTurn(redo),
    resume() {
      stopped = false;
      dispatch({ kind: 'resumed' });
    },
  };
}

const labelOf = ({ row, changes }: Near, along: Omit<NewLabel, 'inspection' | 'replaces'>): NewLabel => ({
  inspection: row.id,
  replaces: labelsOf(changes).map(({ station, seq }) => `${station}-${seq}`),
  ...along,
  once: crypto.randomUUID(),
});

/** The later of what the journal and what this page knows as the last. */
function later(kept: Undoable | null, own: Undoable | null): Undoable | null {
  const seq = ({ labels }: Undoable) => keyOf(labels.at(-1)!)[1];
  if (kept === null || own === null) return own ?? kept;
  return seq(own) > seq(kept) ? own : kept;
}

/**
 * Whether a call ended so that nobody knows what became of it, or so that nothing of it was done and it can be done later: the line broke, or
 * the session is somebody else's for the moment.
 */
function unheard(error: unknown): boolean {
  const { code, data } = asFault(error);
  return code === 'host-lost' || (code === 'not-allowed' && data['needs'] === 'qa');
}

import type { Client } from '../../electron/contract/client.ts';
import type { Finding } from '../../ml/verdict/result.ts';
import { labelsOf } from '../projection/change.ts';
import { keyOf } from '../projection/row.ts';
import { sampleOf } from '../projection/sample.ts';
import type { Store } from '../projection/store.ts';
import { asFault, inOneLine, numberOf, sentence } from '../words/words.ts';
import type { Answer } from './answers.ts';
import { createSaver, type NewLabel } from './saver.ts';
import type { Action, Given } from './session.ts';
import { lastLabel, type Undoable } from './undo.ts';
import { readNear, type Near } from './use-near.ts';

/** A label as the desk gives it, with what goes along. */
export interface Said extends Answer {
  readonly comment?: string;
  readonly reason?: string;
  /** What was marked, in pixels of the frame. */
  readonly regions?: readonly Finding[];
}

/** One person's labelling at one station: what it says goes out in the order of the keys, and what comes of it is told to the session. */
export interface Labeller {
  /** From here on through this client; null while the station does not answer. */
  reach(client: Pick<Client, 'review'> | null): void;
  /** Labels these, all the same; several are one batch. @param near what stands on them as the screen shows it */
  answer(said: Said, near: readonly Near[]): void;
  /** Takes back my last label, also one from before the page was opened. */
  undo(): void;
  /** Says again what was undone last. */
  redo(): void;
  /** Labels again after a failure. */
  resume(): void;
}

interface Place {
  readonly store: Store;
  /** Whose journal the labels are in. */
  readonly station: string;
  /** Whose labels they are. */
  readonly me: string;
  readonly dispatch: (action: Action) => void;
}

export function createLabeller({ store, station, me, dispatch }: Place): Labeller {
  let client: Pick<Client, 'review'> | null = null;
  let stopped = false;
  let keys = 0;
  // What the screen may not have heard of yet when the next key comes.
  const sent = new Map<number, Pick<Given, 'inspections' | 'answer'>>();
  const gone = new Set<string>();
  let saved: Undoable[] = [];
  let undone: Undoable[] = [];
  let turn = Promise.resolve();

  const reached = () => {
    if (client === null) throw new Error('connection closed');
    return client.review;
  };
  const note = (text: string) => dispatch({ kind: 'noted', note: text });
  const saver = createSaver({
    send: async (labels) => reached().label({ labels: [...labels] }),
    saved(n, labels) {
      const given = sent.get(n);
      sent.delete(n);
      if (given) saved.push({ ...given, labels });
      dispatch({ kind: 'saved', n, labels });
    },
    failed(error) {
      stopped = true;
      sent.clear();
      dispatch({ kind: 'failed', why: sentence(asFault(error)).what });
    },
  });

  function give({ comment, reason, regions, ...answer }: Said, near: readonly Near[], again: boolean): void {
    if (stopped || near.length === 0) return;
    const given = { n: ++keys, inspections: near.map(({ row }) => row.id), answer };
    const along = {
      ...answer,
      ...(comment !== undefined && comment.trim() !== '' && { comment: comment.trim() }),
      ...(reason !== undefined && { reason }),
      ...(regions !== undefined && { regions: [...regions] }),
      ...(near.length > 1 && { batch: crypto.randomUUID() }),
    };
    sent.set(given.n, given);
    dispatch({ kind: 'given', given, again });
    saver.give({ n: given.n, labels: near.map((each) => labelOf(each, along)) });
  }

  async function undo(): Promise<void> {
    const last = later(await lastLabel(store, station, me, gone), saved.at(-1) ?? null);
    if (last === null) return note('Nothing of yours to undo');
    await reached().withdraw({ labels: [...last.labels] });
    for (const id of last.labels) gone.add(id);
    saved = saved.filter(({ labels }) => !labels.some((id) => gone.has(id)));
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
      .catch((error: unknown) => note(refusal(error)));
  }

  return {
    reach: (next) => void (client = next),
    answer(said, near) {
      undone = [];
      give(said, near, false);
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
});

/** The later of what the journal and what this page knows as the last. */
function later(kept: Undoable | null, own: Undoable | null): Undoable | null {
  const seq = ({ labels }: Undoable) => keyOf(labels.at(-1)!)[1];
  if (kept === null || own === null) return own ?? kept;
  return seq(own) > seq(kept) ? own : kept;
}

function refusal(error: unknown): string {
  const fault = asFault(error);
  const { inspection, by } = fault.data;
  return fault.code === 'labelled-since'
    ? `${String(by)} labelled ${numberOf(String(inspection))} after you. Both labels stay as they are`
    : inOneLine(fault);
}

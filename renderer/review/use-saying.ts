import { useRef, useState } from 'react';
import { dispositions } from '../../electron/contract/events.ts';
import type { Person } from '../../electron/contract/people.ts';
import { useStation } from '../app/station.tsx';
import { useProjection } from '../projection/hooks.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { modelAnswer, type Answer } from './answers.ts';
import { picks, type Pick } from './picks.tsx';
import type { DrawingOnDesk } from './regions/use-drawing.ts';
import { mayLabel, needsOf, seenIn } from './rules.ts';
import { readNear, type Near } from './use-near.ts';
import type { Work } from './work.ts';

/** What goes with the next label of one inspection. */
export interface Draft {
  readonly of: string | null;
  readonly comment: string;
  readonly reason?: string;
}
const noDraft: Draft = { of: null, comment: '' };

/** A code of more characters than this does not come so late that each of them passed for a key. */
const keysRecalled = 32;

interface Desk {
  readonly me: Person;
  readonly labeller: Work['labeller'];
  /** The picture's inspection, and whether it can be seen. */
  readonly current: Near | null;
  readonly painted: boolean;
  /** The model's answer is kept back. */
  readonly hidden: boolean;
  /** Those that the next label is for; none: the current one. */
  readonly batch: readonly string[];
  readonly drawing: DrawingOnDesk;
  readonly note: (text: string) => void;
}

/** What a person says of a picture, or of a batch of them, and what is written of it. */
export function useSaying({ me, labeller, current, painted, hidden, batch, drawing, note }: Desk) {
  const { client, settings } = useStation();
  const { store } = useProjection();
  const [drafted, setDraft] = useState(noDraft);
  const [pick, setPick] = useState<Pick | null>(null);
  /** What the last keys labelled, the newest last; null where one labelled nothing. */
  const keyed = useRef<(number | null)[]>([]);
  const id = current?.row.id ?? null;
  const draft = drafted.of === id ? drafted : noDraft;
  const needsMore = ({ row }: Near) => !mayLabel(me.role, needsOf(settings.reviewRoles, row));

  const giveBatch = (said: Answer) =>
    void readNear(store, batch).then(
      (found) => {
        const all = [...found.values()];
        const barred = all.filter(needsMore);
        if (barred.length === 0) labeller.answer(said, all);
        else note(`${barred.length} of ${all.length} need an admin: nothing is labelled`);
      },
      () => note('The list cannot be read: nothing is labelled'),
    );
  const give = (said: Answer) => {
    if (client === null) return note('The station does not answer: nothing is labelled');
    if (batch.length > 0) return giveBatch(said);
    if (current !== null && needsMore(current)) return note('This one needs an admin: nothing is labelled');
    if (current === null || !painted) return note('There is no picture to see yet: nothing is labelled');
    const { comment, reason } = draft;
    const regions = drawing.taken();
    const along = {
      ...(reason !== undefined && { reason }),
      ...(regions && { regions }),
      ...(hidden && ({ blind: true } as const)),
    };
    keyed.current.push(labeller.answer({ ...said, comment, ...along }, [current]));
    setDraft(noDraft);
  };
  const choose = (index: number) => {
    const name = pick && picks[pick].names[index];
    setPick(null);
    if (!current || name === null || name === undefined) return;
    const { row } = current;
    if (pick === 'reason') setDraft({ ...draft, of: row.id, reason: name });
    else
      client?.inspection.dispose({ id: row.id, disposition: dispositions[index] ?? null }).then(
        () => note(`${name}: #${row.seq}`),
        (error: unknown) => note(inOneLine(asFault(error))),
      );
  };
  const askSecond = () => {
    if (!current || client === null) return note('The station does not answer: nothing is asked');
    const { row, changes } = current;
    const asked = !row.asking?.includes(me.id);
    const done = asked
      ? `Second look asked for: #${row.seq}. Somebody else has to label it; E takes it back`
      : `No second look at #${row.seq} any more`;
    client.review.secondLook({ inspection: row.id, asked, seen: seenIn(changes) }).then(
      () => note(done),
      (error: unknown) => note(inOneLine(asFault(error))),
    );
  };

  return {
    ...{ draft, pick, give, choose, askSecond },
    /** Whose label it takes is above whoever is here. */
    barred: current !== null && needsMore(current),
    /** The answer that agreeing stands for; null: none, and it was said why. */
    agreed(): Answer | null {
      const said = current && batch.length === 0 && !hidden ? modelAnswer(current.row) : null;
      if (hidden) note('The model’s answer is shown after yours: there is nothing to agree with yet');
      else if (said === null) note('The model did not decide: there is nothing to agree with');
      return said;
    },
    setComment: (comment: string) => setDraft({ ...draft, of: id, comment }),
    open: (which: Pick | null) => setPick((now) => (now === which ? null : which)),
    /** Does what a key asks for, and remembers what it labelled. */
    byKey(act: () => void) {
      const before = keyed.current.length;
      act();
      if (keyed.current.length === before) keyed.current.push(null);
      keyed.current = keyed.current.slice(-keysRecalled);
    },
    /** So many of the last keys were a scan. */
    recall: (keys: number) => labeller.recall(keyed.current.splice(-keys).filter((n) => n !== null)),
  };
}

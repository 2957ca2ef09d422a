import { useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { dispositions } from '../../electron/contract/events.ts';
import type { Person } from '../../electron/contract/people.ts';
import { useStation } from '../app/station.tsx';
import { whole } from '../components/picture/view.ts';
import type { Command } from '../keys/keymap.ts';
import { useScreenKeys, type ScreenKeys } from '../keys/use-keys.tsx';
import { useProjection } from '../projection/hooks.ts';
import { keyOf } from '../projection/row.ts';
import { sampleOf, type Sample } from '../projection/sample.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { answerOf, digitOf, modelAnswer, type Answer, type AnswerKey } from './answers.ts';
import { mostInBatch } from './batch.tsx';
import { readLabelled } from './labelled.ts';
import { useLastGood } from './last-good.ts';
import { picks, type Pick } from './picks.tsx';
import { idOf, passes, queueOf, type Order, type QueueFilter } from './queue.ts';
import { all, nothing, toggled } from './selection.ts';
import { actsOf, type Pointing } from './regions/pointer.ts';
import { useDrawing } from './regions/use-drawing.ts';
import { useOver } from './regions/use-over.ts';
import { useWork } from './review-keep.tsx';
import { hides, isOthers, mayLabel, needsOf, needsOfSample, seenIn } from './rules.ts';
import { answersIn } from './session.ts';
import { readNear, useNear, usePictures } from './use-near.ts';
import type { Waiting } from './use-queue.ts';
import { firstViews, viewed } from './views.ts';

/** How many pictures are decoded before they are needed. */
const ahead = 3;
/** Of the previews, in pixels: as wide as the largest room for them, or the room of a dense screen. */
const previewWidth = window.innerWidth * window.devicePixelRatio > 2000 ? 1920 : 1280;

/** What goes with the next label of one inspection. */
interface Draft {
  readonly of: string | null;
  readonly comment: string;
  readonly reason?: string;
}
const noDraft: Draft = { of: null, comment: '' };

/** A code of more characters than this does not come so late that each of them passed for a key. */
const keysRecalled = 32;

export interface DeskProps {
  readonly me: Person;
  readonly station: string;
  readonly keys: readonly AnswerKey[];
  readonly waiting: Waiting & { readonly samples: readonly Sample[] };
  /** Another part of the screen is looked at. */
  readonly away: boolean;
  readonly onNextTab: () => void;
  readonly onFreeze: () => void;
}

/** What lies on a reviewer's desk, what its keys do, and what its buttons do: the same. */
export function useDesk({ me, station, keys, waiting, away, onNextTab, onFreeze }: DeskProps) {
  const { client, settings } = useStation();
  const { store } = useProjection();
  const { labeller, dispatch, ...work } = useWork(station, me);
  const session = useSyncExternalStore(work.subscribe, work.session);
  const [order, setOrder] = useState<Order>('oldest');
  const [filter, setFilter] = useState<QueueFilter>({});
  const [views, setViews] = useState(firstViews);
  const [drafted, setDraft] = useState(noDraft);
  const [pick, setPick] = useState<Pick | null>(null);
  const [selection, setSelection] = useState(nothing);
  const [labelled, setLabelled] = useState<readonly Sample[] | null>(null);
  /** How many keys had labelled when the screen was opened: what it shows waits in spite of them. */
  const [before] = useState(() => work.session().given.length);
  /** What the last keys labelled, the newest last; null where one labelled nothing. */
  const keyed = useRef<(number | null)[]>([]);
  const field = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => {
    dispatch({ kind: 'opened', list: queueOf(mine(waiting.samples), 'oldest', {}) });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the queue freezes when it is opened
  }, []);

  const mine = (samples: readonly Sample[]) => samples.filter((sample) => !isOthers(sample, me.id));
  const { list, at } = session;
  const answers = useMemo(() => answersIn(session), [session]);
  const ids = useMemo(() => list.map(idOf), [list]);
  const window = ids.slice(Math.max(0, at - 1), at + ahead + 1);
  const near = useNear(window);
  const id = ids[at] ?? null;
  const current = (id !== null && near?.get(id)) || null;
  const good = useLastGood(views.good ? (current?.row ?? null) : null);
  const rows = [...window.flatMap((each) => near?.get(each)?.row ?? []), ...(good ? [good] : [])];
  const picture = usePictures(client, rows, previewWidth);
  const painted = current !== null && picture(current.row)?.state === 'ready';
  const draft = drafted.of === id ? drafted : noDraft;
  const { blind } = settings.samplePolicy;
  const hidden = current !== null && hides(blind, me.id, current.changes);
  const needs = current === null ? 'qa' : needsOf(settings.reviewRoles, current.row);
  const arrived = mine(waiting.arrived).filter((sample) => passes(sample, filter));
  const note = (text: string) => dispatch({ kind: 'noted', note: text });
  const drawing = useDrawing({
    ...{ me: me.id, keys, answers, zoom: views.zoom, modelShown: !hidden },
    near: painted && selection.ids.size === 0 ? current : null,
    onZoom: (zoom) => setViews((now) => ({ ...now, zoom })),
  });
  const over = useOver(
    client,
    hidden ? null : (current?.row ?? null),
    hidden ? { ...views, history: false } : views,
    drawing,
  );

  const fit = () => setViews((now) => ({ ...now, zoom: whole }));

  const open = (nextOrder: Order, nextFilter: QueueFilter) => {
    // The keys go back to the pictures.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    setOrder(nextOrder);
    setFilter(nextFilter);
    setSelection(nothing);
    const done = new Set(session.given.slice(before).flatMap(({ inspections }) => inspections));
    const show = (samples: readonly Sample[]) =>
      dispatch({
        kind: 'opened',
        list: queueOf(
          samples.filter((sample) => !done.has(idOf(sample))),
          nextOrder,
          nextFilter,
        ),
      });
    if (nextOrder !== 'mislabelled') return show(mine(waiting.samples));
    if (labelled !== null) return show(labelled);
    show([]);
    note('Reading what is labelled…');
    readLabelled(store).then(
      (read) => {
        setLabelled(read);
        show(read);
      },
      () => note('The list cannot be read'),
    );
  };
  const add = () => {
    waiting.add();
    dispatch({ kind: 'added', samples: queueOf(arrived, order, filter) });
  };
  const give = (said: Answer) => {
    const batch = [...selection.ids];
    if (client === null) return note('The station does not answer: nothing is labelled');
    if (batch.length > 0) {
      setSelection(nothing);
      readNear(store, batch).then(
        (found) => {
          const all = [...found.values()];
          const barred = all.filter(({ row }) => !mayLabel(me.role, needsOf(settings.reviewRoles, row)));
          if (barred.length === 0) labeller.answer(said, all);
          else note(`${barred.length} of ${all.length} need an admin: nothing is labelled`);
        },
        () => note('The list cannot be read: nothing is labelled'),
      );
    } else if (!mayLabel(me.role, needs)) note('This one needs an admin: nothing is labelled');
    else if (current && painted) {
      const { comment, reason } = draft;
      const regions = drawing.taken();
      const along = {
        ...(reason !== undefined && { reason }),
        ...(regions && { regions }),
        ...(hidden && ({ blind: true } as const)),
      };
      keyed.current.push(labeller.answer({ ...said, comment, ...along }, [current]));
      setDraft(noDraft);
    } else note('There is no picture to see yet: nothing is labelled');
    fit();
  };
  const agree = () => {
    const said = current && selection.ids.size === 0 && !hidden ? modelAnswer(current.row) : null;
    if (hidden) note('The model’s answer is shown after yours: there is nothing to agree with yet');
    else if (said) give(said);
    else note('The model did not decide: there is nothing to agree with');
  };
  const choose = (index: number) => {
    const name = pick && picks[pick].names[index];
    setPick(null);
    if (!current || name === null || name === undefined) return;
    if (pick === 'reason') setDraft({ ...draft, of: current.row.id, reason: name });
    else
      client?.inspection.dispose({ id: current.row.id, disposition: dispositions[index] ?? null }).then(
        () => note(`${name}: #${current.row.seq}`),
        (error: unknown) => note(inOneLine(asFault(error))),
      );
  };
  const second = () => {
    if (!current || client === null) return note('The station does not answer: nothing is asked');
    const { row, changes } = current;
    const asked = !row.asking?.includes(me.id);
    client.review.secondLook({ inspection: row.id, asked, seen: seenIn(changes) }).then(
      () =>
        note(
          asked
            ? `Second look asked for: #${row.seq}. Somebody else has to label it; E takes it back`
            : `No second look at #${row.seq} any more`,
        ),
      (error: unknown) => note(inOneLine(asFault(error))),
    );
  };
  /** The picture that somebody labelled after me. */
  const openIt = async () => {
    const row = session.refused && (await store.inspections.get(keyOf(session.refused.inspection)));
    if (!row) return;
    dispatch({ kind: 'brought', sample: sampleOf(row) });
    setViews((now) => ({ ...now, history: true }));
  };
  const move = (by: 1 | -1) => {
    fit();
    dispatch({ kind: 'moved', by });
  };
  const back = () => {
    if (session.stopped) labeller.resume();
    else if (pick) setPick(null);
    else if (selection.ids.size > 0) setSelection(nothing);
    else setViews((now) => ({ ...now, filters: false }));
  };

  const does: Partial<Record<Command, () => void>> = {
    agree,
    back,
    before: () => move(-1),
    after: () => move(1),
    undo: labeller.undo,
    redo: labeller.redo,
    'second-look': second,
    'open-it': () => void openIt(),
    comment: () => field.current?.focus(),
    reason: () => setPick((open) => (open === 'reason' ? null : 'reason')),
    disposition: () => setPick((open) => (open === 'disposition' ? null : 'disposition')),
    'next-tab': onNextTab,
    'into-training': onFreeze,
    'select-all': () => setSelection(all(ids.slice(at), mostInBatch)),
  };
  const act = (name: Command, held: boolean) => {
    if (drawing.command(name, held)) return;
    const digit = digitOf(name);
    const said = answerOf(keys, name);
    if (pick !== null && digit !== null) choose(Number(digit) - 1);
    else if (said) give(said);
    else if (does[name]) does[name]();
    else setViews((now) => viewed(now, name));
  };
  const command = (name: Command, held = false) => {
    const commands = keyed.current.length;
    act(name, held);
    if (keyed.current.length === commands) keyed.current.push(null);
    keyed.current = keyed.current.slice(-keysRecalled);
  };
  const scanned = async (text: string) => {
    const rowsOf = await store.inspections.where('serial').equals(text).toArray();
    const waits = rowsOf.find((row) => ids.includes(row.id));
    const instrument = waiting.samples.some((sample) => sample.instrument === text);
    if (waits) dispatch({ kind: 'shown', inspection: waits.id });
    else if (instrument) open(order, { instrument: text });
    else note(`Scanned ${text}: nothing of it waits`);
  };
  const screenKeys: ScreenKeys = {
    // Two keys may come at once: the second is for the picture that the first has brought.
    command: (name, held) => flushSync(() => command(name, held)),
    mode: drawing.drawing ? 'drawing' : null,
    recalled: (keys) => labeller.recall(keyed.current.splice(-keys).filter((n) => n !== null)),
    scanned: (scan) => scan.kind === 'filter' && void scanned(scan.text),
  };
  useScreenKeys(away ? null : screenKeys);

  return {
    ...{ client, session, labeller, answers, ids, current, good, picture, draft, pick, selection, views },
    ...{ order, filter, arrived: arrived.length, hidden, needs, blind, drawing, painted, ...over },
    point(pointing: Pointing) {
      const { sheet, pen } = drawing;
      if (sheet) for (const act of actsOf(pointing, pen, sheet)) drawing.act(act);
    },
    /** What is said of a sample in the list besides its label. */
    noteOf: (sample: Sample) =>
      mayLabel(me.role, needsOfSample(settings.reviewRoles, sample))
        ? sample.asking && 'second look'
        : 'needs an admin',
    /** What the filters choose from. */
    offered: order === 'mislabelled' && labelled !== null ? labelled : mine(waiting.samples),
    ...{ open, add, give, agree, choose, command, setPick },
    show: (inspection: string) => dispatch({ kind: 'shown', inspection }),
    select: (inspection: string, extend: boolean) =>
      setSelection((now) => toggled(now, inspection, extend, ids, mostInBatch)),
    setComment: (comment: string) => setDraft({ ...draft, of: id, comment }),
    field,
  };
}

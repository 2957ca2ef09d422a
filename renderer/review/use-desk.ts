import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { dispositions } from '../../electron/contract/events.ts';
import { useStation } from '../app/station.tsx';
import { whole } from '../components/picture/view.ts';
import type { Command } from '../keys/keymap.ts';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { useProjection } from '../projection/hooks.ts';
import type { Sample } from '../projection/sample.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { answerOf, digitOf, modelAnswer, type Answer, type AnswerKey } from './answers.ts';
import { mostInBatch } from './batch.tsx';
import { createLabeller } from './labeller.ts';
import { useLastGood } from './last-good.ts';
import { picks, type Pick } from './picks.tsx';
import { idOf, passes, queueOf, type Order, type QueueFilter } from './queue.ts';
import { all, nothing, toggled } from './selection.ts';
import { actsOf, type Pointing } from './regions/pointer.ts';
import { useDrawing } from './regions/use-drawing.ts';
import { useOver } from './regions/use-over.ts';
import { answersIn, next, start } from './session.ts';
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

export interface DeskProps {
  readonly me: string;
  readonly station: string;
  readonly keys: readonly AnswerKey[];
  readonly waiting: Waiting & { readonly samples: readonly Sample[] };
}

/** What lies on a reviewer's desk, what its keys do, and what its buttons do: the same. */
export function useDesk({ me, station, keys, waiting }: DeskProps) {
  const { client } = useStation();
  const { store } = useProjection();
  const [session, dispatch] = useReducer(next, waiting.samples, opened);
  const [labeller] = useState(() => createLabeller({ store, station, me, dispatch }));
  useEffect(() => labeller.reach(client), [labeller, client]);
  const [order, setOrder] = useState<Order>('oldest');
  const [filter, setFilter] = useState<QueueFilter>({});
  const [views, setViews] = useState(firstViews);
  const [drafted, setDraft] = useState(noDraft);
  const [pick, setPick] = useState<Pick | null>(null);
  const [selection, setSelection] = useState(nothing);
  const field = useRef<HTMLInputElement>(null);

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
  const arrived = waiting.arrived.filter((sample) => passes(sample, filter));
  const note = (text: string) => dispatch({ kind: 'noted', note: text });
  const drawing = useDrawing({
    ...{ me, keys, answers, zoom: views.zoom, modelShown: true },
    near: painted && selection.ids.size === 0 ? current : null,
    onZoom: (zoom) => setViews((now) => ({ ...now, zoom })),
  });
  const over = useOver(client, current?.row ?? null, views, drawing);

  const fit = () => setViews((now) => ({ ...now, zoom: whole }));

  const open = (nextOrder: Order, nextFilter: QueueFilter) => {
    // The keys go back to the pictures.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    setOrder(nextOrder);
    setFilter(nextFilter);
    setSelection(nothing);
    const left = waiting.samples.filter((sample) => !answers.has(idOf(sample)));
    dispatch({ kind: 'opened', list: queueOf(left, nextOrder, nextFilter) });
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
        (found) => labeller.answer(said, [...found.values()]),
        () => note('The list cannot be read: nothing is labelled'),
      );
    } else if (current && painted) {
      const { comment, reason } = draft;
      const regions = drawing.taken();
      labeller.answer(
        { ...said, comment, ...(reason !== undefined && { reason }), ...(regions && { regions }) },
        [current],
      );
      setDraft(noDraft);
    } else note('There is no picture to see yet: nothing is labelled');
    fit();
  };
  const agree = () => {
    const said = current && selection.ids.size === 0 ? modelAnswer(current.row) : null;
    if (said) give(said);
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
    comment: () => field.current?.focus(),
    reason: () => setPick((open) => (open === 'reason' ? null : 'reason')),
    disposition: () => setPick((open) => (open === 'disposition' ? null : 'disposition')),
    'select-all': () => setSelection(all(ids.slice(at), mostInBatch)),
  };
  const command = (name: Command, held = false) => {
    if (drawing.command(name, held)) return;
    const digit = digitOf(name);
    const said = answerOf(keys, name);
    if (pick !== null && digit !== null) choose(Number(digit) - 1);
    else if (said) give(said);
    else if (does[name]) does[name]();
    else setViews((now) => viewed(now, name));
  };
  const scanned = async (text: string) => {
    const rowsOf = await store.inspections.where('serial').equals(text).toArray();
    const waits = rowsOf.find((row) => ids.includes(row.id));
    const instrument = waiting.samples.some((sample) => sample.instrument === text);
    if (waits) dispatch({ kind: 'shown', inspection: waits.id });
    else if (instrument) open(order, { instrument: text });
    else note(`Scanned ${text}: nothing of it waits`);
  };
  useScreenKeys({
    // Two keys may come at once: the second is for the picture that the first has brought.
    command: (name, held) => flushSync(() => command(name, held)),
    mode: drawing.drawing ? 'drawing' : null,
    scanned: (scan) => scan.kind === 'filter' && void scanned(scan.text),
  });

  return {
    ...{ client, session, labeller, answers, ids, current, good, picture, draft, pick, selection, views },
    ...{ order, filter, arrived: arrived.length, drawing, ...over },
    point(pointing: Pointing) {
      const { sheet, pen } = drawing;
      if (sheet) for (const act of actsOf(pointing, pen, sheet)) drawing.act(act);
    },
    ...{ open, add, give, agree, choose, command, setPick },
    show: (inspection: string) => dispatch({ kind: 'shown', inspection }),
    select: (inspection: string, extend: boolean) =>
      setSelection((now) => toggled(now, inspection, extend, ids, mostInBatch)),
    setComment: (comment: string) => setDraft({ ...draft, of: id, comment }),
    field,
  };
}

const opened = (samples: readonly Sample[]) =>
  next(start, { kind: 'opened', list: queueOf(samples, 'oldest', {}) });

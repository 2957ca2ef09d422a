import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import type { Person } from '../../electron/contract/people.ts';
import { useStation } from '../app/station.tsx';
import { whole, type Zoom } from '../components/picture/view.ts';
import type { Command } from '../keys/keymap.ts';
import { useScreenKeys, type ScreenKeys } from '../keys/use-keys.tsx';
import { useProjection } from '../projection/hooks.ts';
import { keyOf } from '../projection/row.ts';
import { sampleOf, type Sample } from '../projection/sample.ts';
import { answerOf, digitOf, type Answer, type AnswerKey } from './answers.ts';
import { mostInBatch } from './batch.tsx';
import { useLastGood } from './last-good.ts';
import { idOf, type Order, type QueueFilter } from './queue.ts';
import { actsOf, type Pointing } from './regions/pointer.ts';
import { useDrawing } from './regions/use-drawing.ts';
import { useOver } from './regions/use-over.ts';
import { useWork } from './review-keep.tsx';
import { hides, mayLabel, needsOfSample } from './rules.ts';
import { all, nothing, toggled } from './selection.ts';
import { answersIn } from './session.ts';
import { useList } from './use-list.ts';
import { useNear, usePictures } from './use-near.ts';
import type { Waiting } from './use-queue.ts';
import { useSaying } from './use-saying.ts';
import { firstViews, viewed } from './views.ts';

/** How many pictures are decoded before they are needed. */
const ahead = 3;
/** Of the previews, in pixels: as wide as the largest room for them, or the room of a dense screen. */
const previewWidth = window.innerWidth * window.devicePixelRatio > 2000 ? 1920 : 1280;

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
  const work = useWork(station, me);
  const { labeller, dispatch } = work;
  const session = useSyncExternalStore(work.subscribe, work.session);
  const [views, setViews] = useState(firstViews);
  const [selection, setSelection] = useState(nothing);
  const field = useRef<HTMLInputElement>(null);
  const note = (text: string) => dispatch({ kind: 'noted', note: text });
  const queue = useList({ store, session, work, waiting, note });

  const { list, at } = session;
  const answers = useMemo(() => answersIn(session), [session]);
  const ids = useMemo(() => list.map(idOf), [list]);
  const window = ids.slice(Math.max(0, at - 1), at + ahead + 1);
  const near = useNear(window);
  const current = near?.get(ids[at] ?? '') ?? null;
  const good = useLastGood(views.good ? (current?.row ?? null) : null);
  const rows = [...window.flatMap((each) => near?.get(each)?.row ?? []), ...(good ? [good] : [])];
  const picture = usePictures(client, rows, previewWidth);
  const painted = current !== null && picture(current.row)?.state === 'ready';
  const { blind } = settings.samplePolicy;
  const hidden = current !== null && hides(blind, me.id, current.changes);
  const zoomTo = (zoom: Zoom) => setViews((now) => ({ ...now, zoom }));
  const drawing = useDrawing({
    ...{ me: me.id, keys, answers, zoom: views.zoom, modelShown: !hidden },
    near: painted && selection.ids.size === 0 ? current : null,
    onZoom: zoomTo,
  });
  const over = useOver(
    client,
    hidden ? null : (current?.row ?? null),
    hidden ? { ...views, history: false } : views,
    drawing,
  );
  const batch = [...selection.ids];
  const saying = useSaying({ me, labeller, current, painted, hidden, batch, drawing, note });

  const fit = () => zoomTo(whole);
  const open = (order: Order, filter: QueueFilter) => {
    // The keys go back to the pictures.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    setSelection(nothing);
    queue.open(order, filter);
  };
  const give = (said: Answer) => {
    saying.give(said);
    if (client !== null) setSelection(nothing);
    fit();
  };
  const agree = () => {
    const said = saying.agreed();
    if (said) give(said);
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
    else if (saying.pick) saying.open(null);
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
    'second-look': saying.askSecond,
    'open-it': () => void openIt(),
    comment: () => field.current?.focus(),
    reason: () => saying.open('reason'),
    disposition: () => saying.open('disposition'),
    'next-tab': onNextTab,
    'into-training': onFreeze,
    'select-all': () => setSelection(all(ids.slice(at), mostInBatch)),
  };
  const act = (name: Command, held: boolean) => {
    if (drawing.command(name, held)) return;
    const digit = digitOf(name);
    const said = answerOf(keys, name);
    if (saying.pick !== null && digit !== null) saying.choose(Number(digit) - 1);
    else if (said) give(said);
    else if (does[name]) does[name]();
    else setViews((now) => viewed(now, name));
  };
  const command = (name: Command, held = false) => saying.byKey(() => act(name, held));
  const scanned = async (text: string) => {
    const rowsOf = await store.inspections.where('serial').equals(text).toArray();
    const waits = rowsOf.find((row) => ids.includes(row.id));
    const instrument = waiting.samples.some((sample) => sample.instrument === text);
    if (waits) dispatch({ kind: 'shown', inspection: waits.id });
    else if (instrument) open(queue.order, { instrument: text });
    else note(`Scanned ${text}: nothing of it waits`);
  };
  const screenKeys: ScreenKeys = {
    // Two keys may come at once: the second is for the picture that the first has brought.
    command: (name, held) => flushSync(() => command(name, held)),
    mode: drawing.drawing ? 'drawing' : null,
    recalled: saying.recall,
    scanned: (scan) => scan.kind === 'filter' && void scanned(scan.text),
  };
  useScreenKeys(away ? null : screenKeys);

  return {
    ...{ client, session, labeller, answers, current, good, picture, selection, views, queue, saying },
    ...{ hidden, blind, drawing, painted, ...over },
    point(pointing: Pointing) {
      const { sheet, pen } = drawing;
      if (sheet) for (const act of actsOf(pointing, pen, sheet)) drawing.act(act);
    },
    /** What is said of a sample in the list besides its label. */
    noteOf: (sample: Sample) =>
      mayLabel(me.role, needsOfSample(settings.reviewRoles, sample))
        ? sample.asking && 'second look'
        : 'admin only',
    ...{ open, give, agree, command, field, zoomTo },
    show: (inspection: string) => dispatch({ kind: 'shown', inspection }),
    select: (inspection: string, extend: boolean) =>
      setSelection((now) => toggled(now, inspection, extend, ids, mostInBatch)),
  };
}

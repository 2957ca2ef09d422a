import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { dispositions } from '../../electron/contract/events.ts';
import { useStation } from '../app/station.tsx';
import { moved, whole, type Move, type Zoom } from '../components/picture/view.ts';
import type { Command } from '../keys/keymap.ts';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { useProjection } from '../projection/hooks.ts';
import type { Sample } from '../projection/sample.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { answerOf, digitOf, modelAnswer, type Answer, type AnswerKey } from './answers.ts';
import { Batch, mostInBatch } from './batch.tsx';
import { ReviewBottom } from './bottom.tsx';
import { Centre } from './centre.tsx';
import { createLabeller } from './labeller.ts';
import { useLastGood } from './last-good.ts';
import { picks, type Pick } from './picks.tsx';
import { QueueList } from './queue-list.tsx';
import { idOf, passes, queueOf, type Order, type QueueFilter } from './queue.ts';
import { all, nothing, toggled } from './selection.ts';
import { answersIn, next, start } from './session.ts';
import { ReviewSide } from './side.tsx';
import { placeText, ReviewFilters, ReviewTop } from './top.tsx';
import { readNear, useNear, usePictures } from './use-near.ts';
import type { Waiting } from './use-queue.ts';

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

interface Props {
  readonly me: string;
  readonly station: string;
  readonly keys: readonly AnswerKey[];
  readonly waiting: Waiting & { readonly samples: readonly Sample[] };
}

/** The queue, the picture and what can be said of it. */
export function ReviewDesk({ me, station, keys, waiting }: Props) {
  const { client } = useStation();
  const { store } = useProjection();
  const [session, dispatch] = useReducer(next, waiting.samples, opened);
  const [labeller] = useState(() => createLabeller({ store, station, me, dispatch }));
  useEffect(() => labeller.reach(client), [labeller, client]);
  const [order, setOrder] = useState<Order>('oldest');
  const [filter, setFilter] = useState<QueueFilter>({});
  const [filtering, setFiltering] = useState(false);
  const [listed, setListed] = useState(true);
  const [findings, setFindings] = useState(true);
  const [comparing, setComparing] = useState(false);
  const [history, setHistory] = useState(false);
  const [zoom, setZoom] = useState<Zoom>(whole);
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
  const good = useLastGood(comparing ? (current?.row ?? null) : null);
  const rows = [...window.flatMap((each) => near?.get(each)?.row ?? []), ...(good ? [good] : [])];
  const picture = usePictures(client, rows, previewWidth);
  const painted = current !== null && picture(current.row)?.state === 'ready';
  const draft = drafted.of === id ? drafted : noDraft;
  const arrived = waiting.arrived.filter((sample) => passes(sample, filter));
  const note = (text: string) => dispatch({ kind: 'noted', note: text });

  const open = (nextOrder: Order, nextFilter: QueueFilter) => {
    setOrder(nextOrder);
    setFilter(nextFilter);
    setSelection(nothing);
    const left = waiting.samples.filter((sample) => !answers.has(idOf(sample)));
    dispatch({ kind: 'opened', list: queueOf(left, nextOrder, nextFilter) });
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
      labeller.answer({ ...said, comment, ...(reason !== undefined && { reason }) }, [current]);
      setDraft(noDraft);
    } else note('There is no picture to see yet: nothing is labelled');
    setZoom(whole);
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
    setZoom(whole);
    dispatch({ kind: 'moved', by });
  };
  const back = () => {
    if (session.stopped) labeller.resume();
    else if (pick) setPick(null);
    else if (selection.ids.size > 0) setSelection(nothing);
    else setFiltering(false);
  };

  const does: Partial<Record<Command, () => void>> = {
    agree,
    back,
    before: () => move(-1),
    after: () => move(1),
    undo: labeller.undo,
    redo: labeller.redo,
    overlay: () => setFindings((on) => !on),
    compare: () => setComparing((on) => !on),
    fit: () => setZoom(whole),
    comment: () => field.current?.focus(),
    reason: () => setPick((open) => (open === 'reason' ? null : 'reason')),
    disposition: () => setPick((open) => (open === 'disposition' ? null : 'disposition')),
    'label-history': () => setHistory((on) => !on),
    'queue-list': () => setListed((on) => !on),
    filter: () => setFiltering((on) => !on),
    'select-all': () => setSelection(all(ids.slice(at), mostInBatch)),
  };
  const command = (name: Command) => {
    const digit = digitOf(name);
    const said = answerOf(keys, name);
    if (pick !== null && digit !== null) choose(Number(digit) - 1);
    else if (said) give(said);
    else if (zooms.has(name)) setZoom((now) => moved(now, name as Move));
    else does[name]?.();
  };
  const scanned = async (text: string) => {
    const [instrument, rowsOf] = [
      waiting.samples.some((sample) => sample.instrument === text),
      await store.inspections.where('serial').equals(text).toArray(),
    ];
    const waits = rowsOf.find((row) => ids.includes(row.id));
    if (waits) dispatch({ kind: 'shown', inspection: waits.id });
    else if (instrument) open(order, { instrument: text });
    else note(`Scanned ${text}: nothing of it waits`);
  };
  useScreenKeys({
    // Two keys may come at once: the second is for the picture that the first has brought.
    command: (name) => flushSync(() => command(name)),
    scanned: (scan) => scan.kind === 'filter' && void scanned(scan.text),
  });

  const filtered = Object.keys(filter).length > 0;
  return (
    <>
      <ReviewTop
        place={placeText(session, order, current?.row ?? null)}
        order={order}
        onOrder={(to) => open(to, filter)}
        arrived={arrived.length}
        onAdd={() => {
          waiting.add();
          dispatch({ kind: 'added', samples: queueOf(arrived, order, filter) });
        }}
        filtering={filtering || filtered}
        onFilter={() => setFiltering((on) => !on)}
      />
      {filtering && (
        <ReviewFilters samples={waiting.samples} filter={filter} onFilter={(to) => open(order, to)} />
      )}
      <div className="review-body">
        {listed && (
          <QueueList
            list={list}
            at={at}
            answers={answers}
            selected={selection.ids}
            onShow={(to) => dispatch({ kind: 'shown', inspection: to })}
            onSelect={(to, extend) => setSelection((now) => toggled(now, to, extend, ids, mostInBatch))}
          />
        )}
        <div className="review-centre">
          {selection.ids.size > 0 ? (
            <Batch
              client={client}
              ids={[...selection.ids]}
              onDrop={(drop) => setSelection((now) => toggled(now, drop, false, ids, mostInBatch))}
            />
          ) : (
            <Centre
              session={session}
              filtered={filtered}
              onUnfilter={() => open(order, {})}
              row={current?.row ?? null}
              good={comparing ? good : undefined}
              picture={picture}
              zoom={zoom}
              findings={findings}
            />
          )}
        </div>
        {current && (
          <ReviewSide
            near={current}
            keys={keys}
            said={answers.get(current.row.id)?.answer ?? null}
            batch={selection.ids.size}
            stopped={session.stopped !== null}
            onAnswer={give}
            onAgree={agree}
            draft={draft}
            onComment={(comment) => setDraft({ ...draft, of: current.row.id, comment })}
            pick={pick}
            onPick={choose}
            onOpen={setPick}
            history={history}
            field={field}
          />
        )}
      </div>
      <ReviewBottom session={session} labeller={labeller} />
    </>
  );
}

const opened = (samples: readonly Sample[]) =>
  next(start, { kind: 'opened', list: queueOf(samples, 'oldest', {}) });

const zooms: ReadonlySet<Command> = new Set<Command>([
  ...(['zoom-in', 'zoom-out', 'pan-left', 'pan-right', 'pan-up', 'pan-down'] as const),
]);

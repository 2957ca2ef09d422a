import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { moved, whole, type Zoom } from '../components/picture/view.ts';
import type { Command } from '../keys/keymap.ts';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { useProjection } from '../projection/hooks.ts';
import type { Sample } from '../projection/sample.ts';
import { modelAnswer, type Answer, type AnswerKey } from './answers.ts';
import { all, nothing, toggled } from './selection.ts';
import { Batch, mostInBatch } from './batch.tsx';
import { Centre } from './centre.tsx';
import { idOf, passes, queueOf, type Order, type QueueFilter } from './queue.ts';
import { createLabeller } from './labeller.ts';
import { QueueList } from './queue-list.tsx';
import { answersIn, bottomLine, next, start } from './session.ts';
import { ReviewSide } from './side.tsx';
import { placeText, ReviewFilters, ReviewTop } from './top.tsx';
import { readNear, useNear, usePictures } from './use-near.ts';
import type { Waiting } from './use-queue.ts';

/** How many pictures are decoded before they are needed. */
const ahead = 3;
/** Of the previews, in pixels: as wide as the largest room for them, or the room of a dense screen. */
const previewWidth = window.innerWidth * window.devicePixelRatio > 2000 ? 1920 : 1280;

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
  const [zoom, setZoom] = useState<Zoom>(whole);
  const [comment, setComment] = useState({ of: '', text: '' });
  const [selection, setSelection] = useState(nothing);
  const field = useRef<HTMLInputElement>(null);

  const { list, at } = session;
  const answers = useMemo(() => answersIn(session), [session]);
  const open = (nextOrder: Order, nextFilter: QueueFilter) => {
    setOrder(nextOrder);
    setFilter(nextFilter);
    setSelection(nothing);
    const left = waiting.samples.filter((sample) => !answers.has(idOf(sample)));
    dispatch({ kind: 'opened', list: queueOf(left, nextOrder, nextFilter) });
  };

  const window = list.slice(Math.max(0, at - 1), at + ahead + 1).map(idOf);
  const near = useNear(window);
  const id = list[at] ? idOf(list[at]) : null;
  const current = (id !== null && near?.get(id)) || null;
  const rows = window.flatMap((each) => near?.get(each)?.row ?? []);
  const picture = usePictures(client, rows, previewWidth);
  const painted = current !== null && picture(current.row)?.state === 'ready';
  const text = comment.of === id ? comment.text : '';
  const arrived = waiting.arrived.filter((sample) => passes(sample, filter));

  const give = async (said: Answer) => {
    if (client === null)
      return dispatch({ kind: 'noted', note: 'The station does not answer; nothing is labelled' });
    const chosen = [...selection.ids];
    if (chosen.length > 0) {
      const found = await readNear(store, chosen);
      labeller.answer(said, [...found.values()]);
    } else if (current && painted) labeller.answer({ ...said, comment: text }, [current]);
    else return dispatch({ kind: 'noted', note: 'There is no picture to see yet: nothing is labelled' });
    setSelection(nothing);
    setComment({ of: '', text: '' });
    setZoom(whole);
  };
  const agree = () => {
    const said = current && selection.ids.size === 0 ? modelAnswer(current.row) : null;
    if (said) void give(said);
    else dispatch({ kind: 'noted', note: 'The model did not decide: there is nothing to agree with' });
  };
  const shown = list.map(idOf);

  const command = (name: Command) => {
    const key = keyOf(name);
    const said = keys.find((each) => each.key === key);
    if (said) void give(said.answer);
    else if (name === 'agree') agree();
    else if (name === 'before' || name === 'after') {
      setZoom(whole);
      dispatch({ kind: 'moved', by: name === 'after' ? 1 : -1 });
    } else if (name === 'undo') labeller.undo();
    else if (name === 'redo') labeller.redo();
    else if (name === 'overlay') setFindings((on) => !on);
    else if (name === 'fit') setZoom(whole);
    else if (zooms.has(name)) setZoom((now) => moved(now, name as Parameters<typeof moved>[1]));
    else if (name === 'comment') field.current?.focus();
    else if (name === 'queue-list') setListed((on) => !on);
    else if (name === 'filter') setFiltering((on) => !on);
    else if (name === 'select-all') setSelection(all(shown.slice(at), mostInBatch));
    else if (name === 'back') {
      if (session.stopped) labeller.resume();
      else if (selection.ids.size > 0) setSelection(nothing);
      else setFiltering(false);
    }
  };
  // Two keys may come at once: the second is for the picture that the first has brought.
  useScreenKeys({ command: (name) => flushSync(() => command(name)) });

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
        filtering={filtering || Object.keys(filter).length > 0}
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
            onSelect={(to, extend) => setSelection((now) => toggled(now, to, extend, shown, mostInBatch))}
          />
        )}
        <div className="review-centre">
          {selection.ids.size > 0 ? (
            <Batch
              client={client}
              ids={[...selection.ids]}
              onDrop={(drop) => setSelection((now) => toggled(now, drop, false, shown, mostInBatch))}
            />
          ) : (
            <Centre
              session={session}
              filtered={Object.keys(filter).length > 0}
              onUnfilter={() => open(order, {})}
              row={current?.row ?? null}
              picture={current ? picture(current.row) : undefined}
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
            onAnswer={(said) => void give(said)}
            onAgree={agree}
            comment={text}
            onComment={(to) => setComment({ of: current.row.id, text: to })}
            field={field}
          />
        )}
      </div>
      <footer className="review-bottom">
        <p role="status" data-testid="review-line">
          {bottomLine(session)}
        </p>
        {session.stopped && (
          <KeyButton keys="Esc" look="primary" onClick={labeller.resume}>
            Label on
          </KeyButton>
        )}
        <KeyButton keys="Z" onClick={labeller.undo}>
          Undo
        </KeyButton>
        <KeyButton keys="X" onClick={labeller.redo} disabled={session.undone.length === 0}>
          Again
        </KeyButton>
      </footer>
    </>
  );
}

const opened = (samples: readonly Sample[]) =>
  next(start, { kind: 'opened', list: queueOf(samples, 'oldest', {}) });

const zooms: ReadonlySet<Command> = new Set<Command>([
  ...(['zoom-in', 'zoom-out', 'pan-left', 'pan-right', 'pan-up', 'pan-down'] as const),
]);

/** The key that is printed on the button of the same meaning. */
const keyOf = (command: Command): string | undefined =>
  /^digit-(\d)$/.exec(command)?.[1] ?? { 'cannot-tell': 'U', 'bad-picture': 'R' }[command as string];

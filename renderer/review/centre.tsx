import { Button } from '@mantine/core';
import { useLiveQuery } from 'dexie-react-hooks';
import { errorCode, failedWith, type Client } from '../../electron/contract/client.ts';
import type { Zoom } from '../components/picture/view.ts';
import type { InspectionRow } from '../projection/row.ts';
import { useProjection } from '../projection/hooks.ts';
import { useStations } from '../projection/use-stations.ts';
import { sinceWords } from '../station/registry/registry-words.ts';
import type { Ahead } from './ahead.ts';
import { nothingOver, ReviewPicture, type Over } from './picture.tsx';
import { idOf } from './queue.ts';
import type { Pointing } from './regions/pointer.ts';
import { answersIn, type Session } from './session.ts';

interface Props {
  readonly client: Client | null;
  readonly session: Session;
  readonly filtered: boolean;
  readonly onUnfilter: () => void;
  readonly arrived: number;
  readonly onAdd: () => void;
  readonly row: InspectionRow | null;
  /** The last good piece of the same type, shown beside it; null: there is none; undefined: none is asked for. */
  readonly good: InspectionRow | null | undefined;
  readonly picture: (row: InspectionRow) => Ahead<ImageBitmap> | undefined;
  readonly zoom: Zoom;
  readonly over: Over;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onPoint: (pointing: Pointing) => void;
}

/** The picture, or why there is none. */
export function Centre(props: Props) {
  const { client, session, row, good, picture, zoom, over, onZoom, onPoint } = props;
  const shared = { client, zoom, onZoom };
  const { list, at } = session;
  if (list.length === 0) return <Empty {...props} />;
  if (at >= list.length) return <End session={session} />;
  if (row === null) return <div className="review-state">Fetching the picture…</div>;
  return (
    <>
      <Shown {...shared} row={row} picture={picture(row)} over={over} onPoint={onPoint} />
      {good !== undefined && (
        <figure className="review-good">
          {good === null ? (
            <div className="review-state">
              {row.instrument === undefined
                ? 'Nobody said what it is, so there is nothing to compare it with'
                : `No good ${row.instrument} before this one`}
            </div>
          ) : (
            <Shown {...shared} row={good} picture={picture(good)} over={nothingOver} />
          )}
          <figcaption>{good ? `Last good one: #${good.seq}` : 'Last good one'}</figcaption>
        </figure>
      )}
    </>
  );
}

interface ShownProps {
  readonly client: Client | null;
  readonly row: InspectionRow;
  readonly picture: Ahead<ImageBitmap> | undefined;
  readonly zoom: Zoom;
  readonly over: Over;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onPoint?: (pointing: Pointing) => void;
}

function Shown({ picture, ...props }: ShownProps) {
  if (picture === undefined || picture.state === 'loading')
    return <div className="review-state">Fetching the picture…</div>;
  if (picture.state === 'failed')
    return (
      <div className="review-state" role="status">
        <Missing error={picture.error} station={props.row.station} />
      </div>
    );
  return (
    <ReviewPicture {...props} picture={picture.picture} label={`Picture of inspection #${props.row.seq}`} />
  );
}

function Missing({ error, station }: { error: unknown; station: string }) {
  const { nameOf } = useStations();
  if (failedWith(error, 'picture-elsewhere'))
    return (
      <>
        <p>The picture is still at {nameOf(station)}.</p>
        <p>It was asked for at {sinceWords(error.data.asked)} and comes by itself; → goes on meanwhile</p>
      </>
    );
  return (
    <p>
      {errorCode(error) === 'not-found'
        ? 'Image missing on disk. Record intact; → goes on without a label'
        : 'The picture cannot be shown now. → goes on, it comes back by itself'}
    </p>
  );
}

function End({ session }: { session: Session }) {
  const answers = answersIn(session);
  const left = session.list.filter((sample) => !answers.has(idOf(sample))).length;
  return (
    <div className="review-state" role="status">
      <p>That was the last one.</p>
      <p>{left === 0 ? 'All of them have a label' : `${left} have none. ← goes back`}</p>
    </div>
  );
}

type EmptyProps = Pick<Props, 'filtered' | 'onUnfilter' | 'arrived' | 'onAdd'>;

function Empty({ filtered, onUnfilter, arrived, onAdd }: EmptyProps) {
  const reviewed = useReviewed();
  return (
    <div className="review-state" role="status">
      {arrived > 0 ? (
        <Button onClick={onAdd}>{arrived} new: add</Button>
      ) : filtered ? (
        <>
          <p>Nothing matches.</p>
          <Button onClick={onUnfilter}>Clear filters</Button>
        </>
      ) : (
        <p>Nothing to review. {reviewed ?? 0} reviewed this week</p>
      )}
    </div>
  );
}

const week = 7 * 86_400_000;

/** How many inspections were labelled within the last seven days. */
function useReviewed(): number | undefined {
  const { store } = useProjection();
  return useLiveQuery(async () => {
    const since = Date.now() - week;
    const labels = await store.changes
      .filter(({ kind, at }) => kind === 'label.set' && at >= since)
      .toArray();
    return new Set(labels.map(({ inspection }) => inspection)).size;
  }, [store]);
}

import { Button } from '@mantine/core';
import { errorCode } from '../../electron/contract/client.ts';
import type { Zoom } from '../components/picture/view.ts';
import type { InspectionRow } from '../projection/row.ts';
import { useCounters } from '../projection/hooks.ts';
import type { Ahead } from './ahead.ts';
import { ReviewPicture } from './picture.tsx';
import { answersIn, type Session } from './session.ts';

interface Props {
  readonly session: Session;
  readonly filtered: boolean;
  readonly onUnfilter: () => void;
  readonly row: InspectionRow | null;
  readonly picture: Ahead<ImageBitmap> | undefined;
  readonly zoom: Zoom;
  readonly findings: boolean;
}

/** The picture, or why there is none. */
export function Centre({ session, filtered, onUnfilter, row, picture, zoom, findings }: Props) {
  const { list, at } = session;
  if (list.length === 0) return <Empty filtered={filtered} onUnfilter={onUnfilter} />;
  if (at >= list.length) {
    const answers = answersIn(session);
    const left = list.filter(({ station, seq }) => !answers.has(`${station}-${seq}`)).length;
    return (
      <div className="review-state" role="status">
        <p>That was the last one.</p>
        <p>{left === 0 ? 'All of them have a label' : `${left} have none. ← goes back`}</p>
      </div>
    );
  }
  if (row === null || picture === undefined || picture.state === 'loading')
    return <div className="review-state">Fetching the picture…</div>;
  if (picture.state === 'failed')
    return (
      <div className="review-state" role="status">
        <p>
          {errorCode(picture.error) === 'not-found'
            ? 'Image missing on disk. Record intact; → goes on without a label'
            : 'The picture cannot be shown now. → goes on, it comes back by itself'}
        </p>
      </div>
    );
  return (
    <ReviewPicture
      row={row}
      picture={picture.picture}
      zoom={zoom}
      findings={findings}
      label={`Picture of inspection #${row.seq}`}
    />
  );
}

function Empty({ filtered, onUnfilter }: { filtered: boolean; onUnfilter: () => void }) {
  const waiting = useCounters()?.open ?? 0;
  return (
    <div className="review-state" role="status">
      {filtered ? (
        <>
          <p>Nothing matches.</p>
          <Button onClick={onUnfilter}>Clear filters</Button>
        </>
      ) : (
        <>
          <p>{waiting > 0 ? `${waiting} new wait above` : 'Nothing to review'}</p>
          <Button component="a" href="#/inspect">
            Go to Inspect
          </Button>
        </>
      )}
    </div>
  );
}

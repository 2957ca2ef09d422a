import { Alert, Button, Progress } from '@mantine/core';
import type { Progress as ProgressState } from '../projection/progress.ts';

/** How the projection stands, where it is not simply live. */
export function StandingNotice({ progress, problems }: { progress: ProgressState; problems: number }) {
  if (progress.phase === 'disconnected')
    return (
      <Alert className="history-alert" title="The station does not answer.">
        What is listed was recorded; newer inspections appear when it is back. Loupe reconnects by itself.
      </Alert>
    );
  if (progress.phase === 'failed')
    return (
      <Alert className="history-alert" title="The list cannot be brought up to date.">
        Inspecting works, and the journal is what counts. {progress.why}. Ask an admin to check the journal.
        (projection)
      </Alert>
    );
  if (problems > 0)
    return (
      <Alert
        className="history-alert"
        title={`${problems} journal ${problems === 1 ? 'line is' : 'lines are'} malformed.`}
      >
        They are passed over here and kept as they are in the journal. Ask an admin to check the journal.
        (malformed-line)
      </Alert>
    );
  return null;
}

export function Rebuilding({ done, total }: { done: number; total: number }) {
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  return (
    <div className="history-state" role="status">
      <p>Rebuilding the list from the journal, {percent} %. Inspecting works meanwhile</p>
      <Progress value={percent} aria-label="Rebuilding" transitionDuration={0} w="min(420px, 90%)" />
      <p className="small">
        {done.toLocaleString('en')} of {total.toLocaleString('en')} lines
      </p>
    </div>
  );
}

/** Why a list has no rows. */
export function NoRows({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return (
    <div className="history-state" role="status">
      {filtered ? (
        <>
          <p>Nothing matches.</p>
          <Button onClick={onClear}>Clear filters</Button>
        </>
      ) : (
        <>
          <p>No inspections yet.</p>
          <Button component="a" href="#/inspect">
            Go to Inspect
          </Button>
        </>
      )}
    </div>
  );
}

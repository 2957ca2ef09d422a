import { Alert, Progress as Bar } from '@mantine/core';
import { KeyButton } from '../../components/key-button.tsx';
import { bytesInWords, counted, failureInWords } from '../words.ts';
import { AddPreview } from './add-preview.tsx';
import { useBring, type Brought } from './bring-context.tsx';
import type { Progress } from './bringing.ts';
import { DraftForm } from './draft-form.tsx';

/** A folder on its way into a dataset: what it looks like, what only a person knows, and how far it has come. */
export function BringPanel({ brought, taken }: { brought: Brought; taken: readonly string[] }) {
  const { run, add, cancel, leave } = useBring();
  const { folder, into, progress } = brought;
  const failed = progress?.at === 'failed' ? progress.fault : null;
  const under = progress?.at === 'sending' || progress?.at === 'opening' ? progress : null;
  return (
    <section className="datasets-bring" aria-labelledby="datasets-bring">
      <h1 id="datasets-bring">
        {into === null
          ? `Import ${folder.name || 'these files'}`
          : `Add ${folder.name || 'these files'} to ${into}`}
      </h1>
      <p className="small">
        {counted(folder.files.length, 'file')}, {bytesInWords(folder.bytes)}. Copies files; the source is not
        changed.
      </p>
      {failed !== null && <Alert>{failureInWords(failed)}</Alert>}
      {under !== null ? (
        <UnderWay progress={under} brought={brought} onCancel={cancel} />
      ) : progress?.at === 'previewed' ? (
        <AddPreview
          preview={progress.preview}
          into={into ?? ''}
          folder={folder}
          onAdd={add}
          onLeave={leave}
        />
      ) : (
        <DraftForm
          folder={folder}
          into={into}
          taken={taken}
          again={failed !== null}
          onRun={run}
          onLeave={leave}
        />
      )}
    </section>
  );
}

/** What is awaited, with a count, and the way to stop it. */
function UnderWay({
  progress,
  brought: { folder },
  onCancel,
}: {
  progress: Extract<Progress, { at: 'sending' | 'opening' }>;
  brought: Brought;
  onCancel: () => void;
}) {
  const [done, total] =
    progress.at === 'sending' ? [progress.files, folder.files.length] : [progress.done, progress.total];
  const said =
    progress.at === 'sending'
      ? `Copying ${done.toLocaleString('en')} of ${counted(total, 'file')}, ${bytesInWords(progress.bytes)} of ${bytesInWords(folder.bytes)}`
      : total === 0
        ? 'Opening the pictures'
        : done === total
          ? `Comparing ${counted(total, 'picture')} with each other`
          : `Opened ${done.toLocaleString('en')} of ${counted(total, 'picture')}`;
  return (
    <div className="datasets-under-way">
      <p role="status">{said}</p>
      <Bar
        value={total === 0 ? 0 : (100 * done) / total}
        aria-label={progress.at === 'sending' ? 'Copying' : 'Opening'}
        transitionDuration={0}
        size="lg"
      />
      <p className="small">You may look at other screens meanwhile; it goes on.</p>
      <div className="datasets-actions">
        <KeyButton look="outlined" onClick={onCancel}>
          Cancel
        </KeyButton>
      </div>
    </div>
  );
}

import { KeyButton } from '../../components/key-button.tsx';
import { findingTitle } from '../checks/check-words.ts';
import { counted } from '../words.ts';
import type { BroughtFolder } from './brought-folder.ts';
import type { Preview } from './bringing.ts';
import { FileList } from './file-list.tsx';

interface Props {
  readonly preview: Preview;
  readonly into: string;
  readonly folder: BroughtFolder;
  readonly onAdd: () => void;
  readonly onLeave: () => void;
}

/** What a batch would bring, before anything of it is kept. */
export function AddPreview({ preview, into, folder, onAdd, onLeave }: Props) {
  const { added, known, alone, together } = preview;
  const passedOver = [...folder.passedOver, ...preview.passedOver];
  const blocks = together.findings.some(({ severity }) => severity === 'blocks');
  return (
    <div className="datasets-form" aria-label="What it adds" role="group">
      <p role="status">
        <b>{counted(added, 'new picture')}</b>, {known.toLocaleString('en')} already there. Nothing is added
        yet.
      </p>
      <Findings title="In this batch by itself" findings={alone.findings} />
      <Findings title={`In ${into} with this batch`} findings={together.findings} />
      {passedOver.length > 0 && <FileList title="Not copied" files={passedOver} />}
      {blocks && added > 0 && (
        <p>Training on {into} is blocked until that is mended; it can be mended after adding, and undone.</p>
      )}
      <div className="datasets-actions">
        <KeyButton look="primary" onClick={onAdd} disabled={added === 0}>
          {added === 0 ? 'Nothing to add' : `Add ${counted(added, 'picture')}`}
        </KeyButton>
        <KeyButton onClick={onLeave}>Leave it</KeyButton>
      </div>
    </div>
  );
}

function Findings({ title, findings }: { title: string; findings: Preview['alone']['findings'] }) {
  return (
    <section className="datasets-said">
      <h3>{title}</h3>
      {findings.length === 0 ? (
        <p>No check found anything.</p>
      ) : (
        <ul>
          {findings.map((finding) => (
            <li key={finding.check}>
              <b>{finding.severity === 'blocks' ? 'Blocks training: ' : ''}</b>
              {findingTitle(finding)}
              <span className="small"> {finding.examples[0]?.message}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

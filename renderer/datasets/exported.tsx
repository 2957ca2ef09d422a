import { Alert, CloseButton, Progress } from '@mantine/core';
import { KeyButton } from '../components/key-button.tsx';
import type { Export } from './use-export.ts';
import { counted, layoutWords, failureInWords } from './words.ts';

/** How far an export is, and where it lies. */
export function Exported({ state, cancel }: { state: Export | null; cancel: () => void }) {
  if (state === null) return null;
  if (state.at === 'failed') return <Alert>{failureInWords(state.fault)}</Alert>;
  if (state.at === 'writing')
    return (
      <div className="datasets-under-way" role="status">
        <p>
          Writing {layoutWords[state.layout]}
          {state.total > 0 && `, ${state.done.toLocaleString('en')} of ${counted(state.total, 'picture')}`}
        </p>
        <Progress
          value={state.total === 0 ? 0 : (100 * state.done) / state.total}
          aria-label="Exporting"
          transitionDuration={0}
        />
        <div className="datasets-actions">
          <KeyButton look="outlined" onClick={cancel}>
            Cancel
          </KeyButton>
        </div>
      </div>
    );
  return (
    <div className="datasets-exported" role="status">
      <p>
        Exported as {layoutWords[state.layout]}: {counted(state.files, 'file')} in{' '}
        <b>exports/{state.folder}</b> of the station’s data folder.
      </p>
      {state.notes.map((note) => (
        <p key={note} className="small">
          {note}
        </p>
      ))}
      <CloseButton aria-label="Close" onClick={cancel} />
    </div>
  );
}

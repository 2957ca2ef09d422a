import { Alert } from '@mantine/core';
import { useState } from 'react';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { useDraft } from './draft.tsx';
import { changeInWords } from './setting-words.ts';

/** What would change, old → new; applied as one journalled change, or not at all. */
export function DraftBar() {
  const { client, settings, setSettings } = useStation();
  const { shown, changes, discard, readOnly } = useDraft();
  const [failed, setFailed] = useState<string | null>(null);
  if (changes.length === 0) return null;
  const apply = async () => {
    if (client === null) return;
    try {
      const change = Object.fromEntries(changes.map((key) => [key, shown[key]]));
      setSettings(await client.station.changeSettings(change));
      discard();
      setFailed(null);
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
    }
  };
  return (
    <div className="draft-bar" role="region" aria-label="Draft">
      {failed !== null && <Alert>{failed}</Alert>}
      <b>{changes.length === 1 ? '1 change' : `${changes.length} changes`}</b>
      <ul>
        {changes.map((key) => (
          <li key={key}>{changeInWords(key, settings, shown)}</li>
        ))}
      </ul>
      {readOnly ? (
        <span className="small">An admin applies them</span>
      ) : (
        <KeyButton look="primary" onClick={() => void apply()}>
          Apply
        </KeyButton>
      )}
      <KeyButton
        onClick={() => {
          discard();
          setFailed(null);
        }}
      >
        Discard
      </KeyButton>
    </div>
  );
}

import { Alert } from '@mantine/core';
import { useState } from 'react';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { useDraft } from './draft.tsx';
import { changeInWords } from './setting-words.ts';

/** What would change, old → new; what this person may change is applied as one journalled change, or not at all. */
export function DraftBar() {
  const { client, settings, setSettings } = useStation();
  const { shown, changes, discard, readOnly, may } = useDraft();
  const [failed, setFailed] = useState<string | null>(null);
  if (changes.length === 0) return null;
  const own = changes.filter(may);
  const apply = async () => {
    if (client === null) return;
    const change = Object.fromEntries(own.map((key) => [key, shown[key]]));
    try {
      if (readOnly) {
        await client.review.setPolicy(shown.samplePolicy);
        setSettings({ ...settings, ...change });
      } else setSettings(await client.station.changeSettings(change));
      discard(own);
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
      {own.length < changes.length && (
        <span className="small">
          {changes.every((key) => key === 'samplePolicy') ? 'A QA lead' : 'An admin'} applies{' '}
          {own.length > 0 ? 'the others' : 'them'}
        </span>
      )}
      {own.length > 0 && (
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

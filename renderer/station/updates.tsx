import { Alert, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { UpdateStatus } from '../../electron/contract/updates.ts';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { outcomeSentence, updateSentence } from './update-words.ts';

/** Updates of the program: everybody sees how they stand, an admin looks for one and installs it. */
export function Updates() {
  const { client, me } = useStation();
  const [status, setStatus] = useState<UpdateStatus | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (client === null) return;
    const gone = new AbortController();
    const { signal } = gone;
    void (async () => {
      for await (const next of await client.updates.watch(undefined, { signal })) setStatus(next);
    })().catch(() => undefined);
    return () => {
      gone.abort();
      setStatus(null);
    };
  }, [client]);
  if (status === null || client === null) return null;
  const { state, refused, stale } = status;
  const ask = async (work: () => Promise<string | null>) => {
    setSaid(null);
    try {
      setSaid(await work());
    } catch (error) {
      setSaid(inOneLine(asFault(error)));
    }
  };
  const admin = me?.role === 'admin';
  return (
    <div className="station-updates">
      <Title order={3}>Updates</Title>
      <p role="status">{updateSentence(status)}</p>
      {stale && (
        <Alert>The feed has not answered for more than 14 days. It is out of reach, or held back.</Alert>
      )}
      {refused !== null && (
        <Alert>
          Not taken ({refused.reason}): {refused.message}
        </Alert>
      )}
      {said !== null && <Alert>{said}</Alert>}
      {state !== 'off' && admin && (
        <div className="station-updates-buttons">
          <KeyButton
            disabled={state !== 'idle' && state !== 'ready'}
            onClick={() => void ask(() => client.updates.check().then(() => null))}
          >
            Look for an update
          </KeyButton>
          <KeyButton
            look="primary"
            disabled={state !== 'ready'}
            onClick={() => void ask(() => client.updates.install().then(outcomeSentence))}
          >
            Install and restart
          </KeyButton>
        </div>
      )}
    </div>
  );
}

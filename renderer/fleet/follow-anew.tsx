import { Alert, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FleetStation } from '../../electron/contract/fleet.ts';
import { useStation } from '../app/station.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { copyWords } from './fleet-words.ts';

/** Why a station's record does not grow here; where its journal parted, with what an admin can do about it. */
export function CopyProblem({ one: { station, copy } }: { readonly one: FleetStation }) {
  const words = copy === null ? '' : copyWords(copy);
  if (words === '') return null;
  return copy?.problem?.code === 'parted' ? (
    <FollowAnew station={station} words={words} />
  ) : (
    <Alert>{words}</Alert>
  );
}

function FollowAnew({ station, words }: { readonly station: string; readonly words: string }) {
  const { client } = useStation();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const fits = reason.trim() !== '' && client !== null && !busy;
  return (
    <form
      className="fleet-form"
      aria-label="Follow anew"
      onSubmit={(event) => {
        event.preventDefault();
        if (!fits) return;
        setBusy(true);
        setFailed(null);
        client.fleet
          .followAnew({ station, reason: reason.trim() })
          .catch((error: unknown) => setFailed(inOneLine(asFault(error))))
          .finally(() => setBusy(false));
      }}
    >
      <p>
        <b>! Its journal parted.</b> {words}
      </p>
      <p className="small">
        Was it restored from a backup? Then follow it anew: what is here is put aside and kept, and its record
        comes from its beginning, as the station goes on now. If nobody restored it, somebody writes in its
        name: call whoever runs the server.
      </p>
      {failed !== null && <Alert>{failed}</Alert>}
      <TextInput
        label="Reason, for the record"
        maxLength={480}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <button type="submit" className="key-button key-button-primary" disabled={!fits}>
        {busy ? 'Being put aside…' : 'Follow anew'}
      </button>
    </form>
  );
}

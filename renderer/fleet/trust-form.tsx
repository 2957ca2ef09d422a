import { Alert, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FleetStation } from '../../electron/contract/fleet.ts';
import { useStation } from '../app/station.tsx';
import { asFault, inOneLine } from '../words/words.ts';

/** A station whose key nobody here has trusted: it is, after somebody compared the key. */
export function TrustForm({ one: { station, keyId, fingerprint } }: { readonly one: FleetStation }) {
  const { client } = useStation();
  const [name, setName] = useState('');
  const [compared, setCompared] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const fits = compared && name.trim() !== '' && client !== null;
  return (
    <form
      className="fleet-form"
      aria-label="Trust this station"
      onSubmit={(event) => {
        event.preventDefault();
        if (!fits) return;
        setFailed(null);
        client.fleet
          .trust({ station, keyId, name })
          .catch((error: unknown) => setFailed(inOneLine(asFault(error))));
      }}
    >
      <p>
        A new station. Until it is trusted nothing from it is taken: no records, no packages, no promotions.
      </p>
      <p className="fleet-fingerprint">{fingerprint}</p>
      <p className="small">
        Go there, or call whoever stands there: its Station, Trusted keys shows its own key. Anybody who may
        write into the registry could pretend to be it; the key cannot be pretended.
      </p>
      {failed !== null && <Alert>{failed}</Alert>}
      <Checkbox
        label="I have compared it: the station shows the same"
        checked={compared}
        onChange={(event) => setCompared(event.currentTarget.checked)}
      />
      <TextInput
        label="What it is called here"
        placeholder="Bench B2"
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="key-button key-button-primary" disabled={!fits}>
        Trust this station
      </button>
    </form>
  );
}

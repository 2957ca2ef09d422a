import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ModelInfo } from '../../electron/contract/models.ts';
import { KeyButton } from '../components/key-button.tsx';

export type Ref = Pick<ModelInfo['manifest'], 'name' | 'version'> & { readonly sha256: string };

interface Props {
  readonly info: ModelInfo;
  /** What one can go back to, where this is the package in use. */
  readonly before: Ref | null;
  readonly onActivate: (to: Ref, why: string) => Promise<void>;
}

/** The switch to a package, or back from it: always in sight. */
export function PutInUse({ info, before, onActivate }: Props) {
  const { manifest, active, sha256 } = info;
  const { name, version } = manifest;
  if (!active)
    return (
      <Switch key={`to ${sha256}`} word="Activate" to={{ name, version, sha256 }} onSwitch={onActivate} />
    );
  return (
    before !== null && (
      <Switch
        key={`back to ${before.sha256}`}
        word={`Roll back to ${before.name === name ? '' : `${before.name} `}v${before.version}`}
        to={before}
        onSwitch={onActivate}
      />
    )
  );
}

/** Asks for the reason first; it stands in the record with the person's name. */
function Switch({
  word,
  to,
  onSwitch,
}: {
  word: string;
  to: Ref;
  onSwitch: (to: Ref, why: string) => Promise<void>;
}) {
  const [why, setWhy] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (why === null)
    return (
      <div className="models-actions">
        <KeyButton look="primary" onClick={() => setWhy('')}>
          {word}…
        </KeyButton>
      </div>
    );
  return (
    <form
      className="models-switch"
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        void onSwitch(to, why.trim()).finally(() => setBusy(false));
      }}
    >
      <TextInput
        label="Reason, for the record"
        description="From the next inspection on this model judges. If it does not start, the one in use goes on."
        value={why}
        maxLength={500}
        autoFocus
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <div className="models-actions">
        <button type="submit" className="key-button key-button-primary" disabled={busy || why.trim() === ''}>
          {busy ? 'Trying it first…' : word}
        </button>
        <KeyButton onClick={() => setWhy(null)}>Leave it</KeyButton>
      </div>
    </form>
  );
}

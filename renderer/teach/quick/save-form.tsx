import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { modelName } from '../../../ml/package/manifest.ts';
import type { QuickModel } from '../../../electron/contract/quick-teach.ts';
import { KeyButton } from '../../components/key-button.tsx';

interface Props {
  readonly model: Extract<QuickModel, { state: 'trained' }>;
  readonly busy: boolean;
  readonly onSave: (name: string) => void;
}

/** The name of the package, and where it goes from here. */
export function SaveForm({ model, busy, onSave }: Props) {
  const [name, setName] = useState(model.saved?.name ?? '');
  const fits = modelName.safeParse(name).success;
  const { saved } = model;
  return (
    <form
      className="quick-said"
      aria-label="Save"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits && !busy) onSave(name);
      }}
    >
      <TextInput
        label="Name of the package"
        description="Small letters, digits and hyphens. A name that exists gets the next version."
        placeholder="needle-holder"
        value={name}
        maxLength={63}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        error={name !== '' && !fits ? 'Small letters, digits and hyphens only' : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <p className="small">
        The package holds the model, its limits, golden cases and a card that says what it rests on. This
        station signs it. The model in use goes on.
      </p>
      <KeyButton look="primary" disabled={!fits || busy} onClick={() => onSave(name)}>
        {busy ? 'Saving, and asking its golden cases…' : 'Save package'}
      </KeyButton>
      {saved !== null && (
        <div className="quick-saved" role="status">
          <b>
            Saved as {saved.name} v{saved.version}
          </b>
          <p>Nothing judges with it yet. Put it in use on Models.</p>
          <a className="quick-link" href="#/models">
            Go to Models
          </a>
        </div>
      )}
    </form>
  );
}

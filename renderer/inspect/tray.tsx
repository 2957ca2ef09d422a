import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Status } from '../../electron/contract/station.ts';
import { KeyButton } from '../components/key-button.tsx';

interface Props {
  readonly tray: Status['tray'];
  readonly onOpen: (name: string) => void;
  readonly onClose: () => void;
}

/** The tray that pieces go into; opened by its code or its name, closed once every piece in it is decided. */
export function Tray({ tray, onOpen, onClose }: Props) {
  const [name, setName] = useState('');
  if (tray !== null)
    return (
      <>
        <div className="tray-words">
          <b>
            Tray {tray.name} · {tray.inspected}
          </b>
          <div className="small">
            {tray.undecided === 0 ? 'All decided' : `${tray.undecided} without decision`}
          </div>
        </div>
        <KeyButton keys="End" onClick={onClose} disabled={tray.undecided > 0} acts>
          Close tray
        </KeyButton>
      </>
    );
  return (
    <form
      className="tray-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        onOpen(name.trim());
        setName('');
      }}
    >
      <TextInput
        aria-label="Open a tray"
        placeholder="Scan or type a tray"
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="key-button key-button-plain" data-acts disabled={name.trim() === ''}>
        Open
      </button>
    </form>
  );
}

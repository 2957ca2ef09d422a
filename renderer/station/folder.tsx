import { Alert, SegmentedControl, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../electron/contract/contract.ts';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';

/** The folder that other software fills, and who triggers: for admins. */
export function Folder() {
  const { client, settings, setSettings } = useStation();
  const [path, setPath] = useState(settings.folderPath);
  const [mode, setMode] = useState(settings.folderMode);
  const [failed, setFailed] = useState<string | null>(null);
  const same = path.trim() === settings.folderPath && mode === settings.folderMode;
  const apply = async () => {
    if (client === null) return;
    try {
      setSettings(await client.station.changeSettings({ folderPath: path.trim(), folderMode: mode }));
      setFailed(null);
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
    }
  };
  return (
    <section className="station-section">
      <Title order={2}>Folder of pictures</Title>
      <p className="small">
        Pictures that other software puts into this folder are a source on Inspect: each is judged once and
        recorded as it came. Nothing in the folder is changed.
      </p>
      {failed !== null && <Alert color="gray">{failed}</Alert>}
      <fieldset className="station-fields">
        <TextInput
          label="Folder, by its whole path on the station's computer"
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Who triggers"
          value={mode}
          onChange={(value) => setMode(value as Settings['folderMode'])}
          data={[
            { value: 'stepped', label: 'The trigger judges the next' },
            { value: 'watched', label: 'Each is judged as it comes' },
          ]}
        />
        <KeyButton look="primary" disabled={same} onClick={() => void apply()}>
          Apply folder
        </KeyButton>
      </fieldset>
    </section>
  );
}

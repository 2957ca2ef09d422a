import { Alert, NativeSelect, SegmentedControl, Switch, Title } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../electron/contract/contract.ts';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';

type Draft = Partial<Pick<Settings, 'theme' | 'textSize' | 'sound' | 'idRequired'>>;
const sizes = [100, 110, 125, 150];
const themes = [
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
  { value: 'system', label: 'As the system' },
];
const idRules = [
  { value: 'never', label: 'Never' },
  { value: 'tray', label: 'While a tray is open' },
  { value: 'always', label: 'Always' },
];
const names: Readonly<Record<keyof Draft, string>> = {
  theme: 'Theme',
  textSize: 'Text size',
  sound: 'Sound',
  idRequired: 'An ID is required',
};

/** A setting as the screen says it. */
function inWords(key: keyof Draft, value: Draft[keyof Draft]): string {
  if (key === 'textSize') return `${value} %`;
  if (key === 'sound') return value === true ? 'on' : 'off';
  return [...themes, ...idRules].find((choice) => choice.value === value)?.label ?? String(value);
}

/** Theme, text size, sound and the ID rule: a draft, applied as one journalled change. */
export function Look() {
  const { client, settings, me, setSettings } = useStation();
  const [draft, setDraft] = useState<Draft>({});
  const [failed, setFailed] = useState<string | null>(null);
  const shown = { ...settings, ...draft };
  const changes = (Object.keys(draft) as (keyof Draft)[]).filter((key) => draft[key] !== settings[key]);
  const readOnly = me?.role !== 'admin';
  const change = (part: Draft) => setDraft((before) => ({ ...before, ...part }));
  const apply = async () => {
    if (client === null) return;
    try {
      setSettings(await client.station.changeSettings(draft));
      setDraft({});
      setFailed(null);
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
    }
  };
  return (
    <section className="station-section">
      <Title order={2}>Look, sound and rules</Title>
      {failed !== null && <Alert color="gray">{failed}</Alert>}
      <fieldset disabled={readOnly} className="station-fields">
        <div>
          <span id="theme-label">Theme</span>
          <SegmentedControl
            aria-labelledby="theme-label"
            disabled={readOnly}
            value={shown.theme}
            onChange={(theme) => change({ theme: theme as Settings['theme'] })}
            data={themes}
          />
        </div>
        <NativeSelect
          label="Text size"
          value={String(shown.textSize)}
          onChange={(event) => change({ textSize: Number(event.currentTarget.value) })}
          data={sizes.map((size) => ({ value: String(size), label: `${size} %` }))}
        />
        <NativeSelect
          label="An ID is required"
          value={shown.idRequired}
          onChange={(event) => change({ idRequired: event.currentTarget.value as Settings['idRequired'] })}
          data={idRules}
        />
        <Switch
          label="Verdicts make a sound"
          checked={shown.sound}
          onChange={(event) => change({ sound: event.currentTarget.checked })}
        />
      </fieldset>
      {readOnly && <p className="small">Read-only. Ask an admin; Ctrl+L changes the role.</p>}
      {changes.length > 0 && (
        <div className="draft-bar">
          <span>
            {changes
              .map((key) => `${names[key]}: ${inWords(key, settings[key])} → ${inWords(key, draft[key])}`)
              .join(' · ')}
          </span>
          <KeyButton look="primary" onClick={() => void apply()}>
            Apply
          </KeyButton>
          <KeyButton onClick={() => setDraft({})}>Discard</KeyButton>
        </div>
      )}
    </section>
  );
}

import { NativeSelect, SegmentedControl } from '@mantine/core';
import type { Settings } from '../../electron/contract/settings.ts';
import { useDraft } from './draft.tsx';
import { AdminFields, Section } from './section.tsx';
import { themes } from './setting-words.ts';

const sizes = [100, 110, 125, 150];

/** Text size, theme, language. */
export function Look() {
  const { shown, change, readOnly } = useDraft();
  return (
    <Section title="Text size, theme, language">
      <AdminFields>
        <NativeSelect
          label="Text size"
          value={String(shown.textSize)}
          onChange={(event) => change({ textSize: Number(event.currentTarget.value) })}
          data={sizes.map((size) => ({ value: String(size), label: `${size} %` }))}
        />
        <div>
          <span id="theme-label">Theme</span>
          <SegmentedControl
            aria-labelledby="theme-label"
            disabled={readOnly}
            value={shown.theme}
            onChange={(theme) => change({ theme: theme as Settings['theme'] })}
            data={Object.entries(themes).map(([value, label]) => ({ value, label }))}
          />
        </div>
        <p className="small">Language: English.</p>
      </AdminFields>
    </Section>
  );
}

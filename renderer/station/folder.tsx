import { SegmentedControl, TextInput } from '@mantine/core';
import type { Settings } from '../../electron/contract/settings.ts';
import { useDraft } from './draft.tsx';
import { AdminFields, Section } from './section.tsx';
import { folderModes } from './setting-words.ts';

/** The folder that other software fills, and who triggers: for admins. */
export function Folder() {
  const { shown, change } = useDraft();
  return (
    <Section title="Folder of pictures">
      <p className="small">
        Pictures that other software puts into this folder are a source on Inspect: each is judged once and
        recorded as it came. Nothing in the folder is changed.
      </p>
      <AdminFields>
        <TextInput
          label="Folder, by its whole path on the station's computer"
          value={shown.folderPath}
          onChange={(event) => change({ folderPath: event.currentTarget.value })}
          onBlur={(event) => change({ folderPath: event.currentTarget.value.trim() })}
        />
        <SegmentedControl
          aria-label="Who triggers"
          value={shown.folderMode}
          onChange={(value) => change({ folderMode: value as Settings['folderMode'] })}
          data={Object.entries(folderModes).map(([value, label]) => ({ value, label }))}
        />
      </AdminFields>
    </Section>
  );
}

import { NativeSelect } from '@mantine/core';
import type { Settings } from '../../electron/contract/contract.ts';
import { useDraft } from './draft.tsx';
import { AdminFields, Section } from './section.tsx';
import { idRules } from './setting-words.ts';

/** When a piece needs an ID. */
export function IdRules() {
  const { shown, change } = useDraft();
  return (
    <Section title="ID and tray rules">
      <AdminFields>
        <NativeSelect
          label="An ID is required"
          value={shown.idRequired}
          onChange={(event) => change({ idRequired: event.currentTarget.value as Settings['idRequired'] })}
          data={Object.entries(idRules).map(([value, label]) => ({ value, label }))}
        />
      </AdminFields>
    </Section>
  );
}

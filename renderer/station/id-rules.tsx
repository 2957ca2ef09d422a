import { NativeSelect, NumberInput } from '@mantine/core';
import type { Settings } from '../../electron/contract/settings.ts';
import { Facts } from '../components/facts/facts.tsx';
import { useDraft } from './draft.tsx';
import { AdminFields, Section } from './section.tsx';
import { idRules } from './setting-words.ts';

/** What a code must look like to be an ID; keys/codes/code.ts is the rule itself. */
const codes: readonly (readonly [string, string])[] = [
  ['GS1', 'the type (01) and its serial (21), or one asset (8004); (8003) opens or closes its tray'],
  [
    'HIBC',
    'labeller and product, and the serial of the second part; two labels are scanned one after the other',
  ],
  ['ISBT 128', 'the device and its serial'],
  ['LOUPE:T:name', 'opens the tray of that name, and closes it'],
  ['LOUPE:U:id', 'a person’s badge'],
  ['all else', 'from its first letter or digit on, the serial itself'],
];

/** When a piece needs an ID, and what counts as one. */
export function IdRules() {
  const { shown, change, readOnly } = useDraft();
  return (
    <Section title="ID and tray rules">
      <AdminFields>
        <NativeSelect
          label="An ID is required"
          value={shown.idRequired}
          onChange={(event) => change({ idRequired: event.currentTarget.value as Settings['idRequired'] })}
          data={Object.entries(idRules).map(([value, label]) => ({ value, label }))}
        />
        <NumberInput
          label="A verdict stays on the screen for, in seconds"
          value={shown.retireSeconds}
          min={10}
          max={120}
          allowDecimal={false}
          readOnly={readOnly}
          onChange={(value) => typeof value === 'number' && change({ retireSeconds: value })}
        />
      </AdminFields>
      <hr className="station-rule" />
      <p>One scan covers one inspection. A code that cannot be read exactly is asked for again.</p>
      <Facts look="plain" of={codes} />
    </Section>
  );
}

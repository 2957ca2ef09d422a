import { Switch } from '@mantine/core';
import { useDraft } from './draft.tsx';
import { AdminFields, Section } from './section.tsx';

/** Whether verdicts are heard at this station. */
export function Sound() {
  const { shown, change } = useDraft();
  return (
    <Section title="Sound">
      <AdminFields>
        <Switch
          label="Verdicts make a sound"
          checked={shown.sound}
          onChange={(event) => change({ sound: event.currentTarget.checked })}
        />
      </AdminFields>
      <p className="small">
        One short high tone is PASS, two low ones are DEFECT, low then high is UNSURE, three buzzes are NO
        RESULT. They come once the record is on disk. The status bar mutes this window alone.
      </p>
    </Section>
  );
}

import { Checkbox, Select, TextInput } from '@mantine/core';
import { sampleReasons, type SampleReason } from '../../../ml/sample/policy.ts';
import { useCounters } from '../../projection/hooks.ts';
import { reasonWords } from '../../review/words.ts';
import type { Choice } from './wish.ts';

/** Which of the reviewed pictures: by why they waited, what they show, who judged them, and when. */
export function ChoiceFields({ choice, onChoice }: { choice: Choice; onChoice: (choice: Choice) => void }) {
  const counts = useCounters();
  const set = (part: 'instrument' | 'package' | 'from' | 'to', value: string | null) => {
    const { [part]: _, ...rest } = choice;
    onChoice(value === null || value === '' ? rest : { ...rest, [part]: value });
  };
  const named = (
    part: 'instrument' | 'package',
    label: string,
    names: readonly { readonly name: string }[],
  ) => (
    <Select
      label={label}
      placeholder="Any"
      data={names.map(({ name }) => name)}
      value={choice[part] ?? null}
      onChange={(value) => set(part, value)}
      limit={200}
      searchable
      clearable
    />
  );
  return (
    <div className="reviewed-choice">
      <Checkbox.Group
        label="Which were samples because"
        description="None ticked: whatever the reason"
        value={[...choice.reasons]}
        onChange={(reasons) => onChoice({ ...choice, reasons: reasons as SampleReason[] })}
      >
        <div className="reviewed-reasons">
          {sampleReasons.map((reason) => (
            <Checkbox key={reason} value={reason} label={reasonWords[reason]} />
          ))}
        </div>
      </Checkbox.Group>
      <div className="reviewed-abreast">
        {named('instrument', 'Instrument', counts?.instruments ?? [])}
        {named('package', 'Model version', counts?.packages ?? [])}
        {(['from', 'to'] as const).map((part) => (
          <TextInput
            key={part}
            type="date"
            label={part === 'from' ? 'Recorded from' : 'Recorded until'}
            value={choice[part] ?? ''}
            onChange={(event) => set(part, event.currentTarget.value)}
          />
        ))}
      </div>
    </div>
  );
}

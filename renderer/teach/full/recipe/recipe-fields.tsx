import { Checkbox, Textarea, TextInput } from '@mantine/core';
import type { RunRecipe } from '../../../../ml/train/run-recipe.ts';
import { settingWord } from '../../../components/run/setting-words.ts';
import { settingsOf, type Setting } from '../../../components/run/settings.ts';
import type { Changes } from './settings.ts';

interface Props {
  readonly recipe: RunRecipe;
  readonly changes: Changes;
  /** By path. */
  readonly problems: Readonly<Record<string, string>>;
  /** `null` takes a change back. */
  readonly onChange: (path: string, text: string | null) => void;
}

/** Every value of a recipe, as it will be used; what was changed shows what it was. */
export function RecipeFields({ recipe, changes, problems, onChange }: Props) {
  return (
    <div className="full-fields">
      {settingsOf(recipe).map((setting) => (
        <Field
          key={setting.path}
          setting={setting}
          change={changes[setting.path]}
          problem={problems[setting.path]}
          onChange={(text) => onChange(setting.path, text === setting.text ? null : text)}
        />
      ))}
    </div>
  );
}

/** What is said of a field stands below it, so that fields side by side stay in line. */
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

function Field({
  setting: { path, kind, text },
  change,
  problem,
  onChange,
}: {
  setting: Setting;
  change: string | undefined;
  problem: string | undefined;
  onChange: (text: string) => void;
}) {
  const value = change ?? text;
  const label = settingWord(path);
  const before = change === undefined ? undefined : `Recipe: ${text.length > 40 ? 'another' : text}`;
  if (kind === 'switch')
    return (
      <Checkbox
        label={label}
        description={before}
        checked={value === 'on'}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? 'on' : 'off')}
      />
    );
  const props = {
    label,
    inputWrapperOrder: order,
    description: before,
    error: problem,
    value,
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      onChange(currentTarget.value),
  };
  return kind === 'json' ? (
    <Textarea {...props} className="full-wide" autosize minRows={2} maxRows={8} />
  ) : (
    <TextInput {...props} inputMode={kind === 'number' ? 'decimal' : 'text'} />
  );
}

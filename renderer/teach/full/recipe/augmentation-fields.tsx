import { Checkbox, TextInput } from '@mantine/core';
import type { Augmentation } from '../../../../ml/train/augmentation.ts';
import { augmentationWords } from '../../../components/run/setting-words.ts';
import { augmentationKinds, augmentationStarts, type Changes } from './settings.ts';

interface Props {
  /** Of the recipe as it comes. */
  readonly augmentation: Augmentation;
  readonly changes: Changes;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (path: string, text: string | null) => void;
}

/** How pictures are varied while training: each kind on or off, with its probability and range. */
export function AugmentationFields({ augmentation, changes, problems, onChange }: Props) {
  return (
    <div className="augmentations" role="group" aria-label="Augmentations">
      {augmentationKinds.map((kind) => {
        const path = `augmentation.${kind}`;
        const own = augmentation[kind];
        const on = (changes[path] ?? (own === undefined ? 'off' : 'on')) === 'on';
        const values = Object.entries(own ?? augmentationStarts[kind]);
        return (
          <div key={kind} className="augmentation">
            <Checkbox
              label={augmentationWords[kind]}
              checked={on}
              onChange={({ currentTarget: { checked } }) =>
                onChange(path, checked === (own !== undefined) ? null : checked ? 'on' : 'off')
              }
            />
            {on &&
              values.map(([key, value]) => {
                const inner = `${path}.${key}`;
                const text = String(value);
                return (
                  <TextInput
                    key={key}
                    size="xs"
                    inputMode="decimal"
                    aria-label={`${augmentationWords[kind]}, ${augmentationWords[key]}`}
                    rightSection={<span className="augmentation-unit">{augmentationWords[key]}</span>}
                    rightSectionWidth={92}
                    rightSectionPointerEvents="none"
                    value={changes[inner] ?? text}
                    error={problems[inner]}
                    onChange={({ currentTarget }) =>
                      onChange(inner, currentTarget.value === text ? null : currentTarget.value)
                    }
                  />
                );
              })}
          </div>
        );
      })}
    </div>
  );
}

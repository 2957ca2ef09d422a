import { NativeSelect, TextInput } from '@mantine/core';
import type { ModelInfo } from '../../../electron/contract/models.ts';
import type { Draft, Problems } from './draft.ts';

type Typed = 'name' | 'seed' | 'minutes' | 'missed' | 'rejected';

interface Props {
  readonly draft: Draft;
  readonly onDraft: (change: (draft: Draft) => Draft) => void;
  /** Those that a run of this task can go on from. */
  readonly packages: readonly ModelInfo[];
  readonly problems: Problems;
}

/** How long, from where, by which chance, and what the limits are chosen for. */
export function MinutesStep({ draft, onDraft, packages, problems }: Props) {
  const field = (name: Typed, label: string, description: string) => (
    <TextInput
      key={name}
      {...{ label, description }}
      error={draft[name] === '' && name === 'name' ? 'Needs a name' : problems[name]}
      value={draft[name]}
      inputMode={name === 'name' ? 'text' : 'decimal'}
      onChange={({ currentTarget: { value } }) => onDraft((now) => ({ ...now, [name]: value }))}
    />
  );
  const drawn = draft.task === 'classify';
  return (
    <div className="full-minutes">
      {field('name', 'Name of the package', 'Its version is the next one free.')}
      {drawn && (
        <>
          {field(
            'minutes',
            'Minutes',
            'Empty: as long as the recipe takes. Less: fewer epochs, the same cycle; nothing is cut off.',
          )}
          {field('seed', 'Seed', 'Empty: the recipe’s. The same seed and pictures train alike.')}
          <NativeSelect
            label="Go on from"
            description="At a lower rate, with the weights of a package."
            value={draft.from ?? ''}
            data={[
              { value: '', label: 'Nothing: begin anew' },
              ...packages.map(({ sha256, manifest: { name, version } }) => ({
                value: sha256,
                label: `${name} version ${version}`,
              })),
            ]}
            onChange={({ currentTarget: { value } }) =>
              onDraft((now) => ({ ...now, from: value === '' ? null : value }))
            }
          />
        </>
      )}
      {!drawn && (
        <p className="full-note">
          Anomaly draws nothing by chance and takes as long as its pictures take: it needs neither minutes nor
          a seed.
        </p>
      )}
      {field(
        'missed',
        'Miss at most, % of defects',
        'With 95 % confidence. What the pictures cannot prove is said.',
      )}
      {field('rejected', 'Reject at most, % of good pieces', 'With 95 % confidence.')}
    </div>
  );
}

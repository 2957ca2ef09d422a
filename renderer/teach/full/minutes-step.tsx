import { NativeSelect, TextInput } from '@mantine/core';
import type { ModelInfo } from '../../../electron/contract/models.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';
import type { Draft, Problems } from './draft.ts';
import { isCounted, oftenFor, oftenWords } from './often.ts';

type Typed = 'name' | 'seed' | 'minutes' | 'runs' | 'missed' | 'rejected';

interface Props {
  readonly recipe: RunRecipe | undefined;
  readonly draft: Draft;
  readonly onDraft: (change: (draft: Draft) => Draft) => void;
  /** Those that a run of this task can go on from. */
  readonly packages: readonly ModelInfo[];
  readonly problems: Problems;
}

/** How long, from where, by which chance, and what the limits are chosen for. */
export function MinutesStep({ recipe, draft, onDraft, packages, problems }: Props) {
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
  const offered = oftenFor(recipe);
  const often = offered.find((one) => one === draft.often) ?? 'once';
  return (
    <div className="full-minutes">
      {field('name', 'Name of the package', 'Its version is the next one free.')}
      {drawn && (
        <>
          {field(
            'minutes',
            'Minutes',
            often === 'once'
              ? 'Empty: as long as the recipe takes. Less: fewer epochs, the same cycle; nothing is cut off.'
              : 'For all of them together. Empty: as long as each takes. Less: fewer epochs each.',
          )}
          {field('seed', 'Seed', 'Empty: the recipe’s. The same seed and pictures train alike.')}
          <NativeSelect
            label="How often"
            description="Of several, the best by validation becomes the package."
            value={often}
            data={offered.map((value) => ({ value, label: oftenWords[value] }))}
            onChange={({ currentTarget: { value } }) =>
              onDraft((now) => ({ ...now, often: offered.find((one) => one === value) ?? 'once' }))
            }
          />
          {isCounted(often) &&
            field(
              'runs',
              'Trainings',
              often === 'seeds'
                ? 'From this seed on. Each is tested; their spread tells how much chance decides.'
                : 'Rate, decay, smoothing, pictures a step and filters are drawn anew for each; only the best is tested.',
            )}
          <NativeSelect
            label="Go on from"
            description="At a lower rate, with the weights of a package."
            value={draft.from ?? ''}
            error={problems['from']}
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

import { NumberInput, Switch } from '@mantine/core';
import type { SamplePolicy } from '../../../ml/sample/policy.ts';
import { useStation } from '../../app/station.tsx';
import { useDraft } from '../draft.tsx';
import { Section } from '../section.tsx';
import { EstimateTable } from './estimate-table.tsx';
import { inPercent } from './policy-words.ts';
import { useEstimate } from './use-estimate.ts';
import './samples.css';
import { AdminLabels } from './admin-labels.tsx';

/** Which inspections become samples by themselves, and how many that would have been last week. */
export function SamplePolicySection() {
  const { about, settings } = useStation();
  const { shown, changes, change, may } = useDraft();
  const policy = shown.samplePolicy;
  const readOnly = !may('samplePolicy');
  const estimated = useEstimate(about?.stationId ?? null, [settings.samplePolicy, policy]);
  const set = (part: Partial<SamplePolicy>) => change({ samplePolicy: { ...policy, ...part } });
  const taken = (key: 'defect' | 'unsure' | 'disagreement' | 'blind', label: string) => (
    <Switch
      label={label}
      checked={policy[key]}
      onChange={(event) => set({ [key]: event.currentTarget.checked })}
    />
  );
  const number = (
    key: 'nearLimit' | 'novelAbove' | 'controlEvery' | 'burstSeconds' | 'seed',
    label: string,
    description: string,
    { min, max, step = 1, decimals = 0, scale = 1 }: NumberRange,
  ) => (
    <NumberInput
      {...{ label, description, min, max, step, readOnly }}
      decimalScale={decimals}
      value={scale === 1 ? policy[key] : inPercent(policy[key])}
      clampBehavior="strict"
      onChange={(value) =>
        typeof value === 'number' &&
        value >= min &&
        value <= max &&
        set({ [key]: scale === 1 ? value : Number((value / scale).toFixed(4)) })
      }
    />
  );
  return (
    <Section title="Sample policy">
      <p className="small">
        Samples wait in Review, and what is said of them becomes what models learn from. What a technician
        asks to be looked at, and what a label corrects, is always one. A change holds for the inspections to
        come.
      </p>
      <div className="samples-policy">
        <fieldset disabled={readOnly} className="station-fields">
          {taken('defect', 'Take what the model calls a defect')}
          {taken('unsure', 'Take what the model cannot tell')}
          {taken('disagreement', 'Take pieces on which the steps of the plan disagree')}
          {number(
            'nearLimit',
            'Take passes this near below the limit',
            'On the scale of scores, 0 to 1. 0 takes none',
            { min: 0, max: 0.5, step: 0.01, decimals: 3 },
          )}
          {number(
            'novelAbove',
            'Take passes unlike the others: scores above so many % of the latest 500',
            'From 90 to 100 %, by model version. 100 takes none',
            { min: 90, max: 100, step: 0.1, decimals: 2, scale: 100 },
          )}
          {number(
            'controlEvery',
            'Take one in so many of the other passes, as a control',
            'Drawn by chance: they show how many defects slip through. 0 takes none',
            { min: 0, max: 100_000 },
          )}
          {number(
            'burstSeconds',
            'The same piece with the same verdict is no second sample for so many seconds',
            'The very same picture never is. 0: every time counts',
            { min: 0, max: 86_400 },
          )}
          {number(
            'seed',
            'Number that draws the controls',
            'Another number draws other controls; the same one draws the same again',
            { min: 0, max: 0xffff_ffff },
          )}
          {taken('blind', 'Reviewers see the model’s answer only after their own')}
          <AdminLabels />
        </fieldset>
        <EstimateTable of={estimated} edited={changes.includes('samplePolicy')} />
      </div>
      {readOnly && <p className="small">Read-only. Ask a QA lead or an admin; Ctrl+L changes the role.</p>}
    </Section>
  );
}

interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly decimals?: number;
  /** Shown so many times as large. */
  readonly scale?: number;
}

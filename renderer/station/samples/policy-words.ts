import type { SamplePolicy, SampleReason } from '../../../ml/sample/policy.ts';

type Words = {
  readonly [K in keyof SamplePolicy]: readonly [name: string, (value: SamplePolicy[K]) => string];
};

const taken = (value: boolean) => (value ? 'taken' : 'not taken');
/** `99.5 %` of 0.995. */
export const inPercent = (share: number): number => Number((share * 100).toFixed(2));

/** Every part of a policy as the screen says it. */
const policyWords: Words = {
  blind: ['Reviewed without seeing the model’s answer', (value) => (value ? 'yes' : 'no')],
  defect: ['Defects', taken],
  unsure: ['What the model cannot tell', taken],
  disagreement: ['Pieces on which steps disagree', taken],
  nearLimit: ['Passes near the limit', (value) => (value === 0 ? 'none' : `within ${value}`)],
  novelAbove: [
    'Passes unlike the others',
    (value) => (value === 1 ? 'none' : `above ${inPercent(value)} % of the latest`),
  ],
  controlEvery: ['Controls', (value) => (value === 0 ? 'none' : `one pass in ${value}`)],
  burstSeconds: [
    'The same piece again',
    (value) => (value === 0 ? 'always counts' : `counts after ${value} s`),
  ],
  seed: ['Number that draws the controls', String],
};

/** `Controls: one pass in 50 → one pass in 20; Defects: taken → not taken` */
export const policyChange = (from: SamplePolicy, to: SamplePolicy): string =>
  (Object.keys(policyWords) as (keyof SamplePolicy)[])
    .filter((key) => from[key] !== to[key])
    .map((key) => changeOf(key, from, to))
    .join('; ');

function changeOf<K extends keyof SamplePolicy>(key: K, from: SamplePolicy, to: SamplePolicy): string {
  const [name, say] = policyWords[key];
  return `${name}: ${say(from[key])} → ${say(to[key])}`;
}

/** What the parts of an estimate are called; `corrected` and `flagged` come from people, not from a policy. */
export const estimatedReasons: Readonly<Partial<Record<SampleReason, string>>> = {
  defect: 'Defects',
  unsure: 'What the model cannot tell',
  disagreement: 'Steps that disagree',
  'near-limit': 'Passes near the limit',
  novel: 'Passes unlike the others',
  control: 'Controls',
};

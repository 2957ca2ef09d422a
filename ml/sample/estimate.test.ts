import { expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { choose, nothingSeen, type Judged } from './choose.ts';
import { createEstimate, type Past } from './estimate.ts';
import { defaultPolicy, type SamplePolicy } from './policy.ts';

const verdicts = ['pass', 'pass', 'pass', 'pass', 'defect', 'unsure', 'no-result'] as const;

/** A week at the bench: 2000 inspections, some pieces again and again, some steps that disagree. */
function week(seed: number): Judged[] {
  const random = createRandom(seed);
  return Array.from({ length: 2000 }, (_, i) => {
    const verdict = verdicts[random.below(verdicts.length)]!;
    return {
      ...{ id: `station1-${i + 1}`, at: i * 20_000, verdict, score: random.below(1000) / 1000 },
      ...{ limits: { pass: 0.4, defect: 0.6 }, package: 'instruments v1' },
      ...{ disagreed: random.below(50) === 0, image: `image ${random.below(5000)}` },
      piece: `SN ${random.below(20)}`,
    };
  });
}

/** The past as the projection has it: with the novelty that was said when it was recorded, under whatever policy. */
function remembered(inspections: readonly Judged[]): Past[] {
  let memory = nothingSeen;
  return inspections.map((one) => {
    const said = choose(defaultPolicy, one, memory);
    memory = said.memory;
    return { ...one, novelty: said.novelty };
  });
}

test.each<[string, Partial<SamplePolicy>]>([
  ['as it comes', {}],
  ['for what is new', { nearLimit: 0, novelAbove: 0.9, controlEvery: 0 }],
  ['generous', { nearLimit: 0.3, novelAbove: 0.9, controlEvery: 5, burstSeconds: 0 }],
  [
    'strict',
    { defect: false, unsure: false, disagreement: false, nearLimit: 0, novelAbove: 1, controlEvery: 0 },
  ],
])('the estimate of a policy, %s, is what the rule itself would have chosen', (_name, change) => {
  const policy = { ...defaultPolicy, ...change };
  const all = week(4);
  const estimate = createEstimate(policy);
  for (const one of remembered(all)) estimate.add(one);
  let memory = nothingSeen;
  const counts: Record<string, number> = {};
  let [samples, thinned] = [0, 0];
  for (const one of all) {
    const said = choose(policy, one, memory);
    memory = said.memory;
    if (said.thinned) thinned++;
    const [first] = said.reasons;
    if (first === undefined) continue;
    samples++;
    counts[first] = (counts[first] ?? 0) + 1;
  }
  if (change.novelAbove === 0.9 && change.nearLimit === 0) expect(counts['novel']).toBeGreaterThan(50);
  const { reasons, ...sums } = estimate.result();
  expect(sums).toEqual({ inspections: 2000, samples, thinned });
  expect(Object.fromEntries(Object.entries(reasons).filter(([, n]) => n > 0))).toEqual(counts);
});

test('a sample with several reasons is counted once, and a piece that comes again is told apart', () => {
  const policy = { ...defaultPolicy, controlEvery: 0 };
  const one: Past = {
    ...{ id: 'station1-1', at: 0, verdict: 'defect', score: 0.9, disagreed: true, novelty: null },
    ...{ image: 'a', piece: 'SN 1' },
  };
  const estimate = createEstimate(policy);
  estimate.add(one);
  estimate.add({ ...one, id: 'station1-2', at: 59_000, image: 'b' });
  estimate.add({ ...one, id: 'station1-3', at: 60_000, image: 'c' });
  expect(estimate.result()).toMatchObject({
    ...{ inspections: 3, samples: 2, thinned: 1 },
    reasons: { defect: 2, disagreement: 0 },
  });
});

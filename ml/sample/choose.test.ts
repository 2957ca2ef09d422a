import { describe, expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { choose, nothingSeen, type Judged, type Memory } from './choose.ts';
import { defaultPolicy, type SamplePolicy, type SampleReason } from './policy.ts';

const limits = { pass: 0.4, defect: 0.6 };
const second = 1000;
const judged = (seq: number, more: Partial<Judged> = {}): Judged => ({
  ...{ id: `station1-${seq}`, at: seq * 10 * second, verdict: 'pass', score: 0.1 },
  ...{ limits, package: 'instruments v1', disagreed: false, image: `image ${seq}` },
  ...more,
});
const quiet: SamplePolicy = { ...defaultPolicy, controlEvery: 0, novelAbove: 1 };

/** The reasons of each inspection, in their order. */
function reasonsOf(policy: SamplePolicy, inspections: readonly Judged[]): (readonly SampleReason[])[] {
  let memory: Memory = nothingSeen;
  return inspections.map((one) => {
    const chosen = choose(policy, one, memory);
    memory = chosen.memory;
    return chosen.reasons;
  });
}
const only = (more: Partial<Judged>, policy = quiet) => reasonsOf(policy, [judged(1, more)])[0];

describe('choose', () => {
  test('what was found, and what the model was not sure of', () => {
    expect(only({ verdict: 'defect', score: 0.9 })).toEqual(['defect']);
    expect(only({ verdict: 'unsure', score: 0.5 })).toEqual(['unsure']);
    expect(only({ verdict: 'defect', score: 0.9 }, { ...quiet, defect: false })).toEqual([]);
    expect(only({ verdict: 'unsure', score: 0.5 }, { ...quiet, unsure: false })).toEqual([]);
    expect(only({})).toEqual([]);
  });

  test('a pass near the limit, and steps that disagree', () => {
    expect(only({ score: 0.34 })).toEqual([]);
    expect(only({ score: 0.36 })).toEqual(['near-limit']);
    expect(only({ score: 0.36 }, { ...quiet, nearLimit: 0 })).toEqual([]);
    expect(only({ score: 0.36, disagreed: true })).toEqual(['disagreement', 'near-limit']);
  });

  test('no result is no sample: nothing was judged', () => {
    expect(only({ verdict: 'no-result', score: 0, limits: undefined, disagreed: true })).toEqual([]);
  });

  test('a pass that scores as none did lately is novel, once there is enough to compare with', () => {
    const policy = { ...quiet, novelAbove: 0.99 };
    const usual = (count: number) =>
      Array.from({ length: count }, (_, i) => judged(i + 1, { score: (i % 10) / 100 }));
    expect(reasonsOf(policy, [...usual(99), judged(100, { score: 0.2 })]).at(-1)).toEqual([]);
    const [first, second, other] = reasonsOf(policy, [
      ...usual(100),
      judged(101, { score: 0.2 }),
      judged(102, { score: 0.09 }),
      judged(103, { score: 0.2, package: 'instruments v2' }),
    ]).slice(-3);
    expect([first, second, other]).toEqual([['novel'], [], []]);
  });

  test('the same picture is one sample; so is a piece that is inspected again and again', () => {
    const defect = { verdict: 'defect', score: 0.9, piece: 'SN 1' } as const;
    expect(
      reasonsOf(quiet, [
        judged(1, defect),
        judged(2, defect),
        judged(3, { ...defect, verdict: 'unsure' }),
        judged(4, { ...defect, piece: 'SN 2' }),
        judged(7, defect),
        judged(100, { ...defect, piece: 'SN 3', image: 'image 1' }),
      ]),
    ).toEqual([['defect'], [], ['unsure'], ['defect'], ['defect'], []]);
    const again = { ...quiet, burstSeconds: 0 };
    expect(reasonsOf(again, [judged(1, defect), judged(2, defect)])).toEqual([['defect'], ['defect']]);
  });

  test('pieces without a name are never taken for one another', () => {
    const nameless = { verdict: 'defect', score: 0.9 } as const;
    expect(reasonsOf(quiet, [judged(1, nameless), judged(2, nameless)])).toEqual([['defect'], ['defect']]);
  });

  test('one in so many passes is a control, the same ones for the same seed', () => {
    const policy = { ...quiet, controlEvery: 20 };
    const passes = Array.from({ length: 20_000 }, (_, i) => judged(i + 1));
    const drawn = (seed: number) =>
      reasonsOf({ ...policy, seed }, passes).flatMap((reasons, i) => (reasons.length > 0 ? [i] : []));
    const controls = drawn(1);
    // 1,000 are expected, with a standard deviation of 31.
    expect(Math.abs(controls.length - 1000)).toBeLessThan(125);
    expect(drawn(1)).toEqual(controls);
    expect(drawn(2)).not.toEqual(controls);
  });

  test('10,000 seeded inspections: what is remembered stays small, survives storage, and decides the same', () => {
    const random = createRandom(7);
    const verdicts = ['pass', 'pass', 'pass', 'defect', 'unsure', 'no-result'] as const;
    let memory = nothingSeen;
    for (let seq = 1; seq <= 10_000; seq++) {
      const one = judged(seq, {
        verdict: verdicts[random.below(6)]!,
        score: random.next(),
        package: `instruments v${1 + Math.floor(seq / 1000)}`,
        piece: `SN ${random.below(50)}`,
      });
      const chosen = choose(defaultPolicy, one, memory);
      if (seq % 100 === 0) {
        const stored = JSON.parse(JSON.stringify(memory)) as Memory;
        expect(choose(defaultPolicy, one, stored)).toEqual(chosen);
      }
      memory = chosen.memory;
    }
    expect(memory.samples.length).toBe(200);
    expect(Object.keys(memory.scores)).toEqual([
      'instruments v8',
      'instruments v9',
      'instruments v10',
      'instruments v11',
    ]);
    expect(Math.max(...Object.values(memory.scores).map((scores) => scores.length))).toBeLessThanOrEqual(500);
  });
});

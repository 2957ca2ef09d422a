import { expect, test } from 'vitest';
import type { Answer } from '../../electron/contract/evaluations.ts';
import { mistakesOf } from './mistakes-of.ts';

const answer = (
  name: string,
  truth: Answer['truth'],
  verdict: Answer['verdict'],
  score: number,
  more: Partial<Answer> = {},
): Answer => ({ image: 'a'.repeat(64), label: truth, ms: 1, ...{ name, truth, verdict, score }, ...more });

test('each mistake stands where it hurts, the surest one first', () => {
  const found = mistakesOf(
    [
      answer('fine', 'pass', 'pass', 0.1),
      answer('near', 'defect', 'pass', 0.2),
      answer('sure', 'defect', 'pass', 0.01),
      answer('scared', 'pass', 'defect', 0.8),
      answer('panicked', 'pass', 'defect', 0.9),
      answer('open', 'defect', 'unsure', 0.5),
      answer('broken', 'pass', 'no-result', 0),
      answer('mixed up', 'defect', 'defect', 0.9, { label: 'pit', predicted: 'crack', confidence: 0.7 }),
    ],
    [{ name: 'pit' }, { name: 'crack' }],
  );
  const names = Object.fromEntries(
    Object.entries(found).map(([kind, answers]) => [
      kind,
      (answers as readonly Answer[]).map(({ name }) => name),
    ]),
  );
  expect(names).toEqual({
    escapes: ['sure', 'near'],
    falseRejects: ['panicked', 'scared'],
    unsure: ['open'],
    noResult: ['broken'],
    otherClass: ['mixed up'],
  });
});

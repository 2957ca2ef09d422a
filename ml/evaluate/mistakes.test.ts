import { expect, test } from 'vitest';
import type { EvaluatedCase } from './evaluation.ts';
import { mistakesByName, mistakesOf } from './mistakes.ts';

const one = (
  name: string,
  truth: EvaluatedCase['truth'],
  verdict: EvaluatedCase['verdict'],
  score: number,
  more: Partial<EvaluatedCase> = {},
): EvaluatedCase => ({ name, label: truth, truth, verdict, score, ms: 1, ...more });

const manifest = (...names: readonly string[]) => ({
  classes: names.map((name) => ({ name, verdict: 'defect' as const })),
});

test('each mistake stands where it hurts, the surest one first', () => {
  const found = mistakesOf(
    [
      one('fine', 'pass', 'pass', 0.1),
      one('near', 'defect', 'pass', 0.2),
      one('sure', 'defect', 'pass', 0.01),
      one('scared', 'pass', 'defect', 0.8),
      one('panicked', 'pass', 'defect', 0.9),
      one('clean but doubtful', 'pass', 'unsure', 0.4),
      one('open', 'defect', 'unsure', 0.5),
      one('broken', 'pass', 'no-result', 0),
      one('mixed up', 'defect', 'defect', 0.9, { label: 'pit', predicted: 'crack', confidence: 0.7 }),
      one('not its class', 'defect', 'defect', 0.9, { label: 'burr', predicted: 'crack', confidence: 0.9 }),
    ],
    manifest('pit', 'crack').classes,
  );
  const names = Object.entries(found).map(([kind, answers]) => [
    kind,
    (answers as readonly EvaluatedCase[]).map(({ name }) => name),
  ]);
  expect(Object.fromEntries(names)).toEqual({
    escapes: ['sure', 'near'],
    falseRejects: ['panicked', 'scared'],
    unsure: ['open', 'clean but doubtful'],
    noResult: ['broken'],
    otherClass: ['mixed up'],
  });
});

test('a report names them, and the worst of all kinds first', () => {
  const cases = [
    one('faint', 'defect', 'pass', 0.3),
    one('unseen', 'defect', 'pass', 0.02),
    one('clean', 'pass', 'pass', 0.1),
    one('shiny', 'pass', 'defect', 0.9),
    one('doubtful', 'pass', 'unsure', 0.5),
    one('broken', 'defect', 'no-result', 0),
    one('lamp', 'info', 'defect', 1),
    one('ruler', 'info', 'unsure', 0.5),
  ];
  expect(mistakesByName(manifest(), cases, 3)).toEqual({
    escapes: ['unseen', 'faint'],
    falseRejects: ['shiny'],
    unsure: ['doubtful'],
    noResult: ['broken'],
    worst: [
      { name: 'unseen', label: 'defect', verdict: 'pass', score: 0.02 },
      { name: 'shiny', label: 'pass', verdict: 'defect', score: 0.9 },
      { name: 'faint', label: 'defect', verdict: 'pass', score: 0.3 },
    ],
  });
  expect(mistakesByName(manifest(), []).worst).toEqual([]);
});

test('classes: the surer of a wrong one, the worse; what has no name is numbered', () => {
  const seven = { predicted: 'seven', label: 'one' };
  const cases = [
    one('a', 'info', 'unsure', 0, { ...seven, confidence: 0.6 }),
    { ...one('', 'info', 'unsure', 0, { ...seven, confidence: 0.9 }), name: undefined },
    one('c', 'info', 'unsure', 0, { predicted: 'one', label: 'one', confidence: 1 }),
  ] as EvaluatedCase[];
  const { worst } = mistakesByName(manifest('one', 'seven'), cases);
  expect(worst.map(({ name, predicted }) => [name, predicted])).toEqual([
    ['number 2', 'seven'],
    ['a', 'seven'],
  ]);
});

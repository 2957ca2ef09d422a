import { expect, test } from 'vitest';
import { sampleAnswer } from '../run.fixture.ts';
import { confusionTable, measuredOf, sortMistakes, truthsOf } from './evaluated.ts';

const truthOf = truthsOf([{ name: 'mint', verdict: 'pass' }], [{ name: 'mint', verdict: 'defect' }]);

test('a label means what the dataset says, then the model, then the words of its name', () => {
  expect(truthOf('mint')).toBe('pass');
  expect(truthOf('ok_front')).toBe('pass');
  expect(truthOf('dent')).toBe('defect');
  expect(truthsOf(undefined, [{ name: 'ok', verdict: 'info' }])('ok')).toBe('info');
});

test('escapes and false rejects come first, each of those that could be one, with Wilson’s interval', () => {
  const figures = measuredOf(
    {
      ...{ n: 100, accuracy: 0.97, escapes: 0, falseRejects: 3, unsure: 0, noResult: 0, msPerImage: 4.25 },
      confusion: { ok: { ok: 37, dent: 3 }, dent: { dent: 60 } },
    },
    truthOf,
  );
  expect(figures).toEqual([
    { name: 'Escapes: defects that passed', value: '0 of 60', interval: '0 % to 6.02 %' },
    { name: 'False rejects: good pieces refused', value: '3 of 40', interval: '2.58 % to 19.9 %' },
    { name: 'Unsure', value: '0 of 100', interval: '0 % to 3.7 %' },
    { name: 'Accuracy', value: '0.9700', interval: '91.5 % to 99 %' },
    { name: 'Time a picture', value: '4.3 ms', interval: null },
  ]);
});

test('of nothing nothing is claimed', () => {
  const [escapes] = measuredOf(
    { n: 0, escapes: 0, falseRejects: 0, unsure: 0, noResult: 0, msPerImage: 0, confusion: {} },
    truthOf,
  );
  expect(escapes).toEqual({ name: 'Escapes: defects that passed', value: '0 of 0', interval: null });
});

test('a confusion table has labels and answers in one order, and sums', () => {
  expect(confusionTable({ ok: { unsure: 1, ok: 4 }, dent: { dent: 2, ok: 1 } })).toEqual({
    answers: ['dent', 'ok', 'unsure'],
    rows: [
      { label: 'dent', counts: [2, 1, 0], sum: 3 },
      { label: 'ok', counts: [0, 4, 1], sum: 5 },
    ],
  });
});

test('mistakes are sorted by what they would cost', () => {
  const [escaped, rejected, unsure] = [
    ...[
      sampleAnswer('dent', 'pass', 'ok'),
      sampleAnswer('ok', 'defect', 'dent'),
      sampleAnswer('dent', 'unsure'),
    ],
  ];
  expect(sortMistakes([unsure!, rejected!, escaped!], truthOf)).toEqual({
    ...{ escapes: [escaped], falseRejects: [rejected], others: [unsure] },
  });
});

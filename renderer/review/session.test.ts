import { expect, test } from 'vitest';
import type { Sample } from '../projection/sample.ts';
import { answerOf, answersOf, answerText, modelAnswer } from './answers.ts';
import { answersIn, bottomLine, next, start, unsaved, type Action, type Session } from './session.ts';

const sample = (seq: number): Sample => ({
  ...{ station: 'bench1', seq, at: 1000 * seq, verdict: 'unsure', reasons: ['unsure'], by: 'ada' },
  ...{ doubt: 0, novelty: 0 },
});
const list = [41, 42, 43, 44].map(sample);
const pit = { verdict: 'defect', class: 'pit' } as const;
const good = { verdict: 'pass' } as const;

const after = (...actions: Action[]): Session => actions.reduce(next, next(start, { kind: 'opened', list }));
const give = (n: number, seq: number, answer: typeof pit | typeof good = pit): Action => ({
  kind: 'given',
  given: { n, inspections: [`bench1-${seq}`], answer },
});
const saved = (n: number): Action => ({ kind: 'saved', n, labels: [`bench1-${100 + n}`] });

test('a label shows the next picture at once and is saved when the journal has it', () => {
  const given = after(give(1, 41));
  expect([given.at, unsaved(given), bottomLine(given)]).toEqual([1, 1, 'Saving: pit, #41 · 1 not saved yet']);
  const kept = next(given, saved(1));
  expect([kept.at, unsaved(kept), bottomLine(kept)]).toEqual([1, 0, 'Saved: pit, #41. Undo Z']);
});

test('moving labels nothing and stops at both ends; labelling goes past what has a label', () => {
  const move = (by: 1 | -1): Action => ({ kind: 'moved', by });
  expect(after(move(-1)).at).toBe(0);
  expect(after(move(1), move(1), move(-1)).at).toBe(1);
  expect(after(...Array.from({ length: 9 }, () => move(1))).at).toBe(4);
  expect(after(move(1), give(1, 42)).at).toBe(2);
  const back = after(move(1), give(1, 42), move(-1), move(-1), give(2, 41, good));
  expect(back.at).toBe(2);
  expect(answersIn(back).get('bench1-41')?.answer).toEqual(good);
  expect(after(give(1, 41), give(2, 42), give(3, 43), give(4, 44)).at).toBe(4);
});

test('when saving fails labelling stops at the first picture that was lost; what was saved stays', () => {
  const failed = after(give(1, 41), saved(1), give(2, 42), give(3, 43, good), {
    kind: 'failed',
    why: 'disk full.',
  });
  expect([failed.at, failed.given.map(({ n }) => n)]).toEqual([1, [1]]);
  expect(bottomLine(failed)).toBe(
    'Not saved: disk full. Labelling is stopped; your last 2 keys were not kept',
  );
  expect(next(failed, give(4, 42))).toBe(failed);
  const resumed = next(next(failed, { kind: 'resumed' }), give(5, 42, good));
  expect([resumed.at, unsaved(resumed)]).toEqual([2, 1]);
});

test('undo goes to its picture and names it, also one that is no more in the list', () => {
  const undone = (labels: string[], seq: number): Action => ({
    kind: 'undone',
    given: { inspections: [`bench1-${seq}`], answer: pit, labels },
    sample: sample(seq),
  });
  const one = after(give(1, 41), saved(1), give(2, 42), saved(2), undone(['bench1-102'], 42));
  expect([one.at, one.given.map(({ n }) => n), bottomLine(one)]).toEqual([
    1,
    [1],
    'Undone: pit, #42. Again X',
  ]);
  expect(one.undone).toEqual([{ inspections: ['bench1-42'], answer: pit }]);
  const restarted = after({ kind: 'moved', by: 1 }, undone(['bench1-90'], 7));
  expect(restarted.list.map(({ seq }) => seq)).toEqual([41, 7, 42, 43, 44]);
  expect(restarted.at).toBe(1);
  expect(next(restarted, give(3, 7)).undone).toEqual([]);
});

test('a batch is one label in words', () => {
  const batch: Action = {
    kind: 'given',
    given: { n: 1, inspections: ['bench1-41', 'bench1-42', 'bench1-44'], answer: good },
  };
  const session = after(batch);
  expect([session.at, bottomLine(session)]).toEqual([2, 'Saving: Good, 3 pictures · 1 not saved yet']);
});

test('digits follow the classes that are defects; the tenth has none; a model without any leaves defect as such', () => {
  const keys = (classes: Parameters<typeof answersOf>[0][number]['classes']) =>
    answersOf([{ classes }]).map(({ key, answer }) => `${key ?? ''} ${answer.class ?? answer.verdict}`);
  expect(
    keys([
      { name: 'whole', verdict: 'pass' },
      { name: 'pit', verdict: 'defect' },
      { name: 'glare', verdict: 'info' },
      { name: 'rust', verdict: 'defect' },
    ]),
  ).toEqual(['0 pass', '1 pit', '2 rust', 'U cannot-tell', 'R bad-picture']);
  expect(keys([])).toEqual(['0 pass', '1 defect', 'U cannot-tell', 'R bad-picture']);
  const many = keys(Array.from({ length: 10 }, (_, i) => ({ name: `c${i}`, verdict: 'defect' })));
  expect(many.slice(9, 11)).toEqual(['9 c8', ' c9']);
});

test('a key says what is printed on its button, and no other key says anything', () => {
  const keys = answersOf([
    { classes: Array.from({ length: 10 }, (_, i) => ({ name: `c${i}`, verdict: 'defect' })) },
  ]);
  const said = (['digit-0', 'digit-9', 'cannot-tell', 'bad-picture'] as const).map((c) => answerOf(keys, c));
  expect(said.map((answer) => answer && answerText(answer))).toEqual([
    'Good',
    'c8',
    'Cannot tell',
    'Bad picture',
  ]);
  for (const other of ['after', 'agree', 'undo', 'back'] as const)
    expect(answerOf(keys, other)).toBe(undefined);
  expect(answerOf(answersOf([]), 'digit-2')).toBe(undefined);
});

test('the model is agreed with only where it decided', () => {
  const finding = { kind: 'box', box: [0, 0, 2, 2], class: 'rust', score: 0.9 } as const;
  expect(modelAnswer({ verdict: 'pass', findings: [] })).toEqual({ verdict: 'pass' });
  expect(modelAnswer({ verdict: 'defect', findings: [finding] })).toEqual({
    verdict: 'defect',
    class: 'rust',
  });
  expect(modelAnswer({ verdict: 'defect', findings: [] })).toEqual({ verdict: 'defect' });
  expect(modelAnswer({ verdict: 'unsure', findings: [finding] })).toBe(null);
  expect(modelAnswer({ verdict: 'no-result', findings: [] })).toBe(null);
});

test('a broken line is said until the labels are saved, and what was refused until the next key', () => {
  const held = after(give(1, 41), { kind: 'held', held: true });
  expect(bottomLine(held)).toBe(
    'The station does not answer: 1 key not known to be saved. Loupe looks and goes on by itself',
  );
  expect(bottomLine(next(next(held, { kind: 'held', held: false }), saved(1)))).toBe(
    'Saved: pit, #41. Undo Z',
  );
  const refused = after(give(1, 41), saved(1), { kind: 'refused', by: 'max', inspection: 'bench1-41' });
  expect(bottomLine(refused, (id) => ({ max: 'M. Ortiz' })[id] ?? id)).toBe(
    'M. Ortiz labelled #41 after you',
  );
  expect(next(refused, { kind: 'moved', by: 1 }).refused).toBe(null);
});

test('a scan that labelled is taken back without a trace of it to say again; what is brought is shown once', () => {
  const scanned = after(give(1, 41), saved(1), { kind: 'recalled', n: 1 });
  expect([scanned.at, scanned.given, scanned.undone]).toEqual([0, [], []]);
  expect(bottomLine(scanned)).toBe('That was a scan: pit, #41, is taken back');
  const brought = after({ kind: 'moved', by: 1 }, { kind: 'brought', sample: sample(7) });
  expect([brought.at, brought.list.map(({ seq }) => seq)]).toEqual([1, [41, 7, 42, 43, 44]]);
  expect(next(brought, { kind: 'brought', sample: sample(44) }).at).toBe(4);
});

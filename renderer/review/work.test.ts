import { expect, test } from 'vitest';
import { next, start, type Action, type Session } from './session.ts';
import { unkeptOf } from './work.ts';

const ada = { id: 'ada', name: 'Ada' };
const give = (n: number): Action => ({
  kind: 'given',
  given: { n, inspections: [`bench1-${n}`], answer: { verdict: 'pass' } },
});
const after = (...actions: Action[]): Session => actions.reduce(next, start);

test('what is not kept is said wherever one is, with whose it is and what it waits for', () => {
  expect(unkeptOf(after(), ada, false)).toBe(null);
  expect(unkeptOf(after(give(1), { kind: 'saved', n: 1, labels: ['bench1-9'] }), ada, false)).toBe(null);
  expect(unkeptOf(after(give(1)), ada, false)).toMatchObject({
    ...{ level: 'attention', text: '1 label not saved yet', cause: '1 label of Ada is being written.' },
  });
  const held = after(give(1), give(2), { kind: 'held', held: true });
  expect(unkeptOf(held, ada, true)).toEqual({
    level: 'attention',
    text: '2 labels not saved yet',
    cause: 'The connection broke while 2 labels of Ada were on the way.',
    remedy: 'They wait until Ada signs in again; leave this window open',
  });
  expect(unkeptOf(held, ada, false)?.remedy).toMatch(/^Loupe looks which of them are kept/);
  const failed = after(give(1), { kind: 'failed', why: 'The disk is full.' });
  expect(unkeptOf(failed, ada, false)).toMatchObject({
    level: 'fault',
    cause: 'The disk is full. 1 label of Ada was not kept.',
  });
  expect(unkeptOf(next(failed, { kind: 'resumed' }), ada, false)).toBe(null);
});

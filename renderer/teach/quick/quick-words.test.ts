import { expect, test } from 'vitest';
import { fault } from '../../words/fault.ts';
import { countWords, neededWords, progressWords, refusalWords, restsOn } from './quick-words.ts';

test('the count says what is still missing', () => {
  expect(countWords(17)).toBe('17 of 24 different good pieces');
  expect([17, 20, 24].map(neededWords)).toEqual([
    '20 pieces needed, 17 captured',
    'Enough to train; more make better limits',
    'All captured. Train now',
  ]);
});

test('training says what it does, how far it is and what is left', () => {
  const at = { state: 'training', stage: 'statistics', done: 40, total: 96 } as const;
  expect(progressWords({ ...at, secondsLeft: 11.6 })).toBe(
    'Learning what is normal at each place, 40 of 96 · 12 s left',
  );
  expect(progressWords({ ...at, secondsLeft: null })).toBe('Learning what is normal at each place, 40 of 96');
  expect(progressWords({ ...at, stage: 'golden', done: 0, total: 1, secondsLeft: 0.2 })).toBe(
    'Making the golden cases · 1 s left',
  );
});

test('a refused picture is told as on Inspect, in the words of capturing', () => {
  expect(refusalWords(fault('unfit-picture', { reason: 'picture-black' }))).toBe(
    'The picture is black. No piece was captured. Check the light, capture again. (picture-black)',
  );
  expect(refusalWords(fault('unfit-picture', { reason: 'camera-repeated' }))).toBe(
    'The camera sent the same picture twice. No piece was captured. Capture again. (camera-repeated)',
  );
  expect(refusalWords(fault('same-view', { piece: 16 }))).toBe(
    'Same view as piece 16. It was not captured again. Turn it or take another. (same-view)',
  );
  expect(refusalWords(fault('unfit-picture', { reason: 'not a reason' }))).toContain('(unfit-picture)');
});

test('what a model rests on names what is not known', () => {
  const lines = restsOn({
    ...{ state: 'trained', pieces: 24, heldBack: 4, placement: 'fixture', seconds: 8.2 },
    ...{ limits: { pass: 0.4, defect: 0.6 }, outdated: false, saved: null },
  });
  expect(lines[0]).toEqual(['Learnt from', '20 good pieces, in a fixture']);
  expect(lines[3]).toEqual(['Not known', 'how many defects it misses: no damaged piece was shown']);
});

import { expect, test } from 'vitest';
import { updatesOff } from '../../electron/contract/updates.ts';
import { outcomeSentence, updateSentence } from './update-words.ts';

test('each state is one sentence', () => {
  const quiet = { refused: null, lastGood: '2026-11-21T10:00:00.000Z', stale: false };
  expect(updateSentence(updatesOff('Nobody.'))).toBe('Nobody.');
  expect(updateSentence({ ...quiet, state: 'idle' })).toBe('Up to date.');
  expect(updateSentence({ ...quiet, state: 'idle', lastGood: null })).toBe('Not looked for an update yet.');
  expect(updateSentence({ ...quiet, state: 'downloading', version: '1.2.0', share: 0.999 })).toBe(
    'Downloading 1.2.0: 99 %',
  );
  expect(updateSentence({ ...quiet, state: 'ready', version: '1.2.0' })).toMatch(/^1\.2\.0 is ready\./);
  expect(outcomeSentence({ outcome: 'busy', busy: 'tray' })).toBe(
    'Not now: a tray is open; close it first. Nothing was changed.',
  );
  expect(outcomeSentence({ outcome: 'installed' })).toBeNull();
});

import { expect, test } from 'vitest';
import { testCodes } from '../station/scanner/test-codes.ts';
import { readCode } from './codes/code.ts';
import type { Key } from './key.ts';
import { layoutNames, typedThrough } from './layouts.ts';
import { examineScan, settingsFor, type Measured } from './scanner-test.ts';

const key = (name: string, time: number, more: Partial<Key> = {}): Key => ({
  ...{ key: name, code: '', time, ctrl: false, alt: false, shift: false },
  ...more,
});
/** The keys of a scanner, Enter behind; a separator is Ctrl+]. */
const typed = (text: string, every = 10, end: readonly string[] = ['Enter']) =>
  [...Array.from(text), ...end].map((c, i) =>
    c === '\x1d' ? key(']', i * every, { ctrl: true }) : key(c, i * every),
  );
const [language, gs1, spaces] = testCodes.map(({ text }) => text) as [string, string, string];

test('a good scanner sets gap, end and separator', () => {
  const scans = testCodes.map(({ text }) => examineScan(text, typed(text, 22)) as Measured);
  expect(scans.map(({ separator }) => separator)).toEqual([null, true, null]);
  expect(settingsFor(scans)).toEqual({ scanGapMs: 33, scanEnd: 'key', scanSeparator: true });
});

test('without Enter, and with its separators lost, it still fits, and the station knows', () => {
  const bare = (text: string) => examineScan(text, typed(text.replaceAll('\x1d', ''), 70, [])) as Measured;
  expect(settingsFor([bare(language), bare(gs1), bare(spaces)])).toEqual({
    scanGapMs: 80,
    scanEnd: 'any',
    scanSeparator: false,
  });
});

test('a symbology identifier in front is no prefix', () => {
  expect(examineScan(gs1, typed(`]C1${gs1}`))).toMatchObject({ separator: true });
});

test.each(layoutNames.filter((name) => name !== 'US English'))(
  'a US scanner on a computer with a keyboard in %s is told to be set to it',
  (computer) => {
    const arrived = typedThrough(language, 'US English', computer);
    expect(examineScan(language, typed(arrived))).toMatchObject({ kind: 'layout', set: computer });
    // And the other way round.
    const back = examineScan(language, typed(typedThrough(language, computer, 'US English')));
    expect(back).toMatchObject({ kind: 'layout', set: 'US English' });
  },
);

test('Y arrived as Z: German', () => {
  const arrived = Array.from(typedThrough('yz', 'US English', 'German')).join('');
  expect(arrived).toBe('zy');
  expect(examineScan('yzA', typed(typedThrough('yzA', 'US English', 'German')))).toMatchObject({
    kind: 'layout',
    sent: 'y',
    arrived: 'z',
  });
});

test('what is refused, and by what name', () => {
  const found = (text: string, keys: readonly Key[]) => examineScan(text, keys);
  expect(found(spaces, typed(spaces, 81))).toEqual({ kind: 'slow', ms: 81 });
  expect(found(spaces, typed(` ${spaces}`))).toEqual({ kind: 'prefix', key: 'Space' });
  expect(found(spaces, [key('F8', 0), ...typed(spaces).map((k) => ({ ...k, time: k.time + 5 }))])).toEqual({
    kind: 'prefix',
    key: 'F8',
  });
  const f8 = typed(gs1).map((k) => (k.ctrl ? key('F8', k.time) : k));
  expect(found(gs1, f8)).toEqual({ kind: 'function-key', key: 'F8' });
  expect(found(spaces, typed('lt 3 A b'))).toEqual({ kind: 'caps' });
  expect(found(spaces, typed('4055123'))).toEqual({ kind: 'other-code', arrived: '4055123' });
  expect(found(gs1, typed('x').concat(key('End', 5, { code: 'Numpad1' })))).toEqual({ kind: 'num-lock' });
  expect(found(gs1, [])).toEqual({ kind: 'other-code', arrived: '' });
});

test('the printed GS1 code is a good one', () => {
  expect(readCode(gs1, true)).toMatchObject({ identity: { instrument: '04012345678901', serial: '1187' } });
});

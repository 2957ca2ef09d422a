import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Key } from './key.ts';
import { press, quiet, silence, type Heard } from './scanner.ts';
import { textOf } from './text-of.ts';

const gap = 50;
const manner = { gap, ends: 'any' } as const;
const key = (name: string, time: number, more: Partial<Key> = {}): Key => ({
  key: name,
  code: '',
  time,
  ctrl: false,
  alt: false,
  shift: false,
  ...more,
});

/** Plays keys, then silence. */
function play(keys: readonly Key[]): Heard[] {
  let state = quiet;
  const heard: Heard[] = [];
  for (const k of keys) {
    const step = press(state, k, manner);
    state = step.state;
    heard.push(...step.heard);
  }
  heard.push(...silence(state, (keys.at(-1)?.time ?? 0) + gap + 1, manner).heard);
  return heard;
}
const names = (heard: readonly Heard[]) =>
  heard.map((h) => {
    if (h.kind === 'broken') return 'broken';
    if (h.kind === 'recalled') return `recalled:${h.keys}`;
    return h.kind === 'scan' ? `scan:${h.text}` : `${h.replayed ? 'replayed' : 'now'}:${h.key.key}`;
  });
const typed = (text: string, every: number, from = 0) =>
  text.split('').map((c, i) => key(c, from + i * every));

test('four characters within the gap are a scan, three are given back', () => {
  expect(names(play(typed('4055', 10)))).toEqual(['scan:4055']);
  expect(names(play(typed('405', 10)))).toEqual(['replayed:4', 'replayed:0', 'replayed:5']);
});

test('the gap itself still belongs to the burst, one millisecond more does not', () => {
  expect(names(play(typed('4055', 50)))).toEqual(['scan:4055']);
  expect(names(play(typed('4055', 51)))).toEqual(['replayed:4', 'replayed:0', 'replayed:5', 'replayed:5']);
});

test('Enter ends the scan and is swallowed, with the line feed, Space and function key behind it', () => {
  const scan = typed('40 55', 10);
  const packing = [key('Enter', 50), key('j', 60, { ctrl: true }), key(' ', 70), key('F4', 80)];
  expect(names(play([...scan, ...packing]))).toEqual(['scan:40 55']);
});

test('Ctrl+] is a separator; a function key inside a burst belongs to it and stands for nobody knows what', () => {
  const keys = (between: Key) => [...typed('0104', 10), between, ...typed('21', 10, 50)];
  expect(names(play(keys(key(']', 40, { ctrl: true }))))).toEqual(['scan:0104\x1d21']);
  expect(names(play(keys(key('F8', 40))))).toEqual(['scan:0104\ufffd21']);
});

test('Space acts at once after a silence, and is held within the gap of another key', () => {
  expect(names(press(quiet, key(' ', 100), manner).heard)).toEqual(['now: ']);
  const enter = press(quiet, key('Enter', 100), manner);
  expect(press(enter.state, key(' ', 120), manner).heard).toEqual([]);
  expect(names(press(enter.state, key(' ', 151), manner).heard)).toEqual(['now: ']);
});

test('a second code right behind the first is a second scan', () => {
  expect(names(play([...typed('4055', 5), key('Enter', 20), ...typed('4056', 5, 25)]))).toEqual([
    'scan:4055',
    'scan:4056',
  ]);
});

test('Shift neither splits nor joins', () => {
  const keys = [key('Shift', 0), key('A', 5), key('Shift', 50), key('B', 95), key('C', 130), key('D', 170)];
  expect(names(play(keys))).toEqual(['scan:ABCD']);
});

test('Alt with numpad digits spells a character', () => {
  const alt = (digit: string, time: number) => key(digit, time, { alt: true, code: `Numpad${digit}` });
  expect(textOf([key('A', 0), alt('0', 1), alt('2', 2), alt('9', 3), key('B', 4)])).toBe('A\x1dB');
});

test('each Alt with its digits is one character, whole codes too', () => {
  const alt = (digit: string, time: number) => key(digit, time, { alt: true, code: `Numpad${digit}` });
  const spelt = (code: string, from: number) => [
    key('Alt', from, { alt: true }),
    ...code.split('').map((digit, i) => alt(digit, from + 1 + i)),
  ];
  expect(names(play([48, 52, 48, 29, 55].flatMap((code, i) => spelt(`0${code}`, 10 * i))))).toEqual([
    'scan:040\x1d7',
  ]);
});

test('a code whose first character was a dead key is broken; one behind a hand’s own key is whole', () => {
  expect(names(play([key('Dead', 0), ...typed('A123BJC', 5, 5)]))).toEqual(['now:Dead', 'broken']);
  expect(names(play([key('Escape', 0), ...typed('A123BJC', 5, 5)]))).toEqual(['now:Escape', 'scan:A123BJC']);
});

test('a number pad without Num Lock is digits that went wrong, not arrows', () => {
  const keys = ['End', 'End', 'ArrowUp', 'Home'].map((name, i) =>
    key(name, 10 * i, { code: `Numpad${[1, 1, 8, 7][i] ?? 0}` }),
  );
  expect(names(play([...keys, key('5', 45)]))).toEqual(['scan:\ufffd\ufffd\ufffd\ufffd5']);
});

test('whatever is typed comes out once and in order; what does not comes as broken, and no scan is a piece', () => {
  const keyPress = fc.tuple(fc.constantFrom(...Array.from('abcXYZ019-')), fc.integer({ min: 0, max: 120 }));
  fc.assert(
    fc.property(fc.array(keyPress, { maxLength: 40 }), (presses) => {
      let time = 1000;
      const keys = presses.map(([name, wait]) => key(name, (time += wait)));
      const heard = play(keys);
      const text = keys.map((k) => k.key).join('');
      const out = heard.map((h) => (h.kind === 'key' ? h.key.key : h.kind === 'scan' ? h.text : '')).join('');
      const scans = heard.filter((h) => h.kind === 'scan');
      // All within half a second of each other: one scan, and then only as the first thing that was heard.
      if (heard.some((h) => h.kind === 'broken')) expect(text.startsWith(out)).toBe(true);
      else expect(out).toBe(text);
      expect(scans.length).toBeLessThanOrEqual(1);
      if (scans.length === 1) expect(heard[0]).toBe(scans[0]);
    }),
    { seed: 7, numRuns: 2000 },
  );
});

import { expect, test } from 'vitest';
import { code128 } from './code128.ts';

const sum = (widths: readonly number[]) => widths.reduce((a, b) => a + b, 0);

test('every symbol is 11 modules of three bars and three spaces, the stop 13', () => {
  const all = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
  expect(sum(code128(all.replace(/\d/g, '')))).toBe(11 * (1 + 85 + 1) + 13);
});

test('digits travel in pairs, and a separator is FNC1', () => {
  // Start C, 12, 34, check (105 + 12 + 68) % 103 = 82, stop.
  expect(code128('1234').join('')).toBe('211232' + '112232' + '131123' + '121241' + '2331112');
  // Start B, FNC1, A, FNC1, B, check (104 + 102 + 2 × 33 + 3 × 102 + 4 × 34) % 103 = 96, stop.
  expect(code128('A\x1dB', true).join('')).toBe(
    '211214' + '411131' + '111323' + '411131' + '131123' + '114311' + '2331112',
  );
});

import { expect, test } from 'vitest';
import { shareText } from './share.ts';

test('a share with its interval, and too few to say', () => {
  // Newcombe 1998, table I, method 3: 81 of 263 and 15 of 148
  expect(shareText(81, 263)).toBe('30.8 % (25.5 to 36.6 %)');
  expect(shareText(15, 148)).toBe('10.1 % (6.2 to 16.0 %)');
  expect(shareText(0, 30)).toBe('0.0 % (0.0 to 11.4 %)');
  expect(shareText(3, 29)).toBe('too few to say (29)');
  expect(shareText(0, 0)).toBe('too few to say (0)');
});

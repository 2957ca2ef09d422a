import { expect, test } from 'vitest';
import type { Verdict } from '../verdict/result.ts';
import { worseLabels } from './not-worse.ts';
import type { Judged } from './side-by-side.ts';

const manifest = { classes: [{ name: 'damage', verdict: 'defect' as const }] };
/** `pit: 'ppdu'`: four pictures labelled pit, judged pass, pass, defect, unsure. */
function judged(answers: Readonly<Record<string, string>>): Judged {
  const words: Readonly<Record<string, Verdict>> = { p: 'pass', d: 'defect', u: 'unsure', n: 'no-result' };
  const cases = Object.entries(answers).flatMap(([label, letters]) =>
    letters.split('').map((letter) => ({
      ...{ label, truth: label === 'ok' ? ('pass' as const) : ('defect' as const) },
      ...{ verdict: words[letter]!, score: 0.5, ms: 1 },
    })),
  );
  return { manifest, cases };
}

test('the same answers are not worse, with no margin at all', () => {
  const one = judged({ ok: 'pppd', pit: 'ddup', rust: 'd' });
  expect(worseLabels(one, one, 0)).toEqual([]);
});

test('a gain on many does not pay for a loss on a few', () => {
  const before = judged({ ok: 'd'.repeat(50), pit: 'd'.repeat(50), rust: 'dddd' });
  const after = judged({ ok: 'p'.repeat(50), pit: 'd'.repeat(50), rust: 'dddu' });
  expect(worseLabels(before, after, 0.02)).toEqual([
    { label: 'rust', what: 'right', n: 4, first: 4, second: 3 },
  ]);
});

test('from unsure to pass is no fewer right, and still worse', () => {
  const before = judged({ ok: 'ppu', pit: 'ddu' });
  expect(worseLabels(before, judged({ ok: 'ppu', pit: 'ddp' }), 0.02)).toEqual([
    { label: 'pit', what: 'escapes', n: 3, first: 0, second: 1 },
  ]);
  expect(worseLabels(before, judged({ ok: 'ppd', pit: 'ddu' }), 0.02)).toEqual([
    { label: 'ok', what: 'falseRejects', n: 3, first: 0, second: 1 },
  ]);
});

test('exactly the margin is allowed, a picture more is not', () => {
  const before = judged({ pit: 'd'.repeat(50) });
  const lost = (n: number) => judged({ pit: 'd'.repeat(50 - n) + 'u'.repeat(n) });
  expect(worseLabels(before, lost(1), 0.02)).toEqual([]);
  expect(worseLabels(before, lost(2), 0.02)).toHaveLength(1);
  expect(worseLabels(before, lost(3), 0.06)).toEqual([]);
  expect(() => worseLabels(before, judged({ pit: 'd' }), 0)).toThrow(RangeError);
});

import { expect, test } from 'vitest';
import { answersOf } from './answers.ts';

test('what was answered says which page of its file was judged', () => {
  const file = 'a'.repeat(64);
  const pictures = [file, `${file}#2`].map((image, i) => ({
    ...{ name: `stack.tif#${i}`, image, label: 0 },
    frame: () => Promise.reject(new Error('not asked for')),
  }));
  const classes = [
    { name: 'bent', verdict: 'defect' as const },
    { name: 'ok', verdict: 'pass' as const },
  ];
  const answers = answersOf(classes, pictures, Float32Array.of(2, 0, 0, 2), [0, 1]);
  expect(answers.map(({ image, page }) => [image, page])).toEqual([
    [file, undefined],
    [file, 2],
  ]);
});

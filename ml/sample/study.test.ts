import { expect, test } from 'vitest';
import type { Opinion, Reviewed } from './reviewed.ts';
import { studyOf } from './study.ts';

const reviewed = (
  n: number,
  verdict: Reviewed['verdict'],
  claimed: string | undefined,
  opinions: Opinion[],
): Reviewed => ({
  ...{ id: `station1-${n}`, at: '2026-11-20T08:00:00.000Z', verdict, disagreed: false, flagged: false },
  ...(claimed !== undefined && { claimed }),
  ...{
    image: { sha256: 'a'.repeat(64), width: 10, height: 10 },
    labels: [],
    opinions,
    asking: [],
    saidAt: { bench001: n },
  },
});
const ana = (verdict: Opinion['verdict'], shows?: string): Opinion => ({
  ...{ by: 'ana', verdict, blind: true },
  ...(shows !== undefined && { class: shows }),
});

test('by person and by what the model said: blind labels alone, and nobody who cannot tell', () => {
  const [first, second] = studyOf([
    reviewed(1, 'defect', 'pit', [ana('defect', 'pit'), { by: 'bo', verdict: 'pass' }]),
    reviewed(2, 'defect', 'pit', [ana('defect', 'rust')]),
    reviewed(3, 'defect', 'pit', [ana('pass')]),
    reviewed(4, 'pass', undefined, [ana('pass'), { by: 'bo', verdict: 'pass' }]),
    reviewed(5, 'unsure', 'pit', [ana('defect', 'pit')]),
    reviewed(6, 'pass', undefined, [ana('cannot-tell')]),
  ]);
  expect(first).toMatchObject({
    person: 'ana',
    said: 5,
    blind: { agreed: 3, of: 4 },
    all: { agreed: 3, of: 4 },
  });
  expect(first?.classes.map(({ class: name, agreement: { agreed, of } }) => [name, agreed, of])).toEqual([
    ['pit', 1, 3],
    ['pass', 1, 1],
  ]);
  expect(first?.others).toMatchObject([{ other: 'bo', agreement: { agreed: 1, of: 2 } }]);
  // Bo saw the model's answer.
  expect(second).toMatchObject({
    person: 'bo',
    said: 2,
    blind: { of: 0 },
    all: { agreed: 1, of: 2 },
    classes: [],
  });
});

import { expect, test } from 'vitest';
import { mistakesOf } from './mistakes.ts';
import type { Reviewed, SampleLabel } from './reviewed.ts';

const one = (
  n: number,
  verdict: Reviewed['verdict'],
  said: readonly (readonly [SampleLabel['verdict'], string?])[],
  more: Partial<Reviewed> = {},
): Reviewed => ({
  ...{ id: `station1-${n}`, at: '2026-01-01T00:00:00.000Z', verdict, disagreed: false, flagged: false },
  ...{
    image: { sha256: 'a'.repeat(64), width: 4, height: 4 },
    saidAt: { bench001: n },
    instrument: 'forceps',
    opinions: [],
    asking: [],
  },
  package: 'tips v1',
  labels: said.map(([label, shows], i) => ({
    ...{ id: `station1-${100 * (i + 1) + n}`, verdict: label },
    ...(shows !== undefined && { class: shows }),
  })),
  ...more,
});

test('label against verdict, by class, instrument and package; escapes first, then the many before the few', () => {
  const groups = mistakesOf([
    one(1, 'defect', [['pass']], { claimed: 'bent' }),
    one(2, 'defect', [['pass']], { claimed: 'bent' }),
    one(3, 'defect', [['pass']], { claimed: 'bent', instrument: 'scissors' }),
    one(4, 'defect', [['pass']], { claimed: 'bent', package: 'tips v2' }),
    one(5, 'defect', [['pass']]),
    one(6, 'pass', [['defect', 'rust']]),
    one(7, 'pass', [['pass']]),
    one(8, 'defect', [['defect']]),
  ]);
  expect(groups.map(({ inspections, ...group }) => [...Object.values(group), inspections])).toEqual([
    ['escape', 'rust', 6, 'forceps', 'tips v1', ['station1-6']],
    ['false-reject', 'bent', 6, 'forceps', 'tips v1', ['station1-2', 'station1-1']],
    ['false-reject', 'bent', 1, 'scissors', 'tips v1', ['station1-3']],
    ['false-reject', 'bent', 1, 'forceps', 'tips v2', ['station1-4']],
    ['false-reject', 'defect', 6, 'forceps', 'tips v1', ['station1-5']],
  ]);
});

test('no mistake: an unsure answer, no result, a conflict, a picture that tells nothing, a label that was taken back', () => {
  expect(
    mistakesOf([
      one(1, 'unsure', [['pass']]),
      one(2, 'unsure', [['defect']]),
      one(3, 'no-result', [['defect']]),
      one(4, 'defect', [['pass'], ['defect']]),
      one(5, 'defect', [['cannot-tell']]),
      one(6, 'defect', [['bad-picture']]),
      one(7, 'defect', []),
    ]),
  ).toEqual([]);
});

import { expect, test } from 'vitest';
import { holdBack } from './hold-back.ts';

const pictures = Array.from({ length: 100 }, (_, i) => ({
  ...{ name: `${i}.png`, image: String(i), label: i < 80 ? 'ok' : 'bent' },
}));

test('a share of every class, the same for the same seed', () => {
  const { train, valid } = holdBack(pictures, 0.2, 1);
  expect([train.length, valid.filter(({ label }) => label === 'ok').length, valid.length]).toEqual([
    80, 16, 20,
  ]);
  expect(holdBack(pictures, 0.2, 1).valid).toEqual(valid);
  expect(holdBack(pictures, 0.2, 2).valid).not.toEqual(valid);
});
test('a photograph and its varied copies stay on one side', () => {
  const varied = pictures.flatMap((picture, i) => [
    picture,
    ...(i % 3 === 0
      ? [`${i}_flip.png`, `more/${i}_rot_90.png`].map((name) => ({ ...picture, name, image: name }))
      : []),
  ]);
  for (let seed = 0; seed < 20; seed++) {
    const { train, valid } = holdBack(varied, 0.3, seed);
    const photograph = ({ name }: { readonly name: string }) => Number.parseInt(name.replace('more/', ''));
    const there = new Set(valid.map(photograph));
    expect(train.filter((picture) => there.has(photograph(picture)))).toEqual([]);
    expect(valid.length).toBeGreaterThan(30);
  }
});
test('equal pictures and groups stay on one side, also by way of each other', () => {
  const linked = pictures.map((picture, i) => ({
    ...picture,
    image: String(i >> 1),
    ...(i % 10 < 5 && { group: `piece ${Math.floor(i / 20)}` }),
  }));
  for (let seed = 0; seed < 20; seed++) {
    const { train, valid } = holdBack(linked, 0.3, seed);
    expect(train.length + valid.length).toBe(100);
    for (const key of ['image', 'group'] as const) {
      const there = new Set(valid.flatMap((picture) => picture[key] ?? []));
      expect(train.filter((picture) => picture[key] !== undefined && there.has(picture[key]))).toEqual([]);
    }
  }
});

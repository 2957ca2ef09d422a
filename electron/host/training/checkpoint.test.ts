import { expect, test } from 'vitest';
import { decodeKept, encodeKept, startingWith, type Kept } from './checkpoint.ts';

const key = 'a'.repeat(64);
const part = (from: number) => Uint8Array.from({ length: 8 }, (_, i) => from + i);
const kept: Kept = {
  checkpoint: { epoch: 3, steps: 36, weights: part(0), first: part(10), second: part(20) },
  ...{ epochs: 20, validationLoss: 0.125 },
};

test('a checkpoint comes back as it was; that of another run does not', () => {
  const bytes = encodeKept(key, kept);
  expect(bytes).toHaveLength(88 + 24);
  expect(decodeKept(key, bytes)).toEqual(kept);
  expect(decodeKept(key, encodeKept(key, { ...kept, validationLoss: null }))!.validationLoss).toBeNull();
  expect(decodeKept('b'.repeat(64), bytes)).toBeUndefined();
});

test('what is no checkpoint is none', () => {
  for (const length of [0, 63, 87, 89]) expect(decodeKept(key, new Uint8Array(length))).toBeUndefined();
});

test('a run that begins with weights stands before its first epoch, until it has kept one', async () => {
  let last: Kept | undefined;
  const files = {
    read: async (which: string) => (which === 'last' ? last : undefined),
    write: async (_which: string, now: Kept) => void (last = now),
  };
  const start = startingWith(files, part(5), 9);
  expect(await start.read('last')).toMatchObject({ checkpoint: { epoch: 0, weights: part(5) }, epochs: 9 });
  expect(await start.read('best')).toBeUndefined();
  await start.write('last', kept);
  expect(await start.read('last')).toBe(kept);
});

import { readSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openBulkRoom } from './bulk-room.ts';

const room = openBulkRoom();

test.skipIf(room === null)('lays parts down from the start, again and again, until it is closed', () => {
  const read = (length: number) => {
    const bytes = new Uint8Array(length);
    readSync(room!.descriptor, bytes, 0, length, 0);
    return [...bytes];
  };
  expect(room!.put([Uint8Array.of(1, 2, 3), Uint8Array.of(4)])).toBe(true);
  expect(read(4)).toEqual([1, 2, 3, 4]);
  expect(room!.put([Uint8Array.of(9)])).toBe(true);
  expect(read(2)).toEqual([9, 2]);
  // Much room is given back before it is used again.
  expect(room!.put([new Uint8Array(17_000_000).fill(5)])).toBe(true);
  expect(room!.put([Uint8Array.of(7)])).toBe(true);
  expect(read(2)).toEqual([7, 0]);
  room!.close();
  room!.close();
  expect(room!.put([Uint8Array.of(1)])).toBe(false);
});

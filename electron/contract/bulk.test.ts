import { expect, test } from 'vitest';
import { attach, bulkFromBytes, detach, isDetached } from './bulk.ts';

const large = (value: number) => new Uint8Array(bulkFromBytes).fill(value);

test('large arrays leave the message and come back to their places', () => {
  const message = {
    id: 1,
    ask: {
      frame: { data: large(7), width: 2 },
      more: [large(8), new Uint8Array([1]), new Float32Array([2])],
      none: null,
    },
  };
  const { rest, parts } = detach(message);
  expect(parts).toEqual([large(7), large(8)]);
  expect(rest.bulk).toEqual([bulkFromBytes, bulkFromBytes]);
  expect(JSON.stringify(rest).length).toBeLessThan(400);
  expect(isDetached(rest)).toBe(true);
  expect(attach(rest, parts)).toEqual(message);
});

test('a message without any is its own rest', () => {
  const message = { id: 1, ask: { slot: 'a', tensor: new Float32Array(99_999) } };
  expect(detach(message)).toEqual({ rest: { bulk: [], message }, parts: [] });
  expect(isDetached(message)).toBe(false);
});

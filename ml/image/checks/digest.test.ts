import { expect, test } from 'vitest';
import { noiseFrame } from '../pixels.fixture.ts';
import { contentDigest } from './digest.ts';

test('the same content has the same digest, wherever it lies in memory', () => {
  const frame = noiseFrame('i420', 33, 20, 1);
  expect(contentDigest(frame)).toBe('357c16abdd038e18');
  const message = new Uint8Array(frame.data.length + 3);
  message.set(frame.data, 3);
  expect(contentDigest({ ...frame, data: message.subarray(3) })).toBe(contentDigest(frame));
});

test('any one sample of a row that is read tells two pictures apart', () => {
  const frame = noiseFrame('grey', 33, 9, 2);
  const others = Array.from({ length: 33 }, (_, x) => {
    const data = frame.data.slice();
    data[4 * 33 + x]! ^= 1;
    return contentDigest({ ...frame, data });
  });
  expect(new Set([contentDigest(frame), ...others]).size).toBe(34);
  expect(contentDigest(noiseFrame('rgb', 33, 9, 2))).not.toBe(contentDigest(frame));
});

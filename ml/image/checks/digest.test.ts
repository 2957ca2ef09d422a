import { expect, test } from 'vitest';
import type { Frame } from '../frame.ts';
import { noiseFrame } from '../pixels.fixture.ts';
import { contentDigest, repeatOf } from './digest.ts';

const changed = (frame: Frame, change: (data: Uint8Array) => void): Frame => {
  const data = frame.data.slice();
  change(data);
  return { ...frame, data };
};

test('the same content has the same digest, wherever it lies in memory', () => {
  const frame = noiseFrame('i420', 33, 20, 1);
  expect(contentDigest(frame)).toBe('4c573d6bff8afb96e82c36cd36c3b93eb3f427b2bd9e159806d799b81343edf9');
  const message = new Uint8Array(frame.data.length + 3);
  message.set(frame.data, 3);
  expect(contentDigest({ ...frame, data: message.subarray(3) })).toBe(contentDigest(frame));
});

test('any one bit of a row that is read tells two pictures apart', () => {
  const frame = noiseFrame('grey', 33, 9, 2);
  const digests = Array.from({ length: 33 * 8 }, (_, n) =>
    contentDigest(changed(frame, (data) => (data[4 * 33 + (n >> 3)]! ^= 1 << (n & 7)))),
  );
  expect(new Set([contentDigest(frame), ...digests]).size).toBe(1 + 33 * 8);
  expect(contentDigest(noiseFrame('rgb', 33, 9, 2))).not.toBe(contentDigest(frame));
});

test('all of a picture again, part of it, or none', () => {
  const [before, next] = [noiseFrame('grey', 64, 64, 3), noiseFrame('grey', 64, 64, 4)];
  const from = (row: number) => changed(next, (data) => data.set(before.data.subarray(row * 64), row * 64));
  expect(repeatOf(before, contentDigest(before))).toBe('all');
  expect(repeatOf(next, contentDigest(before))).toBe('none');
  expect(repeatOf(from(32), contentDigest(before))).toBe('part');
  expect(repeatOf(from(56), contentDigest(before))).toBe('part');
});

test('a part without noise says nothing: light that is too bright is the same in every picture', () => {
  const [before, next] = [3, 4].map((seed) =>
    changed(noiseFrame('grey', 64, 64, seed), (data) => data.fill(255, 32 * 64)),
  );
  expect(repeatOf(next!, contentDigest(before!))).toBe('none');
});

import { expect, test } from 'vitest';
import { liveFrame } from '../../demo/live.ts';
import { demoPiece } from '../../demo/piece.ts';
import { createDemoCamera } from '../../demo/render.ts';
import { createRandom } from '../../demo/random.ts';
import type { Frame } from '../frame.ts';
import { isSameView, viewOf } from './same-view.ts';

const camera = createDemoCamera();
const good = (seed: number) => camera.picture(demoPiece(seed, undefined, false));
const piece = good(500);
const first = viewOf(liveFrame(piece, 1));
const isSame = (frame: Frame) => isSameView(first, viewOf(frame));

/** The picture with every luminance code replaced. */
function luma(frame: Frame, code: (old: number, i: number) => number): Frame {
  const data = frame.data.slice();
  for (let i = 0; i < frame.width * frame.height; i++)
    data[i] = Math.max(1, Math.min(254, Math.round(code(data[i]!, i))));
  return { ...frame, data };
}
const noisy = (frame: Frame, deviation: number, seed: number): Frame => {
  const random = createRandom(seed);
  // The sum of three uniform numbers has a deviation of one half.
  const noise = () => 2 * deviation * (random.next() + random.next() + random.next() - 1.5);
  return luma(frame, (old) => old + noise());
};

test('the same piece again is the same view, whatever the sensor’s noise', () => {
  for (let n = 2; n < 4; n++) expect(isSame(liveFrame(piece, n))).toBe(true);
  for (const deviation of [3, 5, 10])
    expect(isSameView(viewOf(noisy(piece, deviation, 1)), viewOf(noisy(piece, deviation, 2)))).toBe(true);
});

test('a lamp that drifts makes no other view', () => {
  expect(isSame(luma(liveFrame(piece, 2), (old) => 16 + 0.95 * (old - 16)))).toBe(true);
  expect(isSame(luma(liveFrame(piece, 2), (old) => old + 6))).toBe(true);
});

test('another piece, the same one turned by hand, and a damaged one are other views', () => {
  for (let seed = 501; seed < 505; seed++) expect(isSame(liveFrame(good(seed), seed))).toBe(false);
  const moved = luma(piece, (_, i) => piece.data[i + 1] ?? 16);
  expect(isSame(moved)).toBe(false);
  expect(isSame(camera.picture(null))).toBe(false);
  for (let seed = 11; seed < 13; seed++) {
    const views = [false, true].map((hurt) => viewOf(camera.picture(demoPiece(seed, undefined, hurt))));
    expect(isSameView(views[0]!, views[1]!)).toBe(false);
  }
});

test('no two of ten pieces are one view, and a picture that differs everywhere is another', () => {
  const views = Array.from({ length: 10 }, (_, i) => viewOf(liveFrame(good(3000 + i), i)));
  for (const [i, one] of views.entries())
    for (const other of views.slice(i + 1)) expect(isSameView(one, other)).toBe(false);
  expect(isSame(luma(piece, (old, i) => old + (((i % 1280) >> 4) % 7) * 8 - 24))).toBe(false);
});

test('pictures of different sizes are different views, and small or plain ones do no harm', () => {
  const plain = (side: number, value: number): Frame => ({
    ...{ width: side, height: side, layout: 'grey', colour: { matrix: 'bt601', range: 'full' } },
    data: new Uint8Array(side * side).fill(value),
  });
  expect(isSameView(viewOf(plain(8, 100)), viewOf(plain(8, 100)))).toBe(true);
  expect(isSameView(viewOf(plain(8, 100)), viewOf(plain(9, 100)))).toBe(false);
  expect([...viewOf(plain(8, 7)).cells]).toEqual(Array.from({ length: 64 }, () => 7));
});

import { describe, expect, test } from 'vitest';
import { demoPiece } from '../../demo/piece.ts';
import { liveFrame } from '../../demo/live.ts';
import { createDemoCamera } from '../../demo/render.ts';
import type { Frame } from '../frame.ts';
import { pictureFault } from './picture.ts';
import { seamOf } from './seams.ts';

const [width, height] = [240, 160];
/** Waves that no picture pixel cuts sharply, with noise of ± 2. */
const scene = (seed: number): Frame => {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const noise = (((i + seed) * 2_654_435_761) >>> 8) % 5;
    return 118 + noise + 60 * Math.sin(x / (7 + seed) + y / 11 + seed) + 30 * Math.cos(y / 5 - x / 23);
  });
  return { width, height, layout: 'grey', colour: { matrix: 'bt601', range: 'full' }, data };
};
const changed = (frame: Frame, change: (data: Uint8Array) => void): Frame => {
  const data = frame.data.slice();
  change(data);
  return { ...frame, data };
};

describe('seamOf', () => {
  const good = scene(1);
  test('a good picture has none', () => expect(seamOf(good)).toBe(null));

  test.each([20, 77, 140])('two pictures meet at row %i', (y) => {
    const torn = changed(good, (data) => data.set(scene(4).data.subarray(y * width), y * width));
    expect(seamOf(torn)).toBe('torn');
  });

  test.each([20, 77, 140])('bytes are missing from row %i on', (y) => {
    const from = y * width;
    expect(seamOf(changed(good, (data) => data.copyWithin(from, from + 61)))).toBe('shifted');
  });

  test('a picture whose rows begin elsewhere shows a seam down its columns, and goes on round its edges', () => {
    const turned = changed(good, (data) =>
      good.data.forEach((code, i) => (data[i - (i % width) + (((i % width) + 90) % width)] = code)),
    );
    expect(seamOf(turned)).toBe('shifted');
    // The same seam in a picture whose edges are no neighbours is something in the scene.
    const framed = changed(turned, (data) =>
      scene(4).data.forEach((code, i) => {
        if (i % width >= 200) data[i] = code;
      }),
    );
    expect(seamOf(framed)).toBe(null);
  });

  test('an edge of the scene steps one way, however sharp', () => {
    expect(seamOf(changed(good, (data) => data.fill(0).fill(200, 80 * width)))).toBe(null);
    const checks = changed(good, (data) =>
      data.forEach((_, i) => (data[i] = (Math.floor(i / 10) + Math.floor(i / width / 10)) % 2 ? 200 : 40)),
    );
    expect(seamOf(checks)).toBe(null);
  });

  test('black and white squares that were put into the picture, as a time is, are no seam', () => {
    const marked = changed(good, (data) => {
      for (let y = 0; y < 16; y++)
        for (let x = 0; x < 200; x++) data[y * width + x] = Math.floor(x / 16) % 2 ? 235 : 16;
    });
    expect(seamOf(marked)).toBe(null);
  });

  test('a picture of a few pixels is looked at without fail', () => {
    for (const side of [1, 2, 3, 5])
      expect(seamOf({ ...good, width: side, height: side, data: new Uint8Array(side * side) })).toBe(null);
  });
});

test('the demo scene: no false alarm in 24 pictures, most of what lost bytes is seen', () => {
  const camera = createDemoCamera({ width: 1280, height: 720 });
  let seen = 0;
  for (let n = 1; n <= 24; n++) {
    const frame = liveFrame(camera.picture(n % 12 === 0 ? null : demoPiece(n)), n);
    expect(pictureFault(frame)).toBe(null);
    const from = (288 + 8 * n) * 1280;
    const lost = changed(frame, (data) => data.copyWithin(from, from + 400, 1280 * 720));
    if (pictureFault(lost) === 'picture-shifted') seen++;
  }
  console.log(`bytes lost in the demo scene: ${seen} of 24 seen`);
  expect(seen).toBeGreaterThan(16);
});

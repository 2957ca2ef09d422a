import { expect, test } from 'vitest';
import type { Frame } from '../frame.ts';
import { plane } from '../pixels.fixture.ts';
import { isHalf } from './half.ts';

const [width, height] = [200, 100];
const good: Frame = {
  ...{ width, height, layout: 'grey', colour: { matrix: 'bt601', range: 'full' } },
  data: plane(width, height, 5),
};
const changed = (change: (data: Uint8Array) => void): Frame => {
  const data = good.data.slice();
  change(data);
  return { ...good, data };
};
const row = (y: number) => y * width;

test.each<[string, Frame, boolean]>([
  ['a good picture', good, false],
  ['its lower half of one value', changed((data) => data.fill(128, row(50))), true],
  ['its upper half', changed((data) => data.fill(16, 0, row(50))), true],
  ['its last tenth', changed((data) => data.fill(128, row(90))), true],
  ['less than a tenth: the bar of a scene', changed((data) => data.fill(128, row(91))), false],
  [
    'between two bars',
    changed((data) => {
      data.fill(16, 0, row(12));
      data.fill(16, row(88));
    }),
    false,
  ],
  [
    'one row down to the bottom',
    changed((data) => {
      for (let y = 60; y < height; y++) data.copyWithin(row(y), row(59), row(60));
    }),
    true,
  ],
  ['the upper half twice', changed((data) => data.copyWithin(row(50), 0, row(50))), true],
  [
    'a bench that fades into white',
    changed((data) => {
      for (let i = 0; i < data.length; i++) {
        const y = Math.floor(i / width);
        if (y > 40) data[i] = Math.min(255, data[i]! + 6 * (y - 40) + (y > 82 ? 255 : 0));
      }
      // The last row before it is white nearly everywhere.
      for (let x = 0; x < width; x++) data[row(82) + x] = x % 5 === 0 ? 254 : 255;
    }),
    false,
  ],
])('%s', (_, frame, half) => expect(isHalf(frame)).toBe(half));

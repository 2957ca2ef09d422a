import type { Frame } from '../image/frame.ts';
import { createRandom } from './random.ts';

/** Sums of uniform numbers, near enough to a sensor's noise: about 1.4 grey levels. Its length is odd to every picture width. */
const noiseTable = ((): Int8Array => {
  const random = createRandom(0x5e4507);
  return Int8Array.from({ length: 65_521 }, () =>
    Math.round((random.next() + random.next() + random.next() + random.next() - 2) * 2.4),
  );
})();

/** Frame `n` of a camera looking at a still scene: its brightness noise, another at each `n`, the same for the same `n`. */
export function liveFrame(still: Frame, n: number): Frame {
  const data = still.data.slice();
  const random = createRandom(n);
  const brightness = still.width * still.height;
  for (let from = 0; from < brightness; from += noiseTable.length) {
    const count = Math.min(noiseTable.length, brightness - from);
    const shift = random.below(noiseTable.length);
    const first = Math.min(count, noiseTable.length - shift);
    addNoise(data, from, shift, first);
    addNoise(data, from + first, 0, count - first);
  }
  return { ...still, data };
}

/** Stays within 1 to 254, as cameras keep 0 and 255 for synchronisation. */
function addNoise(data: Uint8Array, from: number, shift: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const value = data[from + i]! + noiseTable[shift + i]!;
    data[from + i] = value < 1 ? 1 : value > 254 ? 254 : value;
  }
}

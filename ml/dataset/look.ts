import type { Frame } from '../image/frame.ts';
import { lookSide } from './alike.ts';

/** The small grey picture that pictures are compared by, `lookSide`²: the mean of what lies under each of its pixels. */
export function lookOf({ width, height, layout, data }: Frame): Uint8Array {
  const grey =
    layout === 'rgb'
      ? (at: number) => 0.299 * data[3 * at]! + 0.587 * data[3 * at + 1]! + 0.114 * data[3 * at + 2]!
      : (at: number) => data[at]!;
  const edges = (size: number) =>
    Array.from({ length: lookSide + 1 }, (_, i) => Math.floor((i * size) / lookSide));
  const [xs, ys] = [edges(width), edges(height)];
  return Uint8Array.from({ length: lookSide ** 2 }, (_, i) => {
    const [left, top] = [xs[i % lookSide]!, ys[Math.floor(i / lookSide)]!];
    const right = Math.max(left + 1, xs[(i % lookSide) + 1]!);
    const bottom = Math.max(top + 1, ys[Math.floor(i / lookSide) + 1]!);
    let sum = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += grey(y * width + x);
    return Math.round(sum / ((right - left) * (bottom - top)));
  });
}

import { decodeY4m } from '../../ml/image/y4m.ts';

/** Black over violet and orange to pale yellow: brightness grows with the score, and no stop is a verdict's colour. */
const stops = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;

/** A stored score map (grey Y4M, 0 to 255 = score 0 to 1) as RGBA, more opaque where the score is higher. */
export function paintScoreMap(y4m: Uint8Array): {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
} {
  const { width, height, layout, data } = decodeY4m(y4m);
  if (layout !== 'grey') throw new Error(`a score map has one plane, got ${layout}`);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const score = (data[i] as number) / 255;
    const at = Math.min(stops.length - 2, Math.floor(score * (stops.length - 1)));
    const part = score * (stops.length - 1) - at;
    for (let c = 0; c < 3; c++) {
      const [low, high] = [stops[at]?.[c] ?? 0, stops[at + 1]?.[c] ?? 0];
      rgba[4 * i + c] = Math.round(low + part * (high - low));
    }
    rgba[4 * i + 3] = Math.round(255 * Math.min(0.85, 0.15 + score));
  }
  return { width, height, rgba };
}

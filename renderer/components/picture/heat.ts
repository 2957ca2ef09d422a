import { decodeY4m } from '../../../ml/image/y4m.ts';

/** Score map of a step: where it lies on the picture, and its scores as bytes (0 to 255 = 0 to 1), row by row. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly onFrame: readonly [number, number, number, number];
  readonly scores: Uint8Array;
}

/** The map that `images.read` gives for a step's map reference. @throws Error when it is no grey Y4M of that size */
export function readHeatMap({ width, height, onFrame }: Omit<HeatMap, 'scores'>, bytes: Uint8Array): HeatMap {
  const frame = decodeY4m(bytes);
  if (frame.layout !== 'grey' || frame.width !== width || frame.height !== height)
    throw new Error(
      `a grey map of ${width} × ${height} was expected, got ${frame.layout} ${frame.width} × ${frame.height}`,
    );
  return { width, height, onFrame, scores: frame.data };
}

/** Inferno (van der Walt and Smith, CC0) at five points: it says more and less, not pass and defect, and survives colour blindness. */
const stops = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;

/** RGBA pixels of a map: the less score the more transparent, so that a calm picture stays as it is. */
export function heatPixels(scores: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * scores.length);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]! / 255;
    const place = Math.min(score * (stops.length - 1), stops.length - 1 - 1e-9);
    const [low, high] = [stops[Math.floor(place)]!, stops[Math.floor(place) + 1]!];
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = low[c]! + (high[c]! - low[c]!) * (place % 1);
    pixels[4 * i + 3] = 255 * 0.6 * score;
  }
  return pixels;
}

/** Draws the map where it lies; the context is in pixels of the picture times `scale`. */
export function drawHeat(context: CanvasRenderingContext2D, map: HeatMap, scale: number): void {
  const small = new OffscreenCanvas(map.width, map.height);
  small.getContext('2d')?.putImageData(new ImageData(heatPixels(map.scores), map.width, map.height), 0, 0);
  const [x, y, width, height] = map.onFrame;
  context.imageSmoothingEnabled = true;
  context.drawImage(small, x * scale, y * scale, width * scale, height * scale);
}

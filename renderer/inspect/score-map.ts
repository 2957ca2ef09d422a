import { decodeY4m } from '../../ml/image/y4m.ts';
import { heatPixels } from '../components/picture/heat.ts';

/** A stored score map (grey Y4M, 0 to 255 = score 0 to 1) as RGBA, more opaque where the score is higher. */
export function paintScoreMap(y4m: Uint8Array): {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
} {
  const { width, height, layout, data } = decodeY4m(y4m);
  if (layout !== 'grey') throw new Error(`a score map has one plane, got ${layout}`);
  return { width, height, rgba: heatPixels(data) };
}

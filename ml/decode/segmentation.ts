import type { Decoded, Finding } from '../verdict/result.ts';
import { mapOf, masksOf, withinFrame, type Grid } from './masks.ts';
import {
  any,
  calibratedProbability,
  className,
  defectClasses,
  probability,
  sigmoid,
  tensorOf,
  type SceneOf,
} from './output.ts';
import { regionsOf, type Region } from './regions.ts';

/** A value a class and pixel, plane by plane in the order of the manifest. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/**
 * A class map, [1, K, h, w], a plane a class in the order of the manifest; of a model that takes channels last also [1, h, w, K]. A
 * pixel's evidence of a defect is the sum over the defect classes (`softmax`, `none`: they exclude each other) or the largest of them
 * (`sigmoid`). The score is the highest evidence that `minArea` connected pixels reach; findings are the regions above `minScore`, each in
 * the defect class it holds most of. Classes that mean `info` give findings of their own and no score. `map` is the evidence.
 */
export function decodeSegmentation(scene: SceneOf<'segmentation'>): Decoded {
  return judgePlanes(scene, planesOf(scene));
}

/** Probabilities as the model's tensors have them. */
export function planesOf(scene: SceneOf<'segmentation'>): Planes {
  const { manifest, outputs } = scene;
  const count = manifest.classes.length;
  const last = manifest.input.layout === 'nhwc' ? [[1, any, any, count]] : [];
  const { dims, data } = tensorOf(scene, outputs.logits, ...last, [1, count, any, any]);
  const channelsLast = last.length > 0 && dims[3] === count;
  const [height = 0, width = 0] = channelsLast ? dims.slice(1, 3) : dims.slice(-2);
  const planes = channelsLast ? turned(data, count) : data;
  return { width, height, values: probabilities(planes, count, outputs.activation) };
}

/** Channels last to planes. */
function turned(data: Float32Array, count: number): Float32Array {
  const size = data.length / count;
  const out = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += 1)
    out[(from % count) * size + Math.floor(from / count)] = data[from] ?? 0;
  return out;
}

/** Evidence of a defect, a value a pixel, before calibration. */
export function evidenceOf({ manifest, outputs }: SceneOf<'segmentation'>, planes: Planes): Float32Array {
  const size = planes.width * planes.height;
  const join =
    outputs.activation === 'sigmoid' ? Math.max : (one: number, other: number) => Math.min(1, one + other);
  const evidence = new Float32Array(size);
  for (const index of defectClasses(manifest)) {
    for (let pixel = 0; pixel < size; pixel += 1) {
      evidence[pixel] = join(evidence[pixel] ?? 0, planes.values[index * size + pixel] ?? 0);
    }
  }
  return evidence;
}

/** What planes of probabilities say. */
export function judgePlanes(
  scene: SceneOf<'segmentation'>,
  { width, height, values: planes }: Planes,
): Decoded {
  const { manifest, outputs } = scene;
  const size = width * height;
  const plane = (index: number): Grid => ({
    width,
    height,
    values: planes.subarray(index * size, (index + 1) * size),
  });
  const defects = defectClasses(manifest);
  const evidence: Grid = { width, height, values: evidenceOf(scene, { width, height, values: planes }) };
  for (let pixel = 0; pixel < size; pixel += 1) {
    evidence.values[pixel] = calibratedProbability(manifest, evidence.values[pixel] ?? 0);
  }

  const findings: Finding[] = [];
  const add = (grid: Grid, classOf: (region: Region) => number) => {
    const { level, regions } = regionsOf(withinFrame(scene, grid), width, outputs.minScore, outputs.minArea);
    findings.push(...masksOf(scene, grid, regions, (region) => className(manifest, classOf(region))));
    return level;
  };
  const held = (region: Region, index: number) =>
    region.pixels.reduce((sum, pixel) => sum + (planes[index * size + pixel] ?? 0), 0);
  const score =
    defects.length === 0
      ? 0
      : add(evidence, (region) =>
          defects.reduce((best, index) => (held(region, index) > held(region, best) ? index : best)),
        );
  manifest.classes.forEach(({ verdict }, index) => verdict === 'info' && add(plane(index), () => index));
  findings.sort((one, other) => other.score - one.score);
  return { score, findings, map: mapOf(scene, evidence) };
}

/** Planes of probabilities from planes of outputs. */
function probabilities(
  data: Float32Array,
  count: number,
  activation: SceneOf<'segmentation'>['outputs']['activation'],
): Float32Array {
  if (activation === 'sigmoid') return data.map(sigmoid);
  if (activation === 'none') return data.map((value) => probability(value, 'a class probability'));
  const size = data.length / count;
  const out = new Float32Array(data.length);
  for (let pixel = 0; pixel < size; pixel += 1) {
    let largest = -Infinity;
    for (let at = pixel; at < data.length; at += size) largest = Math.max(largest, data[at] ?? 0);
    let sum = 0;
    for (let at = pixel; at < data.length; at += size) sum += out[at] = Math.exp((data[at] ?? 0) - largest);
    for (let at = pixel; at < data.length; at += size) out[at] = (out[at] ?? 0) / sum;
  }
  return out;
}

import type { Decoded } from '../verdict/result.ts';
import { mapOf, masksOf, withinFrame } from './masks.ts';
import { any, calibrated, className, defectClasses, probability, tensorOf, type SceneOf } from './output.ts';
import { regionsOf } from './regions.ts';

/**
 * An anomaly map, [1, 1, h, w] or [1, h, w]. Each value becomes `sigmoid(a · raw + b)` with the manifest's calibration; without one the
 * values must be scores, 0 to 1. The score is the highest value on the frame (of `minArea` connected pixels, where that is set), the
 * findings are the regions above `thresholds.pass`, in the first class that means `defect`.
 */
export function decodeScoreMap(scene: SceneOf<'score-map'>): Decoded {
  const { manifest, outputs } = scene;
  const { dims, data } = tensorOf(scene, outputs.map, [1, 1, any, any], [1, any, any]);
  const [height = 0, width = 0] = dims.slice(-2);
  const score = manifest.calibration
    ? (raw: number) => calibrated(manifest, raw)
    : (raw: number) => probability(raw, 'a score of the map');
  const grid = { width, height, values: data.map(score) };
  const { level, regions } = regionsOf(
    withinFrame(scene, grid),
    width,
    manifest.thresholds.pass,
    outputs.minArea,
  );
  const name = className(manifest, defectClasses(manifest)[0] ?? 0);
  return { score: level, findings: masksOf(scene, grid, regions, () => name), map: mapOf(scene, grid) };
}

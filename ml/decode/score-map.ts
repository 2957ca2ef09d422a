import type { Decoded } from '../verdict/result.ts';
import { mapOf, masksOf, withinFrame, type Grid } from './masks.ts';
import { any, calibrated, className, defectClasses, probability, tensorOf, type SceneOf } from './output.ts';
import { regionsOf } from './regions.ts';

/**
 * An anomaly map, [1, 1, h, w] or [1, h, w] or, of a model that takes channels last, [1, h, w, 1]. Each value becomes
 * `sigmoid(a · raw + b)` with the manifest's calibration; without one the values must be scores, 0 to 1. The score is the highest value
 * on the frame (of `minArea` connected pixels, where that is set), the findings are the regions above `thresholds.pass`, in the first class
 * that means `defect`.
 */
export function decodeScoreMap(scene: SceneOf<'score-map'>): Decoded {
  return judgeScores(scene, scoresOf(scene));
}

/** The map of scores as the model's tensors have it. */
export function scoresOf(scene: SceneOf<'score-map'>): Grid {
  const { manifest, outputs } = scene;
  const last = manifest.input.layout === 'nhwc' ? [[1, any, any, 1]] : [];
  const { dims, data } = tensorOf(scene, outputs.map, ...last, [1, 1, any, any], [1, any, any]);
  const channelsLast = last.length > 0 && dims.length === 4 && dims[3] === 1;
  const [height = 0, width = 0] = channelsLast ? dims.slice(1, 3) : dims.slice(-2);
  const score = manifest.calibration
    ? (raw: number) => calibrated(manifest, raw)
    : (raw: number) => probability(raw, 'a score of the map');
  return { width, height, values: data.map(score) };
}

/** What a map of scores says. */
export function judgeScores(scene: SceneOf<'score-map'>, grid: Grid): Decoded {
  const { manifest, outputs } = scene;
  const { level, regions } = regionsOf(
    withinFrame(scene, grid),
    grid.width,
    manifest.thresholds.pass,
    outputs.minArea,
  );
  const name = className(manifest, defectClasses(manifest)[0] ?? 0);
  return { score: level, findings: masksOf(scene, grid, regions, () => name), map: mapOf(scene, grid) };
}

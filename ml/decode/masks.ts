import type { Finding, ScoreMap } from '../verdict/result.ts';
import { outlineOf } from './outline.ts';
import type { Scene } from './output.ts';
import { outside, type Region } from './regions.ts';

/** A model's map: a value a pixel, row by row, and its size. The map covers the whole input tensor. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Findings of the strongest regions; more than this nobody reads. */
const maxMasks = 100;

/** Where the map lies on the frame, in frame pixels; it reaches beyond the frame where the frame was letterboxed. */
export function mapOf({ manifest, placement }: Scene, { width, height, values }: Grid): ScoreMap {
  const { scaleX, scaleY, left, top } = placement;
  const { width: inputWidth, height: inputHeight } = manifest.input;
  const onFrame = [
    (0 - left) / scaleX,
    (0 - top) / scaleY,
    inputWidth / scaleX,
    inputHeight / scaleY,
  ] as const;
  return { width, height, values, onFrame };
}

/** A copy of the map in which pixels wholly beside the frame are `outside`: padding says nothing about the piece. */
export function withinFrame(scene: Scene, grid: Grid): Float32Array {
  const [x, y, width, height] = mapOf(scene, grid).onFrame;
  const beside = (start: number, length: number, count: number, size: number) =>
    Array.from({ length: count }, (_, index) => {
      const from = start + (index / count) * length;
      const to = start + ((index + 1) / count) * length;
      return to <= 1e-6 || from >= size - 1e-6;
    });
  const columns = beside(x, width, grid.width, scene.frame.width);
  const rows = beside(y, height, grid.height, scene.frame.height);
  return grid.values.map((value, index) =>
    columns[index % grid.width] || rows[Math.floor(index / grid.width)] ? outside : value,
  );
}

/** Regions as findings: outline and its box in frame pixels, clipped, and the greatest length across it. */
export function masksOf(
  scene: Scene,
  grid: Grid,
  regions: readonly Region[],
  classOf: (region: Region) => string,
): readonly Finding[] {
  const [left, top, width, height] = mapOf(scene, grid).onFrame;
  const { frame } = scene;
  return regions.slice(0, maxMasks).map((region) => {
    const corners = outlineOf(region.pixels, grid.width).map(({ x, y }) => ({
      x: Math.min(frame.width, Math.max(0, left + (x / grid.width) * width)),
      y: Math.min(frame.height, Math.max(0, top + (y / grid.height) * height)),
    }));
    const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const across = corners.flatMap((one) =>
      corners.map((other) => Math.hypot(one.x - other.x, one.y - other.y)),
    );
    return {
      kind: 'mask',
      box: [x, y, Math.max(...xs) - x, Math.max(...ys) - y],
      polygon: corners.flatMap((corner) => [corner.x, corner.y]),
      class: classOf(region),
      score: region.level,
      lengthPx: Math.max(...across),
    };
  });
}

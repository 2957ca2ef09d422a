import type { ScoreMap } from '../verdict/result.ts';
import { cellAt, type Mask } from './mean-overlap.ts';

/** Gathers pixels of many pictures by their score. */
export interface PixelTally {
  add(map: ScoreMap, mask: Mask): void;
  /** The chance that a damaged pixel scores above a clear one, a tie counting one half; undefined where one kind is missing. */
  auroc(): number | undefined;
}

/** Bins of each half of the scale. */
const half = 2 ** 18;
/** The exponents of a float32 below one half that are told apart: 64 powers of two, 4,096 steps each. */
const steps = half / 64;

/**
 * Area under the ROC curve over all pixels of all pictures, in memory that does not grow: scores are counted in bins as fine as 1 part in
 * 4,096 of their distance from the nearer end of the scale, so that a score near 1 is told apart from 1 as well as one near 0 from 0.
 */
export function createPixelTally(): PixelTally {
  const damaged = new Float64Array(2 * half);
  const clear = new Float64Array(2 * half);
  return {
    add(map, mask) {
      for (let y = 0; y < mask.height; y += 1) {
        for (let x = 0; x < mask.width; x += 1) {
          const cell = cellAt(map, x, y);
          const bin = binOf(cell === undefined ? 0 : (map.values[cell] ?? 0));
          const kind = mask.data[y * mask.width + x] === 0 ? clear : damaged;
          kind[bin] = kind[bin]! + 1;
        }
      }
    },
    auroc() {
      let [wins, clearBelow, damagedAll] = [0, 0, 0];
      for (let bin = 0; bin < 2 * half; bin += 1) {
        wins += damaged[bin]! * (clearBelow + clear[bin]! / 2);
        clearBelow += clear[bin]!;
        damagedAll += damaged[bin]!;
      }
      return clearBelow === 0 || damagedAll === 0 ? undefined : wins / (clearBelow * damagedAll);
    },
  };
}

/** Rises with the score. @throws RangeError */
function binOf(score: number): number {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`${score} is no score`);
  return score <= 0.5 ? lowBin(score) : 2 * half - 1 - lowBin(1 - score);
}

/** 0 to half − 1 for a value of 0 to one half: by powers of two, evenly between them. */
function lowBin(value: number): number {
  if (value < 2 ** -64) return 0;
  const exponent = Math.max(-64, Math.floor(Math.log2(value)));
  const share = value / 2 ** exponent - 1;
  return Math.min(half - 1, Math.floor((exponent + 64 + Math.min(share, 1 - 1e-12)) * steps));
}

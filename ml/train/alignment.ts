import type { Alignment } from '../image/align.ts';
import type { MainAxis } from '../image/main-axis.ts';
import { enoughPictures } from './anomaly.ts';

/** Levels of 256 by which parts must differ from the ground. */
export const contrast = 25;
/** How many of the good pictures must show the part, and how much shorter or longer than usual it may be. */
const needed = { share: 0.95, length: 0.1 } as const;
/** Ground that is left about the longest part to each side, as a share of its length. */
const margin = 0.08;
/** A lower window would leave an input that has too few rows. */
const flattest = 0.25;
/** In pixels of the frame; on shorter parts there is nothing to be seen. */
const shortest = 64;

/**
 * The window that good parts are aligned in, where nearly all of the pictures show one, all of about one length, and enough of them are
 * left; else null. `fits` says of each picture whether it does.
 */
export function alignmentFor(
  axes: readonly (MainAxis | null)[],
): { readonly alignment: Alignment; readonly fits: readonly boolean[] } | null {
  const found = axes.filter((axis) => axis !== null);
  const usual = found.map(lengthOf).toSorted((a, b) => a - b)[found.length >> 1] ?? 0;
  const fits = axes.map((axis) => axis !== null && Math.abs(lengthOf(axis) - usual) <= needed.length * usual);
  const parts = axes.filter((axis, i) => axis !== null && fits[i]) as readonly MainAxis[];
  const enough = Math.max(needed.share * axes.length, Math.min(axes.length, enoughPictures));
  if (usual < shortest || parts.length < enough) return null;
  const most = (reach: (axis: MainAxis) => number) => Math.max(...parts.map(reach));
  const ground = margin * most(lengthOf);
  const middle = Math.ceil(most(({ back }) => back) + ground);
  const width = Math.ceil(middle + most(({ ahead }) => ahead) + ground);
  const height = Math.ceil(Math.max(2 * (most(({ aside }) => aside) + ground), flattest * width));
  return { alignment: { to: 'main-axis', contrast, width, height, middle }, fits };
}

const lengthOf = ({ back, ahead }: MainAxis): number => back + ahead;

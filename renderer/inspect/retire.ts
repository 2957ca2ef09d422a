/** Brightness of a picture on a coarse grid, one byte a cell. */
export type Luminance = Uint8Array;
export const grid = { width: 64, height: 36 } as const;

/** Cells count as different from this many levels on (noise of a cell is below 4), and a picture from this share of cells on. */
const level = 12;
const share = 0.01;

/** BT.709 luma of RGBA pixels. */
export function luminanceOf(rgba: Uint8Array | Uint8ClampedArray): Luminance {
  return Uint8Array.from({ length: rgba.length / 4 }, (_, i) =>
    Math.round(
      0.2126 * (rgba[4 * i] as number) +
        0.7152 * (rgba[4 * i + 1] as number) +
        0.0722 * (rgba[4 * i + 2] as number),
    ),
  );
}

/** Share of cells whose brightness differs, 0 to 1. */
export function difference(a: Luminance, b: Luminance): number {
  let different = 0;
  for (let i = 0; i < a.length; i++)
    if (Math.abs((a[i] as number) - (b[i] as number)) >= level) different += 1;
  return different / a.length;
}

/**
 * Watches whether the piece of a verdict still lies there. The piece may already be on its way when the verdict comes; then the picture
 * must first come to rest, and it is the next change that retires.
 */
export interface Watch {
  /** What lies there; null while it moves. */
  readonly rest: Luminance | null;
  readonly before: Luminance | null;
  /** Looks in a row that differed: one alone is a glitch. */
  readonly differing: number;
}

export const watchFrom = (judged: Luminance): Watch => ({ rest: judged, before: null, differing: 0 });

/** @returns the watch after another look, and whether the picture has changed for good */
export function look(watch: Watch, now: Luminance): { readonly watch: Watch; readonly changed: boolean } {
  const same = (a: Luminance) => difference(a, now) < share;
  if (watch.rest === null) {
    const resting = watch.before !== null && same(watch.before);
    return { watch: { rest: resting ? now : null, before: now, differing: 0 }, changed: false };
  }
  if (same(watch.rest)) return { watch: { ...watch, before: now, differing: 0 }, changed: false };
  // The very first look after the verdict: the piece had left before the answer came.
  if (watch.before === null) return { watch: { rest: null, before: now, differing: 0 }, changed: false };
  const differing = watch.differing + 1;
  return { watch: { ...watch, before: now, differing }, changed: differing >= 2 };
}

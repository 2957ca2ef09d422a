/** Opacity of what a mask covers, of 255: the picture stays visible below it. */
const cover = 110;

/**
 * A mask as something to lay over its picture, in place: what it covers is tinted, its edge is black beside white, so that it is seen on
 * any picture. `rgba` is row by row, four bytes a pixel; every value but the lowest of a mask is covered, whatever it means.
 * @param threshold values up to this are background
 */
export function tintMask(
  rgba: Uint8ClampedArray,
  width: number,
  threshold: number,
  [red, green, blue]: readonly [number, number, number],
): void {
  const count = rgba.length / 4;
  const inside = new Uint8Array(count);
  for (let i = 0; i < count; i++)
    inside[i] = Math.max(rgba[4 * i]!, rgba[4 * i + 1]!, rgba[4 * i + 2]!) > threshold ? 1 : 0;
  const is = (i: number, x: number, dx: number, dy: number): boolean => {
    const at = i + dx + dy * width;
    return x + dx >= 0 && x + dx < width && at >= 0 && at < count && inside[at] === 1;
  };
  for (let i = 0; i < count; i++) {
    const x = i % width;
    const around =
      Number(is(i, x, -1, 0)) + Number(is(i, x, 1, 0)) + Number(is(i, x, 0, -1)) + Number(is(i, x, 0, 1));
    if (inside[i] === 0) rgba.set(around > 0 ? [255, 255, 255, 255] : [0, 0, 0, 0], 4 * i);
    else rgba.set(around < 4 ? [0, 0, 0, 255] : [red, green, blue, cover], 4 * i);
  }
}

/**
 * Wilson's score interval of a share: what `hits` of `count` say about the true share, at 95 %. Good for few cases and shares near 0 or 1
 * (Wilson 1927). [0, 1] where nothing was counted.
 */
export function wilson(hits: number, count: number): readonly [low: number, high: number] {
  if (!(hits >= 0 && hits <= count)) throw new RangeError(`${hits} of ${count} is no share`);
  if (count === 0) return [0, 1];
  const z = 1.959964;
  const share = hits / count;
  const spread = (z * z) / count;
  const middle = share + spread / 2;
  const reach = z * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return [Math.max(0, (middle - reach) / (1 + spread)), Math.min(1, (middle + reach) / (1 + spread))];
}

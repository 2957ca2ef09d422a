/** Linear between order statistics (type 7, as NumPy's default). @throws RangeError without values */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new RangeError('a quantile needs at least one value');
  return low + (at - Math.floor(at)) * (high - low);
}

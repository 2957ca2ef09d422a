/** How many values lie in each of `bins` equal parts of 0 to 1; 1 itself belongs to the last. */
export function binned(values: Iterable<number>, bins: number): number[] {
  const counts = Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(value * bins))]! += 1;
  return counts;
}

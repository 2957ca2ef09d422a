/**
 * Clopper and Pearson's upper bound: with `hits` seen among `count`, the true share is at most this, with that confidence (one-sided).
 * 1 where nothing was counted.
 */
export function upperBound(hits: number, count: number, confidence = 0.95): number {
  if (!(hits >= 0 && hits <= count)) throw new RangeError(`${hits} of ${count} is no share`);
  if (hits === count) return 1;
  let [low, high] = [hits / count, 1];
  for (let i = 0; i < 60; i++) {
    const share = (low + high) / 2;
    if (atMost(hits, count, share) > 1 - confidence) low = share;
    else high = share;
  }
  return high;
}

/** The largest number of hits among `count` that still proves a share of at most `share`; −1 where not even none does. */
export function provableHits(count: number, share: number, confidence = 0.95): number {
  let hits = -1;
  while (hits < count && upperBound(hits + 1, count, confidence) <= share) hits++;
  return hits;
}

/** The fewest that must be seen, none of them a hit, to prove a share of at most `share`. */
export const neededWithoutHits = (share: number, confidence = 0.95): number =>
  Math.ceil(Math.log(1 - confidence) / Math.log(1 - share));

/** Probability of at most `hits` among `count`, each with probability `share` (0 < share < 1). */
function atMost(hits: number, count: number, share: number): number {
  let log = count * Math.log1p(-share);
  let sum = Math.exp(log);
  for (let k = 0; k < hits; k++) {
    log += Math.log(((count - k) / (k + 1)) * share) - Math.log1p(-share);
    sum += Math.exp(log);
  }
  return sum;
}

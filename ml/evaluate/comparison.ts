/** Two packages on the same pictures. */
export interface Comparison {
  readonly n: number;
  readonly bothRight: number;
  /** The first was right where the second was wrong. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly bothWrong: number;
  /** Share right of the first minus that of the second, with its 95 % interval. */
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
  /** The chance of a split at least as uneven as that of `onlyFirst` and `onlySecond`, were both packages equally good. */
  readonly p: number;
  /** Of the first; `p` below 0.05 tells them apart. */
  readonly answer: 'better' | 'worse' | 'not distinguishable';
}

/**
 * Compares by the pictures on which the two disagree: McNemar's exact test (1947), and the interval of Agresti and Min for paired shares
 * (2005, half a picture added to each cell).
 * @param first, second whether the answer to each picture was right, in one order
 * @throws RangeError for lists of unequal length
 */
export function compare(first: readonly boolean[], second: readonly boolean[]): Comparison {
  if (first.length !== second.length)
    throw new RangeError(`${first.length} answers against ${second.length}`);
  const count = (one: boolean, other: boolean) =>
    first.filter((right, i) => right === one && second[i] === other).length;
  const [bothRight, onlyFirst, onlySecond, bothWrong] = [
    count(true, true),
    count(true, false),
    count(false, true),
    count(false, false),
  ];
  const n = first.length;
  const p = exactTest(onlyFirst, onlySecond);
  const gap = onlyFirst - onlySecond;
  const size = n + 2;
  const reach = (1.959964 / size) * Math.sqrt(onlyFirst + onlySecond + 1 - gap ** 2 / size);
  const clip = (value: number) => Math.min(1, Math.max(-1, value));
  return {
    ...{ n, bothRight, onlyFirst, onlySecond, bothWrong },
    difference: n === 0 ? 0 : gap / n,
    interval: [clip(gap / size - reach), clip(gap / size + reach)],
    p,
    answer: p >= 0.05 ? 'not distinguishable' : gap > 0 ? 'better' : 'worse',
  };
}

/** Two-sided binomial test of `one` against `other` at even odds. */
function exactTest(one: number, other: number): number {
  const trials = one + other;
  // terms by their logarithms, since 2^-1100 is 0
  let log = -trials * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(one, other); k += 1) {
    tail += Math.exp(log);
    log += Math.log((trials - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

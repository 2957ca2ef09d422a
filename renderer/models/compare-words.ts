import type { SideBySide } from '../../ml/evaluate/side-by-side.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The sentence of a comparison: better, worse, or not distinguishable, and what it rests on. */
export function comparisonWords(first: string, second: string, side: SideBySide): string {
  const { answer, n, onlyFirst, onlySecond, difference, interval, p } = side;
  const verdict =
    answer === 'not distinguishable'
      ? `${first} is not distinguishable from ${second}`
      : `${first} is ${answer} than ${second}`;
  return (
    `${verdict} on these ${n} pictures: it alone is right on ${onlyFirst}, ${second} alone on ${onlySecond}; ` +
    `difference ${percent(difference)} (95 %: ${percent(interval[0])} to ${percent(interval[1])}), p = ${Number(p.toPrecision(2))}.`
  );
}

import { wilson } from '../../ml/evaluate/interval.ts';

/** Fewer reviews than this say nothing of a share (UI.md, Monitor). */
export const fewest = 30;

/** `4.0 % (2.1 to 7.4 %)`, Wilson's interval at 95 %; too few cases say so. */
export function shareText(hits: number, of: number): string {
  if (of < fewest) return `too few to say (${of})`;
  const [low, high] = wilson(hits, of).map((share) => (100 * share).toFixed(1));
  return `${((100 * hits) / of).toFixed(1)} % (${low} to ${high} %)`;
}

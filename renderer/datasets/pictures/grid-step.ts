/**
 * Where a key leads in a grid of `count` places, `columns` a row, counted from 0. Without a place yet an arrow leads to the first.
 * @returns null where the key is none of the grid's, or there is no place
 */
export function gridStep(key: string, at: number | null, count: number, columns: number): number | null {
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (by === undefined) return null;
  return at === null ? 0 : Math.min(count - 1, Math.max(0, at + by));
}

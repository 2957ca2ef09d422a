/** Where somebody looks: the place under the cursor, and the part of the x axis that is shown (null: all of it, however it grows). */
export interface View {
  readonly cursor: number | null;
  readonly range: readonly [from: number, to: number] | null;
}
export const wholeView: View = { cursor: null, range: null };

/** Fewer places than this are never shown: a curve of one point says nothing. */
const fewest = 3;

/** The part of the axis that is shown. [0, 0] where there is no place. */
export const shownRange = ({ range }: View, places: readonly number[]): readonly [number, number] =>
  range ?? [places[0] ?? 0, places.at(-1) ?? 0];

/**
 * The cursor some places further, or nearer where `by` is negative; the range moves along so that the cursor is in it.
 * @param places ascending
 */
export function moveCursor(view: View, places: readonly number[], by: number): View {
  if (places.length === 0) return view;
  const at = view.cursor === null ? -1 : nearestPlace(places, view.cursor);
  const start = by < 0 ? places.length : -1;
  const next = Math.min(places.length - 1, Math.max(0, (at < 0 ? start : at) + by));
  const cursor = places[next]!;
  if (view.range === null) return { ...view, cursor };
  const [from, to] = view.range;
  const over = cursor < from ? cursor - from : cursor > to ? cursor - to : 0;
  return { cursor, range: [from + over, to + over] };
}

/** Half as much of the axis, or twice as much, about the cursor; all of it is `null` again. */
export function changeRange(view: View, places: readonly number[], closer: boolean): View {
  const [first, last] = shownRange(wholeView, places);
  const [from, to] = shownRange(view, places);
  const width = closer ? (to - from) / 2 : (to - from) * 2;
  if (!closer && width >= last - first) return { ...view, range: null };
  const middle = view.cursor ?? (from + to) / 2;
  const start = Math.min(last - width, Math.max(first, middle - width / 2));
  const range = [start, start + width] as const;
  const kept = places.filter((place) => place >= range[0] && place <= range[1]).length;
  return kept < fewest ? view : { ...view, range };
}

/** Index of the place nearest to x. */
export function nearestPlace(places: readonly number[], x: number): number {
  let best = 0;
  for (const [i, place] of places.entries()) if (Math.abs(place - x) < Math.abs(places[best]! - x)) best = i;
  return best;
}

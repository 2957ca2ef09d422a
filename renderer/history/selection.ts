/** Which rows are chosen: those between the anchor and the focus, both included. The focus is the one shown. By id, so that rows may arrive above. */
export interface Selection {
  readonly anchor: string | null;
  readonly focus: string | null;
}
export const nothing: Selection = { anchor: null, focus: null };
export const only = (id: string | null): Selection => ({ anchor: id, focus: id });

/**
 * One step down (1) or up (-1) the list; `extend` keeps the anchor. Without a focus, or with one that is not in the list, the first row.
 */
export function step(selection: Selection, ids: readonly string[], by: 1 | -1, extend: boolean): Selection {
  const at = selection.focus === null ? -1 : ids.indexOf(selection.focus);
  const next = at === -1 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, at + by))];
  if (next === undefined) return selection;
  return extend && at !== -1 ? { anchor: selection.anchor ?? selection.focus, focus: next } : only(next);
}

/** The chosen ids in the order of the list; only the focus when the anchor is not in it. */
export function chosen({ anchor, focus }: Selection, ids: readonly string[]): readonly string[] {
  if (focus === null) return [];
  const ends = [ids.indexOf(anchor ?? focus), ids.indexOf(focus)];
  if (ends.includes(-1)) return [focus];
  return ids.slice(Math.min(...ends), Math.max(...ends) + 1);
}

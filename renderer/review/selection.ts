/** Pictures chosen for a batch, and the one chosen last, from which Shift extends. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
}
export const nothing: Selection = { ids: new Set(), anchor: null };

/** Chooses one, or leaves it out; with `extend` all from the anchor to it. @param list ids in the order shown @param most that can be chosen */
export function toggled(
  { ids, anchor }: Selection,
  id: string,
  extend: boolean,
  list: readonly string[],
  most: number,
): Selection {
  const from = extend && anchor !== null ? list.indexOf(anchor) : -1;
  const to = list.indexOf(id);
  if (from !== -1 && to !== -1) {
    const between = list.slice(Math.min(from, to), Math.max(from, to) + 1);
    return { ids: new Set([...new Set([...ids, ...between])].slice(0, most)), anchor: id };
  }
  const next = new Set(ids);
  if (!next.delete(id) && next.size < most) next.add(id);
  return { ids: next, anchor: id };
}

/** Every one of these, as many as can be chosen. */
export const all = (list: readonly string[], most: number): Selection => ({
  ids: new Set(list.slice(0, most)),
  anchor: null,
});

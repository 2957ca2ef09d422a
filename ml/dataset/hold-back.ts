import { createRandom } from '../demo/random.ts';

/**
 * Holds a share of the pictures back from training: of every class alike, whole groups at a time, and never a copy of what is trained on.
 * The same seed holds back the same pictures.
 */
export function holdBack<
  T extends {
    readonly label: string;
    readonly image: string;
    readonly group?: string;
    /** The photograph that it was made of. */
    readonly copy?: string;
  },
>(
  pictures: readonly T[],
  share: number,
  seed: number,
): { readonly train: readonly T[]; readonly valid: readonly T[] } {
  const random = createRandom(seed);
  const groups = connected(pictures).map((group) => ({ group, draw: random.next() }));
  const wanted = new Map<string, number>();
  for (const { label } of pictures) wanted.set(label, (wanted.get(label) ?? 0) + share);
  const valid = new Set<T>();
  for (const { group } of groups.toSorted((one, other) => one.draw - other.draw)) {
    const counts = new Map<string, number>();
    for (const { label } of group) counts.set(label, (counts.get(label) ?? 0) + 1);
    // At least half of a group must still be wanted, of every class it shows.
    if (![...counts].every(([label, count]) => wanted.get(label)! >= count / 2)) continue;
    for (const picture of group) valid.add(picture);
    for (const [label, count] of counts) wanted.set(label, wanted.get(label)! - count);
  }
  return {
    train: pictures.filter((picture) => !valid.has(picture)),
    valid: pictures.filter((picture) => valid.has(picture)),
  };
}

/** Pictures that may not be parted: of one group, or with the same content, directly or by way of others. */
function connected<T extends { readonly image: string; readonly group?: string; readonly copy?: string }>(
  pictures: readonly T[],
): T[][] {
  const parent = pictures.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const first = new Map<string, number>();
  for (const [i, { image, group, copy }] of pictures.entries()) {
    for (const key of [
      `image ${image}`,
      ...(group === undefined ? [] : [`group ${group}`]),
      ...(copy === undefined ? [] : [`copy ${copy}`]),
    ]) {
      const other = first.get(key);
      if (other === undefined) first.set(key, i);
      else parent[root(i)] = root(other);
    }
  }
  const groups = new Map<number, T[]>();
  for (const [i, picture] of pictures.entries()) {
    const group = groups.get(root(i));
    if (group) group.push(picture);
    else groups.set(root(i), [picture]);
  }
  return [...groups.values()];
}

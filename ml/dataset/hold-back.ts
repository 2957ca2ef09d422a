import { createRandom } from '../demo/random.ts';
import { copyOf } from './checks/likeness.ts';
import { stemOf } from './source.ts';

/** A picture, by what ties it to others. */
export interface Tied {
  /** Its file; tools name a varied copy after its photograph. */
  readonly name: string;
  /** SHA-256 of its bytes or pixels. */
  readonly image: string;
  /** The piece, the person, or the large picture that it is of. */
  readonly group?: string;
}

/**
 * Holds a share of the pictures back from training: of every class alike, and whole families at a time. The same seed holds back the same
 * pictures.
 */
export function holdBack<T extends Tied & { readonly label: string }>(
  pictures: readonly T[],
  share: number,
  seed: number,
): { readonly train: readonly T[]; readonly valid: readonly T[] } {
  const random = createRandom(seed);
  const groups = families(pictures).map((group) => ({ group, draw: random.next() }));
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

/** Pictures that may not be parted: of one group, of one photograph, or with the same content, directly or by way of others. */
export function families<T extends Tied>(pictures: readonly T[]): T[][] {
  const copied = new Set(pictures.flatMap((picture) => copyOf(picture) ?? []));
  const parent = pictures.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const first = new Map<string, number>();
  for (const [i, picture] of pictures.entries()) {
    const { name, image, group } = picture;
    const photograph = copyOf(picture) ?? stemOf(name);
    for (const key of [
      `image ${image}`,
      ...(group === undefined ? [] : [`group ${group}`]),
      ...(copied.has(photograph) ? [`photograph ${photograph}`] : []),
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

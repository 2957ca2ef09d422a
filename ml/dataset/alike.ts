import { atOnce } from './at-once.ts';
import { grouped } from './grouped.ts';

/** Side of the small grey picture that near duplicates are found by. */
export const lookSide = 32;

/** Correlation above which two pictures are near duplicates: re-saved, brightened or cut by a hair. Measured on castings. */
const alike = 0.998;
/** What two looks of that correlation are apart at most, squared; along fewer directions it is only less. */
const apart = 2 * (1 - alike);
/** Of a scene that stands still every picture is like every other: of each so many are named. */
const mostNamed = 20;
/** Comparisons after which others may have their turn: a few milliseconds. */
const turn = 100_000;

/** Near duplicates as indices, the first smaller. */
export type Pair = readonly [number, number];

/** Finds near duplicates among pictures that become more and more: what was held against each other once is remembered. */
export interface Likeness {
  /**
   * Holds pictures that are new against all others; those of one plain grey are like none. Yields now and then; nothing is remembered
   * of a run that is not brought to its end. Two runs may not overlap.
   * @param looks grey pictures of `lookSide`², 8 bit, by a key that equal pictures share
   */
  learn(looks: ReadonlyMap<string, Uint8Array>): Generator<void, void>;
  /** The near duplicates among these pictures. Pictures of one key are the same and no pair. */
  pairs(keys: readonly string[]): Pair[];
}

/** A look as it is compared. */
interface Traits {
  readonly key: string;
  readonly look: Uint8Array;
  readonly mean: number;
  /** Of what is left of the look without its mean. */
  readonly length: number;
  /** How much of each slow wave it has: what most pairs are told apart by. */
  readonly rough: Float32Array;
}

export function createLikeness(): Likeness {
  const known = new Set<string>();
  /** By their first wave. */
  let all: readonly Traits[] = [];
  const found: (readonly [string, string])[] = [];

  return {
    *learn(looks) {
      const fresh: Traits[] = [];
      const pairs: typeof found = [];
      const keys = [...looks.keys()].filter((key) => !known.has(key));
      for (const [index, key] of keys.entries()) {
        const traits = traitsOf(key, looks.get(key)!);
        if (traits) fresh.push(traits);
        if (index % 100 === 99) yield;
      }
      fresh.sort(byFirstWave);
      let [begin, work] = [0, 0];
      for (const [place, one] of fresh.entries()) {
        while (begin < all.length && all[begin]!.rough[0]! < one.rough[0]! - reach) begin++;
        const before = likeIt(one, all, begin, mostNamed);
        const beside = likeIt(one, fresh, place + 1, mostNamed - before.like.length);
        for (const other of [...before.like, ...beside.like]) pairs.push([one.key, other.key]);
        work += before.compared + beside.compared;
        if (work < turn) continue;
        work = 0;
        yield;
      }
      for (const key of keys) known.add(key);
      for (const pair of pairs) found.push(pair);
      all = [...all, ...fresh].sort(byFirstWave);
    },
    pairs(keys) {
      const places = grouped(keys.keys(), (index) => [keys[index]!]);
      const at = (key: string) => (places.get(key) ?? []).slice(0, mostNamed);
      return found
        .flatMap(([one, other]) =>
          at(one).flatMap((i) => at(other).map((j): Pair => (i < j ? [i, j] : [j, i]))),
        )
        .toSorted((one, other) => one[0] - other[0] || one[1] - other[1]);
    },
  };
}

/** The near duplicates among pictures, all at once. */
export function nearDuplicates(
  pictures: readonly { readonly image: string; readonly look: Uint8Array }[],
): Pair[] {
  const likeness = createLikeness();
  atOnce(likeness.learn(new Map(pictures.map(({ image, look }) => [image, look]))));
  return likeness.pairs(pictures.map(({ image }) => image));
}

const reach = Math.sqrt(apart);
const byFirstWave = (one: Traits, other: Traits) => one.rough[0]! - other.rough[0]!;

/** The first terms of a cosine transform: of length 1, and at right angles to each other and to plain grey. */
const waves: readonly Float32Array[] = (
  [
    ...[
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 2],
      [2, 0],
      [1, 2],
      [2, 1],
      [2, 2],
    ],
    ...[
      [0, 3],
      [3, 0],
      [1, 3],
      [3, 1],
      [2, 3],
      [3, 2],
      [3, 3],
    ],
  ] as [number, number][]
).map(([down, across]) => {
  const cosine = (times: number, at: number) => Math.cos((Math.PI * times * (at + 0.5)) / lookSide);
  const wave = Float32Array.from(
    { length: lookSide ** 2 },
    (_, at) => cosine(down, Math.floor(at / lookSide)) * cosine(across, at % lookSide),
  );
  const length = Math.sqrt(dot(wave, wave));
  return wave.map((value) => value / length);
});

/** null for a plain picture. */
function traitsOf(key: string, look: Uint8Array): Traits | null {
  let [sum, squares] = [0, 0];
  for (const value of look) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / look.length;
  const length = Math.sqrt(Math.max(0, squares - sum * mean));
  if (length < 1) return null;
  return { key, look, mean, length, rough: Float32Array.from(waves, (wave) => dot(look, wave) / length) };
}

/** Those like a picture among `sorted`, from a place on, and how many were looked at. */
function likeIt(one: Traits, sorted: readonly Traits[], from: number, most: number) {
  const like: Traits[] = [];
  const last = one.rough[0]! + reach;
  let at = from;
  for (; like.length < most && at < sorted.length && sorted[at]!.rough[0]! <= last; at++)
    if (isAlike(one, sorted[at]!)) like.push(sorted[at]!);
  return { like, compared: at - from };
}

function isAlike(one: Traits, other: Traits): boolean {
  let sum = 0;
  for (let i = 0; i < waves.length; i++) {
    sum += (one.rough[i]! - other.rough[i]!) ** 2;
    if (sum > apart) return false;
  }
  const product = dot(one.look, other.look) - lookSide ** 2 * one.mean * other.mean;
  return product > alike * one.length * other.length;
}

function dot(one: Uint8Array | Float32Array, other: Uint8Array | Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

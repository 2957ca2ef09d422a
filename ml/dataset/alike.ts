/** Side of the small grey picture that near duplicates are found by. */
export const lookSide = 32;

/** Correlation above which two pictures are near duplicates: re-saved, brightened or cut by a hair. Measured on castings. */
const alike = 0.998;
/** What two looks of that correlation are apart at most, squared; along fewer directions it is only less. */
const apart = 2 * (1 - alike);

/**
 * Pairs of near duplicates, as indices, the first smaller. Pictures of one plain grey are not compared. Of most pairs six numbers are
 * looked at: how much of the slowest waves (the first terms of a cosine transform) a picture has.
 * @param looks grey pictures of `lookSide`², 8 bit
 */
export function nearDuplicates(looks: readonly Uint8Array[]): (readonly [number, number])[] {
  const full = looks.map(standardise);
  const rough = full.map((look) => (look ? waves.map((wave) => dot(look, wave)) : null));
  const order = looks
    .map((_, index) => index)
    .filter((index) => rough[index] !== null)
    .toSorted((one, other) => rough[one]![0]! - rough[other]![0]!);
  const reach = Math.sqrt(apart);
  const pairs: (readonly [number, number])[] = [];
  for (const [place, i] of order.entries()) {
    const one = rough[i]!;
    for (let next = place + 1; next < order.length; next++) {
      const j = order[next]!;
      const other = rough[j]!;
      if (other[0]! - one[0]! > reach) break;
      if (distance(one, other) <= apart && dot(full[i]!, full[j]!) > alike)
        pairs.push(i < j ? [i, j] : [j, i]);
    }
  }
  return pairs.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]);
}

/** Of length 1 and at right angles to each other and to plain grey. */
const waves: readonly Float32Array[] = (
  [
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 2],
    [2, 0],
    [2, 2],
  ] as const
).map(([down, across]) => {
  const cosine = (times: number, at: number) => Math.cos((Math.PI * times * (at + 0.5)) / lookSide);
  const wave = Float32Array.from(
    { length: lookSide ** 2 },
    (_, at) => cosine(down, Math.floor(at / lookSide)) * cosine(across, at % lookSide),
  );
  const length = Math.sqrt(dot(wave, wave));
  return wave.map((value) => value / length);
});

/** Mean 0, length 1, so that a product is a correlation; null for a plain picture. */
function standardise(look: ArrayLike<number>): Float32Array | null {
  const values = Float32Array.from(look);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const away = values.map((value) => value - mean);
  const length = Math.sqrt(away.reduce((sum, value) => sum + value * value, 0));
  return length < 1 ? null : away.map((value) => value / length);
}

function distance(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < one.length && sum <= apart; i++) sum += (one[i]! - other[i]!) ** 2;
  return sum;
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

/** Side of the small grey picture that near duplicates are found by. */
export const lookSide = 32;
/** Correlation above which two pictures are near duplicates: re-saved, brightened or cut by a hair. Measured on castings. */
const alike = 0.998;
/** A coarse look can only lose detail, so this much less is asked of it before the full look is compared. */
const coarseAlike = 0.99;

/**
 * Pairs of near duplicates, as indices, the first smaller. Pictures of one plain grey are not compared.
 * @param looks grey pictures of `lookSide`², 8 bit
 * @param wanted asked before the work is done: which pairs matter
 */
export function nearDuplicates(
  looks: readonly Uint8Array[],
  wanted: (one: number, other: number) => boolean = () => true,
): (readonly [number, number])[] {
  const full = looks.map(standardise);
  const coarse = looks.map((look) => standardise(quarter(look)));
  const pairs: (readonly [number, number])[] = [];
  for (const [i, one] of full.entries()) {
    if (one === null) continue;
    for (let j = i + 1; j < full.length; j++) {
      const other = full[j];
      if (!other || dot(coarse[i], coarse[j]) < coarseAlike || !wanted(i, j)) continue;
      if (dot(one, other) > alike) pairs.push([i, j]);
    }
  }
  return pairs;
}

/** Mean 0, length 1, so that a product is a correlation; null for a plain picture. */
function standardise(look: ArrayLike<number>): Float32Array | null {
  const values = Float32Array.from(look);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const away = values.map((value) => value - mean);
  const length = Math.sqrt(away.reduce((sum, value) => sum + value * value, 0));
  return length < 1 ? null : away.map((value) => value / length);
}

function quarter(look: Uint8Array): Float32Array {
  const side = lookSide / 4;
  const out = new Float32Array(side * side);
  for (const [at, value] of look.entries()) {
    const cell = Math.floor(Math.floor(at / lookSide) / 4) * side + Math.floor((at % lookSide) / 4);
    out[cell] = out[cell]! + value / 16;
  }
  return out;
}

function dot(one: Float32Array | null | undefined, other: Float32Array | null | undefined): number {
  if (!one || !other) return 1;
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

import type { LoadedModel } from './fit-tensors.ts';
import { seen, type View } from './views.ts';

/** Pictures that are looked at. */
const most = 64;
/**
 * How much further from what is normal the mirror images of good pieces may lie than the pieces themselves, in mean square. Measured: castings,
 * which lie every way round, 1.00 to 1.02; tiles under a lamp from one side 1.04 and 1.06.
 */
const alike = 1.03;

/** The mirrors in which good pieces look as they do without, judged by the pieces alone. `whitened`: a model that answers [k, positions]. */
export async function symmetricMirrors(
  tensors: readonly Float32Array[],
  width: number,
  whitened: LoadedModel,
): Promise<'none' | 'horizontal' | 'vertical' | 'both'> {
  const step = Math.ceil(tensors.length / most);
  const chosen = tensors.filter((_, i) => i % step === 0);
  const asShown = async (view: View): Promise<Float32Array[]> => {
    const all: Float32Array[] = [];
    for (const tensor of chosen) all.push((await whitened.run(seen(tensor, width, view))).slice());
    return all;
  };
  const plain = await asShown(upright);
  const away = spread(plain, plain);
  const horizontal = spread(plain, await asShown({ ...upright, flipX: true })) <= alike * away;
  const vertical = spread(plain, await asShown({ ...upright, flipY: true })) <= alike * away;
  if (horizontal && vertical) return 'both';
  return horizontal ? 'horizontal' : vertical ? 'vertical' : 'none';
}

const upright: View = { flipX: false, flipY: false, dx: 0, dy: 0 };

/** Sum of squares of how far the others lie from the mean of every second picture, both ways round: nobody is held against itself. */
function spread(plain: readonly Float32Array[], others: readonly Float32Array[]): number {
  let sum = 0;
  for (const side of [0, 1]) {
    const mean = meanOf(plain.filter((_, i) => i % 2 === side));
    for (const other of others.filter((_, i) => i % 2 !== side))
      for (let at = 0; at < mean.length; at++) sum += (other[at]! - mean[at]!) ** 2;
  }
  return sum;
}

function meanOf(all: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(all[0]!.length);
  for (const one of all) for (let at = 0; at < mean.length; at++) mean[at]! += one[at]! / all.length;
  return mean;
}

import type { Alignment } from '../../../ml/image/align.ts';
import { mainAxisOf, type MainAxis } from '../../../ml/image/main-axis.ts';
import { alignmentFor, contrast } from '../../../ml/train/alignment.ts';
import type { AnomalyRecipe } from '../../../ml/train/run-recipe.ts';
import type { TrainingPicture } from './dataset.ts';

/** How good pieces lie on their pictures, and so how they are shown to the model. */
export interface Lying {
  /** Those that are learnt from. */
  readonly pictures: readonly TrainingPicture[];
  /** Width to height they are stretched to, where they have several sizes. */
  readonly shape?: { readonly width: number; readonly height: number };
  /** Where every one shows one long part on a plain ground, and the recipe allows it. */
  readonly alignment?: Alignment;
  /** In sentences: what was chosen, and what was left out. */
  readonly notes: readonly string[];
}

/** Names in a note. */
const named = 10;

/** Looks at every good picture once. @throws whatever reading a picture throws; the signal's reason */
export async function lyingOf(
  { align }: Pick<AnomalyRecipe, 'align'>,
  pictures: readonly TrainingPicture[],
  signal: AbortSignal,
): Promise<Lying> {
  const sizes: { readonly width: number; readonly height: number }[] = [];
  const axes: (MainAxis | null)[] = [];
  for (const picture of pictures) {
    signal.throwIfAborted();
    const frame = await picture.frame();
    sizes.push({ width: frame.width, height: frame.height });
    if (align === 'auto') axes.push(mainAxisOf(frame, contrast));
  }
  const [widths, heights] = [sizes.map(({ width }) => width), sizes.map(({ height }) => height)];
  // Another size may be another scale, which alignment leaves as it is.
  if (new Set(widths).size > 1 || new Set(heights).size > 1)
    return { pictures, shape: { width: middle(widths), height: middle(heights) }, notes: [] };
  const chosen = alignmentFor(axes);
  if (chosen === null) return { pictures, notes: [] };
  const { alignment, fits } = chosen;
  const without = pictures.filter((_, i) => !fits[i]).map(({ name }) => name);
  const names = [...without.slice(0, named), ...(without.length > named ? ['…'] : [])].join(', ');
  return {
    pictures: pictures.filter((_, i) => fits[i]),
    alignment,
    notes: [
      `The good pictures show one long part on a plain ground: each is turned along the picture, wider end left, in a window of ${alignment.width} × ${alignment.height} pixels.`,
      ...(without.length > 0 ? [`Left out, since no such part was found: ${names}.`] : []),
    ],
  };
}

/** Of three, the second. */
const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

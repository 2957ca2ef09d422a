import type { LabelledPictures } from '../../../ml/train/batches.ts';
import { createPreprocessor } from '../../../ml/image/preprocess.ts';
import type { Levels } from '../../../ml/train/augmentation-grid.ts';
import { classifierInput } from '../../../ml/train/classifier-package.ts';
import type { Recipe } from '../../../ml/train/recipe.ts';
import type { TrainingPicture } from './dataset.ts';

/** Reads pictures through the station's own kernel, to levels [count, height, width, channels]. `onPicture` is told of each. */
export function preparer(recipe: Recipe, onPicture: () => void) {
  const { width, height, channels } = recipe.input;
  const plain = { ...classifierInput(recipe), layout: 'nhwc' as const };
  const preprocessor = createPreprocessor({
    ...plain,
    mean: plain.mean.map(() => 0),
    std: plain.std.map(() => 1),
  });
  return async (pictures: readonly TrainingPicture[]): Promise<LabelledPictures> => {
    const size = width * height * channels;
    const pixels = new Uint8Array(pictures.length * size);
    for (const [i, picture] of pictures.entries()) {
      preprocessor.run(await picture.frame());
      pixels.set(preprocessor.tensor, i * size);
      onPicture();
    }
    return { pixels, labels: Uint8Array.from(pictures, ({ label }) => label) };
  };
}

/** Some of the pictures, each by itself. */
export function levelsOf(
  { input }: Recipe,
  { pixels }: LabelledPictures,
  chosen: readonly number[],
): Levels[] {
  const size = input.width * input.height * input.channels;
  return chosen.map((at) => ({ ...input, pixels: pixels.subarray(at * size, (at + 1) * size) }));
}

/** One picture as the finished model is given it: normalised, channels first. */
export function tensorOf(
  { input: { width, height, channels }, mean, std }: Recipe,
  pixels: Uint8Array,
  index: number,
): Float32Array {
  const size = width * height;
  return Float32Array.from({ length: size * channels }, (_, at) => {
    const [channel, place] = [Math.floor(at / size), at % size];
    return (pixels[(index * size + place) * channels + channel]! - mean) / std;
  });
}

/** The first so many pictures, as bytes of their own. */
export const firstOf = ({ pixels, labels }: LabelledPictures, count: number): Uint8Array =>
  labels.length === 0 ? pixels : pixels.subarray(0, (pixels.length / labels.length) * count);

/** So many of them, evenly over all. */
export function spread<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(most, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

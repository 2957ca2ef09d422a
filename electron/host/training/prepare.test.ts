import { expect, test } from 'vitest';
import { createRandom } from '../../../ml/demo/random.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { createPreprocessor } from '../../../ml/image/preprocess.ts';
import { plainBatch } from '../../../ml/train/batches.ts';
import { classifierInput } from '../../../ml/train/classifier-package.ts';
import { classifierRecipe, recipes } from '../../../ml/train/recipe.ts';
import { preparer, tensorOf } from './prepare.ts';

const random = createRandom(3);
const frame: Frame = {
  ...{ width: 301, height: 217, layout: 'rgb', colour: { matrix: 'bt601', range: 'full' } },
  data: Uint8Array.from({ length: 301 * 217 * 3 }, () => random.below(256)),
};

test.each([1, 3] as const)(
  'training is given, number by number, what the package is given at the bench: %i channels',
  async (channels) => {
    const recipe = { ...recipes.quick, input: { ...recipes.quick.input, channels } };
    const picture = { name: 'a.png', image: 'a', label: 0, frame: async () => frame };
    const { pixels } = await preparer(recipe, () => {})([picture]);
    const bench = createPreprocessor(classifierInput(recipe));
    bench.run(frame);
    const { width, height } = recipe.input;
    const away = (numbers: ArrayLike<number>, placeOf: (i: number) => number) =>
      Math.max(...bench.tensor.map((value, i) => Math.abs(value - numbers[placeOf(i)]!)));
    expect(away(tensorOf(recipe, pixels, 0), (i) => i)).toBeLessThan(1e-6);
    // The trainer has its channels last.
    const batch = plainBatch(classifierRecipe(recipe, 2), { pixels }, Int32Array.of(0));
    const size = width * height;
    expect(away(batch, (i) => (i % size) * channels + Math.floor(i / size))).toBeLessThan(1e-6);
  },
);

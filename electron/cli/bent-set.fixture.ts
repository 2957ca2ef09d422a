import sharp from 'sharp';
import { createRandom } from '../../ml/demo/random.ts';
import { recipes } from '../../ml/train/recipe.ts';
import type { Desk } from './desk.fixture.ts';

/** 20 × 20 grey noise, with a dark spot where it is bent. */
export async function bentPicture(bent: boolean, seed: number): Promise<Uint8Array> {
  const random = createRandom(seed);
  const pixels = Uint8Array.from({ length: 400 }, () => 150 + random.below(40));
  const at = 20 * (3 + random.below(11)) + 3 + random.below(11);
  if (bent) for (let i = 0; i < 9; i++) pixels[at + 20 * Math.floor(i / 3) + (i % 3)] = 20;
  return sharp(pixels, { raw: { width: 20, height: 20, channels: 1 } })
    .png()
    .toBuffer();
}

/** 90 pictures to train on and 30 to test with, in `set`, and a recipe of seconds, `small.json`. */
export async function writeBentSet(desk: Pick<Desk, 'write'>): Promise<void> {
  for (let i = 0; i < 120; i++) {
    const [kind, side] = [i % 2 ? 'bent' : 'ok', i < 90 ? 'train' : 'test'];
    await desk.write(`set/${side}/${kind}/${i}.png`, await bentPicture(i % 2 === 1, i));
  }
  const small = {
    ...{ ...recipes.quick, name: 'small', epochs: 8, batch: 10, rate: 0.01 },
    input: { width: 16, height: 16, channels: 1 },
    layers: [
      ...[{ op: 'conv', filters: 6, side: 3 }, { op: 'max-pool', side: 2 }, { op: 'norm' }, { op: 'relu' }],
      { op: 'summary' },
    ],
  };
  await desk.write('small.json', JSON.stringify(small));
}

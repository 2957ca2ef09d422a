import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { kernels, type ModelInput } from '../package/manifest.ts';
import type { Frame } from './frame.ts';
import { plane, rgbPicture } from './pixels.fixture.ts';
import { createPreprocessor, referencePreprocess } from './preprocess.ts';

type Kernel = ModelInput['kernel'];
type Hashes = Record<string, string>;

/** What `fixtures/make.py` wrote of one picture: hashes of its pixels, and by kernel and target size of the resized pixels. */
interface Picture extends Record<Kernel, Hashes> {
  width: number;
  height: number;
  channels: 1 | 3;
  pixels: string;
}
interface Fixture<Source> {
  versions: Record<string, string>;
  pictures: (Picture & Source)[];
}
function read<Source>(name: string): Fixture<Source> {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as Fixture<Source>;
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

function inputOf(kernel: Kernel, size: string, channels: 1 | 3): ModelInput {
  const [width, height] = size.split('x').map(Number);
  return {
    ...{ tensor: 'images', fit: 'stretch', place: 'centre', padding: 0, layout: 'nhwc' },
    ...{ kernel, width: width!, height: height!, channels, colour: channels === 1 ? 'grey' : 'rgb' },
    ...{ scale: 1, mean: [0], std: [1] },
  } as ModelInput;
}

function frameOf({ width, height, channels }: Picture, data: Uint8Array): Frame {
  const colour = { matrix: 'bt601', range: 'full' } as const;
  return { width, height, layout: channels === 1 ? 'grey' : 'rgb', colour, data };
}

/** The cases, of all sizes, in which the kernel's bytes are not those of the fixture. */
function misses(kernel: Kernel, picture: Picture, frame: Frame): string[] {
  return Object.entries(picture[kernel]).flatMap(([size, expected]) => {
    const preprocessor = createPreprocessor(inputOf(kernel, size, picture.channels));
    preprocessor.run(frame);
    return hash(Uint8Array.from(preprocessor.tensor)) === expected ? [] : [size];
  });
}

const render = (picture: Picture & { seed: number }) =>
  frameOf(
    picture,
    (picture.channels === 1 ? plane : rgbPicture)(picture.width, picture.height, picture.seed),
  );

describe('100 rendered pictures', () => {
  const { versions, pictures } = read<{ seed: number }>('rendered.json');
  const frames = pictures.map(render);

  test('were made by OpenCV 5, Pillow 13 and Pillow 12, and are the same here', () => {
    expect(versions).toEqual({ opencv: '5.0.0', pillow13: '13.0.0', pillow12: '12.3.0' });
    expect(frames.map((frame) => hash(frame.data))).toEqual(pictures.map(({ pixels }) => pixels));
  });

  test.each(kernels)('%s: the bytes of the original at every size', (kernel) => {
    for (const [i, picture] of pictures.entries())
      expect(misses(kernel, picture, frames[i]!), `seed ${picture.seed}`).toEqual([]);
  });

  test('the plain TypeScript twin gives them, too', () => {
    for (const kernel of kernels)
      for (const [i, picture] of pictures.entries())
        for (const [size, expected] of Object.entries(picture[kernel]).slice(i % 6, (i % 6) + 1)) {
          const { tensor } = referencePreprocess(inputOf(kernel, size, picture.channels), frames[i]!);
          expect(hash(Uint8Array.from(tensor)), `${kernel} ${size} seed ${picture.seed}`).toBe(expected);
        }
  });

  test('Pillow 12 and 13 differ, so both names are needed', () => {
    const differing = pictures.filter(
      (picture) =>
        JSON.stringify(picture['pil-bilinear/u8']) !== JSON.stringify(picture['pil12-bilinear/u8']),
    );
    expect(differing.length).toBeGreaterThan(20);
  });
});

const data = process.env['LOUPE_DATA'] ?? new URL('../../../shared/data', import.meta.url).pathname;

describe.skipIf(!existsSync(`${data}/casting`))('100 photos of the real data (LOUPE_DATA)', () => {
  const { pictures } = read<{ file: string }>('photos.json');

  test('every kernel gives the bytes of the original at every size', async () => {
    for (const picture of pictures) {
      const space = picture.channels === 1 ? 'b-w' : 'srgb';
      const pixels = await sharp(`${data}/${picture.file}`).toColourspace(space).raw().toBuffer();
      expect(hash(pixels), `${picture.file}: decoded otherwise than by Pillow`).toBe(picture.pixels);
      for (const kernel of kernels)
        expect(misses(kernel, picture, frameOf(picture, pixels)), `${kernel} ${picture.file}`).toEqual([]);
    }
  });
});

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { turnedPiece } from '../../../ml/demo/turned.fixture.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { TrainingPicture } from './dataset.ts';
import { lyingOf } from './lying.ts';

const data = process.env['LOUPE_DATA'] ?? resolve('..', 'shared', 'data');
const castings = join(data, 'casting', 'train', 'ok_front');
const { signal } = new AbortController();

const picture = (name: string, frame: () => Promise<Frame>): TrainingPicture => ({
  ...{ name, image: '0'.repeat(64), label: 0, frame },
});
const turned = (count: number) =>
  Array.from({ length: count }, (_, i) => picture(`${i}.png`, async () => turnedPiece(100 + i, false).frame));
const grey = (width: number, height: number): Frame => ({
  ...{ width, height, layout: 'grey', data: new Uint8Array(width * height).fill(215) },
  colour: { matrix: 'bt601', range: 'full' },
});

describe('lyingOf', () => {
  test('long parts on a plain ground are aligned, the rest is left out by name, and a note says so', async () => {
    const all = [...turned(24), picture('empty.png', async () => grey(480, 480))];
    const { pictures, shape, alignment, notes } = await lyingOf({ align: 'auto' }, all, signal);
    expect(pictures).toEqual(all.slice(0, 24));
    expect(shape).toBeUndefined();
    const { width, height } = alignment!;
    expect(notes).toEqual([
      `The good pictures show one long part on a plain ground: each is turned along the picture, wider end left, in a window of ${width} × ${height} pixels.`,
      'Left out, since no such part was found: empty.png.',
    ]);
  });

  test('where the recipe does not allow it, or pictures differ in size, they stay as they are, and nothing is said', async () => {
    const all = turned(24);
    expect(await lyingOf({ align: 'never' }, all, signal)).toEqual({ pictures: all, notes: [] });
    const mixed = [...all, ...all.slice(0, 3).map(({ name }) => picture(name, async () => grey(600, 400)))];
    expect(await lyingOf({ align: 'auto' }, mixed, signal)).toEqual({
      ...{ pictures: mixed, notes: [], shape: { width: 480, height: 480 } },
    });
  });

  test.skipIf(!existsSync(castings))(
    'castings are round: they stay as they lie (needs ../shared/data/casting)',
    async () => {
      const all = readdirSync(castings)
        .slice(0, 60)
        .map((name) =>
          picture(name, async () => {
            const { data: bytes, info } = await sharp(join(castings, name))
              .greyscale()
              .raw()
              .toBuffer({ resolveWithObject: true });
            return { ...grey(info.width, info.height), data: bytes };
          }),
        );
      expect(await lyingOf({ align: 'auto' }, all, signal)).toEqual({ pictures: all, notes: [] });
    },
  );

  test('a cancelled run looks no further', async () => {
    const over = AbortSignal.abort(new Error('cancelled'));
    await expect(lyingOf({ align: 'auto' }, turned(1), over)).rejects.toThrow('cancelled');
  });
});

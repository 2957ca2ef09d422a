import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { workersPlatform } from '../worker.fixture.ts';
import { createPictures, Unreadable } from './pictures.ts';

const data = process.env['LOUPE_DATA'] ?? resolve('..', 'shared', 'data');
const folder = join(data, 'image-robustness');
const platform = workersPlatform();
const pictures = createPictures(platform);
afterAll(() => platform.end());

/** The files that are refused, and with which words. Every other one is read. */
const refusals: Readonly<Record<string, readonly ['unreadable-image' | 'too-large', RegExp]>> = {
  '65536-uint32-limit.png': ['too-large', /pixels/],
  'giant-image.jpg': ['too-large', /pixels/],
  'animated-loop-3.gif': ['unreadable-image', /mask only/],
  'grey-plus-alpha.gif': ['unreadable-image', /mask only/],
  'big-height.webp': ['unreadable-image', /moving/],
  'rotating-squares.webp': ['unreadable-image', /moving/],
  'circle.svg': ['unreadable-image', /SVG/],
  'corrupt-header.jpg': ['unreadable-image', /premature end/],
  'truncated.png': ['unreadable-image', /cut short/],
  'pitm.avif': ['unreadable-image', /AVIF/],
  'sdr_cosmos12920_cicp1-13-6_yuv444_full_qp10.avif': ['unreadable-image', /AVIF/],
  'relax.jp2': ['unreadable-image', /JPEG 2000/],
  'relax_tileparts.jp2': ['unreadable-image', /JPEG 2000/],
};

const unknownToPillow = 'cielab-dagams.tiff';

interface Expectation {
  readonly width: number;
  readonly height: number;
  /** Of the RGB bytes, where Pillow's must be equal. */
  readonly sha256?: string;
  /** RGB of the pixel at (row, column), each in hundredths of the height and width; levels of `tolerance` are allowed. */
  readonly samples: readonly (readonly [row: number, column: number, ...colour: readonly number[]])[];
  readonly tolerance: number;
}
const expectations = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures', 'robustness.json'), 'utf8'),
) as Readonly<Record<string, Expectation>>;

describe.skipIf(!existsSync(folder))(
  'real files that are odd, broken or huge (needs ../shared/data/image-robustness)',
  () => {
    const names = existsSync(folder) ? readdirSync(folder).sort() : [];

    test.each(names)('%s', async (name) => {
      const got = await pictures.decode(readFileSync(join(folder, name))).catch((error: unknown) => error);
      const refusal = refusals[name];
      if (refusal !== undefined) {
        expect(got).toBeInstanceOf(Unreadable);
        expect((got as Unreadable).reason).toBe(refusal[0]);
        expect((got as Unreadable).message).toMatch(refusal[1]);
        return;
      }
      const { frame } = got as Awaited<ReturnType<typeof pictures.decode>>;
      if (name === unknownToPillow) {
        expect([frame.width, frame.height]).toEqual([400, 266]);
        return;
      }
      const { width, height, sha256, samples, tolerance } = expectations[name] as Expectation;
      expect([frame.width, frame.height]).toEqual([width, height]);
      if (sha256 !== undefined) expect(createHash('sha256').update(frame.data).digest('hex')).toBe(sha256);
      for (const [row, column, ...colour] of samples) {
        const at = 3 * (Math.floor((row * height) / 100) * width + Math.floor((column * width) / 100));
        colour.forEach((level, channel) =>
          expect(Math.abs((frame.data[at + channel] ?? 0) - level)).toBeLessThanOrEqual(tolerance),
        );
      }
    });
    test('none of them cost its worker', () => expect(platform.started.length).toBe(1));
  },
);

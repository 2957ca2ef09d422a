import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { workersPlatform } from '../worker.fixture.ts';
import { mutation, soundFiles } from './mutations.fixture.ts';
import { createPictures, Unreadable, type Pictures } from './pictures.ts';

// Seeded damage to sound files. A reader can only notice damage that breaks the file's own rules: PNG has a checksum over every byte, so
// nothing of it gets through; in the others a changed byte may make a sound file of another picture. Those must at least be read the same
// by every process, and as Pillow reads them: `LOUPE_MUTATIONS=DIR` keeps them for fixtures/mutations.py.

const count = process.env['LOUPE_FULL'] === '1' ? 10_000 : 300;
const keep = process.env['LOUPE_MUTATIONS'];

const platform = workersPlatform();
const [pictures, others] = [createPictures(platform), createPictures(platform)];
const files = await soundFiles();
afterAll(() => platform.end());

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The pixels of a file; for GIF, of it as a mask; null: refused. */
function read(from: Pictures, type: string, bytes: Uint8Array): Promise<Pixels | null> {
  const pixels = type === 'gif' ? from.decodeMask(bytes) : from.decode(bytes).then(({ frame }) => frame);
  return pixels.catch((error: unknown) => {
    if (error instanceof Unreadable) return null;
    throw error;
  });
}

const equal = (one: Pixels, other: Pixels | null) =>
  other !== null && one.width === other.width && Buffer.compare(one.data, other.data) === 0;

describe(`${count} damaged files of each format`, () => {
  test.each(Object.keys(files))('%s', { timeout: 900_000 }, async (type) => {
    const sound = files[type] ?? [];
    const right = await Promise.all(sound.map((bytes) => read(pictures, type, bytes)));
    const outcomes = { refused: 0, same: 0, another: 0 };
    await read(others, type, sound[0] ?? new Uint8Array(0));
    const started = platform.started.length;
    for (let index = 0; index < count; index += 1) {
      const which = Math.floor(index / 8) % sound.length;
      const damaged = mutation(sound[which] ?? new Uint8Array(0), index);
      const got = await read(pictures, type, damaged);
      if (got === null) outcomes.refused += 1;
      else if (equal(got, right[which] ?? null)) outcomes.same += 1;
      else {
        outcomes.another += 1;
        expect(equal(got, await read(others, type, damaged)), `the ${index}th is read in two ways`).toBe(
          true,
        );
        if (keep !== undefined) await store(keep, `${type}-${index}`, type, damaged, got);
      }
    }
    console.log(type, outcomes, `workers lost: ${platform.started.length - started}`);
    expect(right.every((pixels) => pixels !== null)).toBe(true);
    if (type === 'png') expect(outcomes.another).toBe(0);
    // The reader goes on as if nothing had been.
    expect(await Promise.all(sound.map((bytes) => read(pictures, type, bytes)))).toEqual(right);
  });
});

async function store(
  folder: string,
  name: string,
  type: string,
  file: Uint8Array,
  pixels: Pixels,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}.${type}`, file);
  await writeFile(`${folder}/${name}-${pixels.width}x${pixels.height}.raw`, pixels.data);
}

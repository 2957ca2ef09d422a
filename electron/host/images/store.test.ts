import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openImages, type ImageStore } from './store.ts';

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const pathOf = (sha256: string, ending: string) => `images/${sha256.slice(0, 2)}/${sha256}.${ending}`;
const picture = (n: number, size = 3000) => Uint8Array.from({ length: size }, (_, i) => (n + i * i) % 251);
const open = (platform: MemoryPlatform, floor = 1000) => openImages({ platform, floorBytes: () => floor });

let platform: MemoryPlatform;
let images: ImageStore;
beforeEach(async () => {
  platform = createMemoryPlatform();
  images = await open(platform);
});
const scrubbed = async () => {
  const found: Record<string, string | null> = {};
  for await (const { sha256, problem } of images.scrub()) found[sha256] = problem;
  return found;
};

describe('images', () => {
  // Above 65,536 bytes the hash is made elsewhere.
  test.each([1, 3000, 70_000])('%i bytes come back as they went in, under their hash', async (size) => {
    const bytes = picture(1, size);
    const sha256 = await images.put('jpeg', bytes);
    expect(sha256).toBe(hex(bytes));
    expect(await images.get(sha256)).toEqual({ type: 'jpeg', bytes });
    expect(await platform.files.read(pathOf(sha256, 'jpeg'))).toEqual(bytes);
    expect(await images.has(sha256)).toBe(true);
  });

  test('stored twice is stored once, and many at the same time do not meet', async () => {
    const all = await Promise.all([1, 2, 1, 3, 2, 1].map((n) => images.put('y4m', picture(n))));
    expect(new Set(all).size).toBe(3);
    expect(await scrubbed()).toEqual(Object.fromEntries(all.map((sha256) => [sha256, null])));
    expect(await platform.files.list('images/incoming')).toEqual([]);
  });

  test('what resolved outlives the power, and what did not leaves nothing under a name', async () => {
    const kept = await images.put('y4m', picture(1));
    platform.files.cutAt(3);
    await expect(images.put('y4m', picture(2))).rejects.toMatchObject({ code: 'not-written' });
    platform = platform.restart();
    images = await open(platform);
    expect(await scrubbed()).toEqual({ [kept]: null });
    expect(await platform.files.list('images/incoming')).toEqual([]);
  });

  test('a missing image is not found, one whose bytes changed is a conflict; neither is ever given', async () => {
    const [missing, flipped] = [await images.put('png', picture(1)), await images.put('png', picture(2))];
    await platform.files.remove(pathOf(missing, 'png'));
    platform.files.flip(pathOf(flipped, 'png'), 1234);
    await expect(images.get(missing)).rejects.toMatchObject({
      code: 'not-found',
      data: { what: 'image', id: missing },
    });
    await expect(images.get(flipped)).rejects.toMatchObject({
      code: 'conflict',
      data: { what: `image ${flipped} no longer matches its name` },
    });
    expect(await images.has(missing)).toBe(false);
  });

  test.each(['', 'abc', '../../station', 'A'.repeat(64)])('%j is no name of an image', async (name) => {
    await expect(images.get(name)).rejects.toMatchObject({ code: 'not-found' });
    expect(await images.has(name)).toBe(false);
  });

  test('below the floor of free space nothing is taken', async () => {
    platform.files.setFreeBytes(999);
    await expect(images.put('y4m', picture(1))).rejects.toMatchObject({
      code: 'disk-low',
      data: { freeBytes: 999, floorBytes: 1000 },
    });
    platform.files.setFreeBytes(1000);
    await images.put('y4m', picture(1));
  });

  test('scrub names what is damaged, compressed or not', async () => {
    const [good, raw, packed] = [picture(1), picture(2), picture(3)];
    await images.put('y4m', packed);
    await images.compressIdle(() => true);
    await images.put('bmp', good);
    await images.put('tiff', raw);
    platform.files.flip(pathOf(hex(raw), 'tiff'), 0);
    platform.files.flip(pathOf(hex(packed), 'y4m.zst'), 20);
    const found = await scrubbed();
    expect(found[hex(good)]).toBeNull();
    expect(found[hex(raw)]).toBe('its bytes do not match its name');
    expect(found[hex(packed)]).toEqual(expect.any(String));
  });
});

describe('compressIdle', () => {
  test('turns raw frames into .zst under the same name; they read back the same', async () => {
    const frames = [1, 2, 3].map((n) => picture(n, 70_000));
    for (const bytes of frames) await images.put('y4m', bytes);
    const jpeg = await images.put('jpeg', picture(9));
    expect(await images.compressIdle(() => true)).toBe(3);
    for (const bytes of frames) {
      const sha256 = hex(bytes);
      expect(await platform.files.stat(pathOf(sha256, 'y4m'))).toBeNull();
      expect((await platform.files.stat(pathOf(sha256, 'y4m.zst')))!.size).toBeLessThan(70_000);
      expect(await images.get(sha256)).toEqual({ type: 'y4m', bytes });
    }
    expect(await platform.files.stat(pathOf(jpeg, 'jpeg'))).not.toBeNull();
    expect(await images.compressIdle(() => true)).toBe(0);
  });

  test('stops between two images when there is something else to do', async () => {
    for (const n of [1, 2, 3]) await images.put('y4m', picture(n));
    let asked = 0;
    expect(await images.compressIdle(() => ++asked <= 2)).toBe(2);
  });

  test('leaves a damaged frame as it is and goes on with the others', async () => {
    const all = [];
    for (const n of [1, 2, 3]) all.push(await images.put('y4m', picture(n)));
    const damaged = all.sort()[0]!;
    platform.files.flip(pathOf(damaged, 'y4m'), 7);
    expect(await images.compressIdle(() => true)).toBe(2);
    expect(await platform.files.stat(pathOf(damaged, 'y4m'))).not.toBeNull();
    expect(platform.logged.map(({ what }) => what)).toEqual(['an image no longer matches its name']);
    // It is logged once, not at every idle moment.
    expect(await images.compressIdle(() => true)).toBe(0);
    expect(platform.logged).toHaveLength(1);
  });

  test('whatever call the power is cut in, the frame is still there', async () => {
    const bytes = picture(5);
    let done: number | null = null;
    for (let n = 1; done === null; n++) {
      platform = createMemoryPlatform({ seed: n });
      images = await open(platform);
      const sha256 = await images.put('y4m', bytes);
      platform.files.cutAt(n);
      done = await images.compressIdle(() => true).catch(() => null);
      if (done === null) images = await open((platform = platform.restart()));
      else expect(n).toBeGreaterThan(5);
      expect((await images.get(sha256)).bytes, `call ${n}`).toEqual(bytes);
    }
  });
});

import { beforeEach, expect, test } from 'vitest';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openImages, type ImageStore } from './store.ts';

let platform: MemoryPlatform;
let images: ImageStore;
const open = () => openImages({ platform, floorBytes: () => 1000 });
beforeEach(async () => {
  platform = createMemoryPlatform();
  images = await open();
});

/** A live frame: a header and planes. */
const frame = (n: number, size = 300) => [Uint8Array.of(89), new Uint8Array(size - 1).fill(n)];
const whole = (parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));
const pathOf = (sha256: string) => `images/${sha256.slice(0, 2)}/${sha256}.y4m`;
const incoming = () => platform.files.list('images/incoming');
const identities = async () =>
  Promise.all((await incoming()).map((name) => platform.files.identity(`images/incoming/${name}`)));
/** Two frames of a size, and the pause in which spares for the next ones are made. */
async function settle(size = 300): Promise<void> {
  for (const n of [201, 202]) await images.put('y4m', frame(n, size));
  await images.makeSpares();
}

test('the third frame of a size is laid over a spare, and the spare is replaced', async () => {
  await settle();
  const spares = await identities();
  expect(spares).toHaveLength(2);
  const sha256 = await images.put('y4m', frame(1));
  expect(spares).toContain(await platform.files.identity(pathOf(sha256)));
  expect((await images.get(sha256)).bytes).toEqual(whole(frame(1)));
  expect(await incoming()).toHaveLength(1);
  await images.makeSpares();
  expect(await incoming()).toHaveLength(2);
});

test('frames at the same time never share a spare, and those without one become new files', async () => {
  await settle();
  const all = await Promise.all([1, 2, 3, 4].map((n) => images.put('y4m', frame(n))));
  expect(new Set(await Promise.all(all.map((sha256) => platform.files.identity(pathOf(sha256))))).size).toBe(
    4,
  );
  for (const [i, sha256] of all.entries())
    expect((await images.get(sha256)).bytes).toEqual(whole(frame(i + 1)));
});

test('a frame of another size leaves the spares alone; when a second follows they are replaced', async () => {
  await settle();
  const spares = await identities();
  const longer = await images.put('y4m', frame(1, 301));
  const shorter = await images.put('y4m', frame(1, 299));
  await images.makeSpares();
  expect(await identities()).toEqual(spares);
  for (const [sha256, size] of [[longer, 301] as const, [shorter, 299] as const])
    expect((await images.get(sha256)).bytes).toHaveLength(size);
  await images.put('y4m', frame(2, 299));
  await images.makeSpares();
  expect((await incoming()).length).toBe(2);
  for (const name of await incoming())
    expect(await platform.files.stat(`images/incoming/${name}`)).toMatchObject({ size: 299 });
});

test('a file in one piece is never laid over a spare', async () => {
  await settle();
  const sha256 = await images.put('y4m', new Uint8Array(300));
  expect(await incoming()).toHaveLength(2);
  expect((await images.get(sha256)).bytes).toEqual(new Uint8Array(300));
});

test('spares never take the disk below its floor', async () => {
  platform.files.setFreeBytes(1299);
  await settle();
  expect(await incoming()).toEqual([]);
  platform.files.setFreeBytes(1300);
  await images.makeSpares();
  expect(await incoming()).toHaveLength(2);
});

test('a start clears what an earlier one left lying', async () => {
  await settle();
  platform = platform.restart();
  images = await open();
  expect(await incoming()).toEqual([]);
});

test.each([1, 2, 3, 4, 5, 6])(
  'a spare that failed in call %i of a frame is gone, and the next frame is whole',
  async (n) => {
    await settle();
    platform.files.failAt(n, 'EIO');
    await expect(images.put('y4m', frame(1))).rejects.toMatchObject({ code: 'not-written' });
    expect(await incoming()).toHaveLength(1);
    const sha256 = await images.put('y4m', frame(2));
    expect((await images.get(sha256)).bytes).toEqual(whole(frame(2)));
  },
);

test('a spare that cannot be made is logged and costs nothing else', async () => {
  for (const n of [1, 2]) await images.put('y4m', frame(n));
  platform.files.failAt(2, 'ENOSPC');
  await images.makeSpares();
  expect(platform.logged.map(({ what }) => what)).toEqual(['no spare file for the next frame']);
  expect(await incoming()).toEqual([]);
  const sha256 = await images.put('y4m', frame(3));
  expect(await images.has(sha256)).toBe(true);
});

import { isDeepStrictEqual } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { createPictures } from '../inspection/pictures.ts';
import { createMemoryFiles } from '../memory-files.fixture.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { ada, draftOf, finish, openRoom, png } from './room.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

type Room = Awaited<ReturnType<typeof openRoom>>;

/** Each change, and what it is made of: the dataset as it was before it. */
const changes: readonly [string, (room: Room) => Promise<unknown>, (room: Room) => Promise<unknown>][] = [
  [
    'import',
    async () => undefined,
    async ({ datasets }) => finish(datasets.import('tips', await first(), {}, ada)),
  ],
  ['add', imported, async ({ datasets }) => finish(datasets.add('tips', await second(), {}, ada))],
  ['split', imported, ({ datasets }) => datasets.split('tips', { valid: 0.3, test: 0.3, seed: 1 }, ada)],
  ['freeze', imported, ({ datasets }) => datasets.freeze('tips', ada)],
];

async function first() {
  return draftOf({ 'ok/1.png': await png(1), 'ok/2.png': await png(2), 'bent/3.png': await png(3) });
}
async function second() {
  return draftOf({ 'ok/4.png': await png(4), 'bent/5.png': await png(5) });
}
async function imported({ datasets }: Room) {
  await finish(datasets.import('tips', await first(), {}, ada));
}
/** All but the time. */
const shown = ({ datasets }: Room) => datasets.list().map((one) => ({ ...one, at: '' }));

/** Every n-th call of the disk, so that the power goes in the middle of everything. */
const every = process.env['LOUPE_FULL'] === '1' ? 1 : 3;

test.each(changes)(
  'the power goes in the middle of %s: the old version or the new one, whole',
  async (_, prepare, change) => {
    const files = createMemoryFiles({ seed: 1 });
    const whole = await openRoom(pictures, createMemoryPlatform({ files }));
    await prepare(whole);
    const before = shown(whole);
    const calls = files.calls();
    await change(whole);
    const after = shown(whole);
    const needed = files.calls() - calls;
    expect(needed).toBeGreaterThan(5);
    const seen: unknown[] = [];
    for (let cut = 1; cut <= needed; cut += every) {
      const memory = createMemoryPlatform({ files: createMemoryFiles({ seed: cut }) });
      const room = await openRoom(pictures, memory);
      await prepare(room);
      memory.files.cutAt(cut);
      await expect(change(room), `cut ${cut}`).rejects.toThrow();
      const again = await openRoom(pictures, memory.restart());
      const now = shown(again);
      seen.push(now);
      expect([before, after], `cut ${cut} of ${needed}`).toContainEqual(now);
      // What it names is there, and can be worked with.
      for (const { name } of again.datasets.list()) {
        const { entries } = (await again.datasets.open(name)).dataset;
        for (const { image } of entries) expect(await again.images.has(image)).toBe(true);
      }
      // The same again goes through.
      if (isDeepStrictEqual(now, before)) {
        await change(again);
        expect(shown(again)).toEqual(after);
      }
    }
    expect(seen).toContainEqual(before);
  },
  300_000,
);

import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FolderState } from '../../contract/folder.ts';
import { technician } from '../events.fixture.ts';
import { openImages } from '../images/store.ts';
import { createEngine } from '../inspection/engine.ts';
import { createInspection } from '../inspection/inspection.ts';
import { tiffOf, tiffSheet } from '../inspection/picture-bytes.fixture.ts';
import { createPictures } from '../inspection/pictures.ts';
import { openJournal } from '../journal/open.ts';
import { sampleModel } from '../models/sample.fixture.ts';
import { outsideFolder } from '../node/outside-folder.ts';
import { createFakeClock, createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createFolderCamera } from './folder.ts';

const workers = workersPlatform();
const engine = createEngine({
  platform: workers,
  providers: ['cpu'],
  threads: 1,
  memoryLimitBytes: 2_000_000_000,
  spareAllowed: () => false,
});
const pictures = createPictures(workers);
beforeAll(() => engine.use([{ model: sampleModel(), stopOn: ['defect'] }]));
afterAll(() => workers.end());

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'loupe-folder-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const grey = (level: number): Promise<Buffer> => {
  const data = new Uint8Array(64 * 64 * 3).fill(level);
  data[0] = level + 1;
  return sharp(data, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer();
};
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const put = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);

/** A station on `memory`'s disk whose folder camera lives by a clock that the test moves. */
async function bench(memory = createMemoryPlatform()) {
  const station = await openStation({ platform: memory, app: '0.1.0' });
  const journal = await openJournal({ platform: memory, station, app: '0.1.0' });
  const images = await openImages({ platform: memory, floorBytes: () => 1000 });
  const platform = { clock: workers.clock, log: () => undefined };
  const inspection = createInspection({
    ...{ platform, journal, images, engine, pictures },
    settings: () => ({ judgeLimitMs: 5000 }),
    camera: null,
  });
  const clock = createFakeClock();
  const end = new AbortController();
  let looks = 0;
  const camera = createFolderCamera({
    platform: {
      clock,
      log: memory.log,
      outside(path) {
        looks += 1;
        return outsideFolder(path);
      },
    },
    ...{ journal, inspection, pictures },
    settings: () => ({ folderPath: folder }),
  });
  const told: FolderState[] = [];
  const following = (async () => {
    for await (const state of camera.follow(end.signal)) told.push(state);
  })();
  const look = async () => {
    const before = looks;
    while (looks === before) {
      clock.advance(250);
      await rest(1);
    }
  };
  const judge = (id: string) =>
    camera.judge({
      ...{ id, identity: {}, trigger: 'key', by: technician },
      triggered: '2026-01-01T00:00:00.000Z',
    });
  return {
    ...{ camera, journal, images, told, look, judge, memory },
    /** Looks until the camera has said what it is now. */
    async state(wanted: (state: FolderState) => boolean): Promise<FolderState> {
      for (;;) {
        const now = told.at(-1);
        if (now !== undefined && wanted(now)) return now;
        await look();
      }
    },
    async close() {
      end.abort();
      await following;
      await journal.close();
    },
  };
}
const named = (name: string) => (state: FolderState) => state.picture?.name === name;
const isPhase = (phase: FolderState['phase']) => (state: FolderState) => state.phase === phase;

test('files come in order of arrival, each content once, and are kept byte for byte', async () => {
  const [first, second] = [await grey(40), await grey(90)];
  put('b.png', first);
  const { state, judge, images, camera, close } = await bench();
  const b = await state(named('b.png'));
  put('copy of b.png', first);
  put('a.png', second);
  expect(b.picture).toEqual({ id: hash(first), name: 'b.png', problem: null });
  const shown = sharp(await camera.picture(hash(first)));
  expect(await shown.metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 64 });
  const { image, source, trigger, score } = await judge(hash(first));
  expect(image).toEqual({
    ...{ sha256: hash(first), type: 'png', width: 64, height: 64 },
    bytes: first.length,
  });
  expect([source, trigger]).toEqual([{ kind: 'folder', label: 'b.png' }, 'key']);
  expect(score).toBeCloseTo(40 / 256, 3);
  expect((await images.get(hash(first))).bytes).toEqual(new Uint8Array(first));
  await expect(judge(hash(first))).rejects.toMatchObject({ code: 'not-found' });
  await state(named('a.png'));
  await judge(hash(second));
  await state(isPhase('empty'));
  await close();
});

test('a file that is still being written never has its turn', async () => {
  const bytes = await grey(40);
  put('slow.png', bytes.subarray(0, 20));
  const { told, look, state, close } = await bench();
  for (let at = 20; at < bytes.length; at += 20) {
    await look();
    appendFileSync(join(folder, 'slow.png'), bytes.subarray(at, at + 20));
  }
  await state(named('slow.png'));
  expect(told).toEqual([{ phase: 'picture', picture: { id: hash(bytes), name: 'slow.png', problem: null } }]);
  await close();
});

test('what cannot be judged is said to be, is not recorded, and the folder goes on', async () => {
  const good = await grey(40);
  put('1.png', new TextEncoder().encode('no picture'));
  const { memory, journal, state, judge, close } = await bench();
  const bad = await state(named('1.png'));
  put('2.tiff', tiffOf([10, 20].map((level) => tiffSheet(2, 2, new Uint8Array(12).fill(level)))));
  expect(bad.picture?.problem).toEqual(expect.any(String));
  const head = journal.head().seq;
  const refusal = { code: 'unreadable', data: { file: '1.png', cause: bad.picture?.problem } };
  await expect(judge(bad.picture?.id ?? '')).rejects.toMatchObject(refusal);
  const pages = await state(named('2.tiff'));
  put('3.png', good);
  expect(pages.picture?.problem).toBe('it has 2 pages');
  await expect(judge(pages.picture?.id ?? '')).rejects.toMatchObject({ code: 'unreadable' });
  await state(named('3.png'));
  expect(memory.logged.map((entry) => entry.what)).toEqual(
    Array(2).fill('picture of the folder passed over'),
  );
  expect(journal.head().seq).toBe(head);
  expect((await judge(hash(good))).verdict).toBe('pass');
  await close();
});

test('a folder that goes away is away, and is back by itself', async () => {
  put('a.png', await grey(40));
  const { state, judge, close } = await bench();
  const { picture } = await state(named('a.png'));
  renameSync(folder, `${folder}-away`);
  await expect(judge(picture?.id ?? '')).rejects.toMatchObject({ code: 'not-found' });
  await state(isPhase('away'));
  mkdirSync(folder);
  await state(isPhase('empty'));
  rmSync(folder, { recursive: true });
  renameSync(`${folder}-away`, folder);
  await state(named('a.png'));
  await close();
});

test('after a restart only what was not judged comes', async () => {
  const [first, second] = [await grey(40), await grey(90)];
  put('a.png', first);
  const before = await bench();
  await before.state(named('a.png'));
  await before.judge(hash(first));
  await before.state(isPhase('empty'));
  await before.close();
  put('b.png', second);
  const after = await bench(before.memory.restart());
  await after.state(named('b.png'));
  expect(after.told.map(({ picture }) => picture?.id)).toEqual([hash(second)]);
  await after.close();
});

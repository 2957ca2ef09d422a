import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openImages } from '../images/store.ts';
import { openJournal } from '../journal/open.ts';
import { sampleModel } from '../models/sample.fixture.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createEngine } from './engine.ts';
import { createInspection } from './inspection.ts';
import { createPictures } from './pictures.ts';
import { createTries, plainName } from './try.ts';

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

async function room() {
  const memory = createMemoryPlatform();
  const station = await openStation({ platform: memory, app: '0.1.0' });
  const journal = await openJournal({ platform: memory, station, app: '0.1.0' });
  const images = await openImages({ platform: memory, floorBytes: () => 1000 });
  const platform = { clock: workers.clock, log: () => undefined };
  const settings = () => ({ judgeLimitMs: 5000 });
  const inspection = createInspection({
    platform,
    journal,
    images,
    engine,
    pictures,
    settings,
    camera: null,
  });
  return { journal, images, tries: createTries({ inspection, pictures, clock: workers.clock }) };
}
/** 64 × 64 pixels of one grey, and one that differs so that it is no dead picture. */
const grey = async (level: number, type: 'png' | 'tiff' = 'png') => {
  const data = new Uint8Array(64 * 64 * 3).fill(level);
  data[0] = level + 1;
  const file = sharp(data, { raw: { width: 64, height: 64, channels: 3 } });
  return new Uint8Array(await (type === 'png' ? file.png() : file.tiff()).toBuffer());
};

test('40 pictures at once: each gets its own answer, and nothing is recorded', async () => {
  const { journal, tries } = await room();
  const head = journal.head().seq;
  const levels = Array.from({ length: 30 }, (_, i) => 8 * i + 3);
  const answers = await Promise.all(
    levels.map(async (level) =>
      tries.judge({ name: `${level}.png`, bytes: await grey(level), page: 0, record: null }),
    ),
  );
  expect(answers.map(({ result: { file, score } }) => [file, score])).toEqual(
    levels.map((level) => [`${level}.png`, expect.closeTo(level / 256, 3)]),
  );
  expect(journal.head().seq).toBe(head);
});

test('recorded only when asked, byte for byte, under a plain name and on behalf of who asked', async () => {
  const { journal, images, tries } = await room();
  const bytes = await grey(240);
  const record = { by: { id: 'ada', role: 'qa' }, through: 'API: line 3' } as const;
  const { result } = await tries.judge({ name: '../a\u202egnp.png', bytes, page: 0, record });
  expect(result).toMatchObject({
    file: 'agnp.png',
    verdict: 'defect',
    id: `${journal.stationId}-${journal.head().seq}`,
  });
  const line = JSON.parse((await journal.line(journal.head().seq)).line) as object;
  expect(line).toMatchObject({
    by: { id: 'ada' },
    data: { source: { kind: 'file', label: 'agnp.png (API: line 3)' }, trigger: 'command', identity: {} },
  });
  expect(Buffer.compare((await images.get(result.image ?? '')).bytes, bytes)).toBe(0);
});

test('what is no picture is no result; a page that is not there too; too many and too large are refused', async () => {
  const { tries } = await room();
  const text = new TextEncoder().encode('<svg/>');
  const { result } = await tries.judge({ name: 'a.svg', bytes: text, page: 0, record: null });
  expect(result).toMatchObject({ verdict: 'no-result', reason: 'unreadable-image' });
  expect(result.image).toBeUndefined();
  const tiff = await grey(90, 'tiff');
  const second = await tries.judge({ name: 'a.tiff', bytes: tiff, page: 1, record: null });
  expect(second.result).toMatchObject({ verdict: 'no-result', page: 1 });
  expect(Buffer.from(await tries.show(tiff, 0)).toString('latin1', 1, 4)).toBe('PNG');
  const large = new Uint8Array(64_000_001);
  await expect(tries.judge({ name: 'a', bytes: large, page: 0, record: null })).rejects.toMatchObject({
    code: 'too-large',
  });
  const many = Array.from({ length: 33 }, () =>
    tries.judge({ name: 'a', bytes: text, page: 0, record: null }),
  );
  const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected');
  expect(refused).toMatchObject([{ reason: { code: 'too-many' } }]);
});

test.each([
  ['a.png', 'a.png'],
  ['/etc/passwd', 'passwd'],
  ['C:\\x\\b.png', 'b.png'],
  ['..', 'picture'],
  ['', 'picture'],
  ['a\0b\n.png', 'ab.png'],
  ['\u202egnp.exe', 'gnp.exe'],
  ['x'.repeat(300), 'x'.repeat(200)],
])('the name %j becomes %j', (given, plain) => {
  expect(plainName(given)).toBe(plain);
});

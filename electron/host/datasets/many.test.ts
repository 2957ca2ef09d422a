import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { Dataset, Entry } from '../../../ml/dataset/dataset.ts';
import { createRandom } from '../../../ml/demo/random.ts';
import { createPictures } from '../inspection/pictures.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createLooks } from './looks.ts';
import { ada, openRoom } from './room.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

const count = 10_000;
const hash = (n: number) => n.toString(16).padStart(64, '0');
const entries = Array.from({ length: count }, (_, n): Entry => ({
  ...{ name: `${n % 3 === 0 ? 'bent' : 'ok'}/${n}.png`, image: hash(n), width: 640, height: 480 },
  ...{ class: n % 3 === 0 ? 'bent' : 'ok', split: n % 5 === 0 ? 'test' : 'train' },
}));
const dataset: Dataset = {
  ...{ format: 1, name: 'many', task: 'classify', entries },
  classes: [
    { name: 'bent', verdict: 'defect' },
    { name: 'ok', verdict: 'pass' },
  ],
};
/** One scene with a piece somewhere in it, so that all are somewhat alike. */
function look(n: number): Uint8Array {
  const random = createRandom(n);
  const [x, y] = [random.below(24), random.below(24)];
  return Uint8Array.from({ length: 1024 }, (_, at) => {
    const inside = at % 32 >= x && at % 32 < x + 8 && at >> 5 >= y && at >> 5 < y + 8;
    return inside ? 160 + random.below(90) : 40 + (at >> 5) + random.below(4);
  });
}

/** How often others had their turn before the work was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let [turns, busy] = [0, true];
  const end = work.finally(() => (busy = false));
  while (busy) {
    await setImmediate();
    turns++;
  }
  await end;
  return turns;
}

test('ten thousand pictures: the station answers others while they are checked, and a change looks at what is new', async () => {
  const memory = createMemoryPlatform();
  await memory.files.makeFolder('cache');
  const looks = new Map(entries.map(({ image }, n) => [image, look(n)]));
  const nobody = () => Promise.reject(new Error('no picture is opened'));
  await createLooks({ files: memory.files, frameOf: nobody }).add('many', looks);
  const { datasets } = await openRoom(pictures, memory);

  const made = datasets.change('many', ada, async () => ({ dataset, made: 'laid there' }));
  expect(await turnsDuring(made)).toBeGreaterThan(100);
  expect(datasets.list()).toMatchObject([{ name: 'many', images: count }]);

  // What was compared once is not compared again: a turn after each check is all that is left.
  const changed = datasets.split('many', { valid: 0.2, test: 0.2, seed: 1 }, ada);
  const turns = await turnsDuring(changed);
  expect(turns).toBeGreaterThan(10);
  expect(turns).toBeLessThan(60);
  const { report } = await datasets.get('many');
  expect(report.splits).toEqual({ train: 6000, valid: 2000, test: 2000 });

  // A station that starts anew compares again, and answers others meanwhile.
  const again = await openRoom(pictures, memory);
  const opened = again.datasets.get('many');
  expect(await turnsDuring(opened)).toBeGreaterThan(100);
  expect((await opened).report).toEqual(report);
}, 120_000);

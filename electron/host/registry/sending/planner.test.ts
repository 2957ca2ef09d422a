import { expect, test } from 'vitest';
import { createDatasetReader } from '../../datasets/store.ts';
import { inspect, start } from '../../journal/filled.fixture.ts';
import { listSegments, signaturePath } from '../../journal/segments.ts';
import { inspection, technician } from '../../events.fixture.ts';
import type { MemoryPlatform } from '../../platform-memory.fixture.ts';
import { openPlanned } from './planned.ts';
import { picturesOf } from './plan.ts';
import { createPlanner } from './planner.ts';

async function begin() {
  const { platform, journal } = await start();
  return {
    ...{ platform, journal },
    /** The planner as a start of the program finds it. */
    async open() {
      const planned = await openPlanned(platform.files);
      const datasets = createDatasetReader(platform.files);
      return { planned, ...createPlanner({ platform, journal, datasets, planned }) };
    },
  };
}
/** Defects of one piece: those within a minute of a sample are no samples. */
const bent = (image: string) =>
  inspection(image.repeat(64), image, { verdict: 'defect', identity: { serial: 'SN 1' } });
const textOf = async ({ files }: MemoryPlatform, path: string) =>
  new TextDecoder().decode(await files.read(path));

test('a segment waits for its signature, and those behind it with it', async () => {
  const { platform, journal, open } = await begin();
  for (const label of ['one', 'two']) {
    await inspect(journal, label);
    await journal.seal();
  }
  const [first] = await listSegments(platform.files);
  const signature = await platform.files.read(signaturePath(first!));
  await platform.files.remove(signaturePath(first!));
  const { catchUp } = await open();
  expect(await catchUp()).toBe(0);
  const handle = await platform.files.create(signaturePath(first!));
  await handle.write(signature);
  expect(await catchUp()).toBe(2);
  expect(await catchUp()).toBe(0);
});

test('what was planned is found again; a line that was cut short, or damaged, is planned anew and alike', async () => {
  const { platform, journal, open } = await begin();
  const { files } = platform;
  for (const image of ['a', 'b', 'c']) {
    await journal.append('inspection.recorded', bent(image), technician);
    await journal.seal();
    platform.clock.advance(61_000);
  }
  await (await open()).catchUp();
  const whole = await textOf(platform, 'registry/planned.jsonl');
  const sound = await open();
  expect(sound.planned.plans()).toHaveLength(3);
  expect(await sound.catchUp()).toBe(0);
  for (const cut of [1, 300, whole.length - 1]) {
    await files.truncate('registry/planned.jsonl', cut);
    const again = await open();
    await again.catchUp();
    expect(await textOf(platform, 'registry/planned.jsonl')).toBe(whole);
  }
  files.flip('registry/planned.jsonl', whole.indexOf('\n') + 5);
  await (await open()).catchUp();
  expect(await textOf(platform, 'registry/planned.jsonl')).toBe(whole);
});

test('samples are chosen across segments as they are across lines, whatever of the memory a kill left', async () => {
  const { platform, journal, open } = await begin();
  const remembered: Uint8Array[] = [];
  const sampled = async () => {
    const { planned, catchUp } = await open();
    await catchUp();
    remembered.push(await platform.files.read('registry/choosing.json'));
    return planned.plans().map((plan) => picturesOf(plan).map(({ sha256 }) => sha256[0]));
  };
  const next = async (image: string) => {
    await journal.append('inspection.recorded', bent(image), technician);
    await journal.seal();
    return sampled();
  };
  expect(await next('a')).toEqual([['a']]);
  // The same piece just after: it was a sample already.
  expect(await next('b')).toEqual([['a'], []]);
  // Killed between the plan and the memory: that is as it was a segment before, or not there.
  const path = 'registry/choosing.json';
  await platform.files.remove(path);
  const older = await platform.files.create(path);
  await older.write(remembered[0]!);
  expect(await next('c')).toEqual([['a'], [], []]);
  await platform.files.remove(path);
  expect(await next('d')).toEqual([['a'], [], [], []]);
  platform.clock.advance(61_000);
  expect(await next('e')).toEqual([['a'], [], [], [], ['e']]);
});

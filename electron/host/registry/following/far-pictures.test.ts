import { expect, test } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { parseEvent, type JournalEvent } from '../../../contract/events.ts';
import { technician } from '../../events.fixture.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import { linesOf } from '../../journal/filled.fixture.ts';
import { createFakeClock } from '../../platform-memory.fixture.ts';
import { clearLine, createWorld, untar, type Line, type World } from '../sending/memory-runs.fixture.ts';
import { createDisk, openBench, settle, type Bench } from '../sending/sender-bench.fixture.ts';
import { daysOf, openFollowing, pass, report } from './follow.fixture.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A station and a desk that follow each other. */
async function together({
  line = clearLine,
  disk = createDisk(5),
}: { line?: Line; disk?: ReturnType<typeof createDisk> } = {}) {
  const world = createWorld();
  const clock = createFakeClock();
  const bench = await openBench({ seed: 11, world, clock });
  const desk = await openBench({ seed: 5, world, clock, line, disk });
  const keys = [bench, desk].map(({ station }) => ({
    ...{ name: 'Bench', publicKey: station.publicKey, station: station.stationId },
  }));
  return {
    world,
    bench,
    desk,
    keys,
    ...openFollowing(desk, () => keys),
    atBench: openFollowing(bench, () => keys),
  };
}

/** What a station has sealed is sent, and the others have looked at it. */
async function exchange(...benches: Bench[]): Promise<void> {
  for (const bench of benches) {
    await bench.journal.seal();
    expect(await bench.drain()).toBe(true);
    await report(bench);
  }
  await pass(benches[0]!, 2);
}

const eventsOf = async ({ disk }: Bench): Promise<JournalEvent[]> =>
  (await linesOf(disk.files)).flatMap(({ line }) => parseEvent(line) ?? []);
const wishesOf = async (bench: Bench) =>
  (await eventsOf(bench)).filter(({ kind }) => kind === 'image.wanted');
const singles = (world: World, bench: Bench) =>
  daysOf(world, bench.station.stationId).flatMap(({ files }) =>
    [...files.keys()].filter((path) => /^images\/[0-9a-f]{2}\//.test(path)),
  );

test('the picture of a sample is fetched when it is looked at, with those that travelled with it', async () => {
  let asked = 0;
  const line: Line = async (call, what, act) => {
    if (call === 'get' && what.includes(' images/')) asked++;
    return act();
  };
  const { bench, desk, far } = await together({ line });
  const map = { sha256: await bench.images.put('y4m', bytesOf('a map')), width: 4, height: 4 };
  const engine = { provider: 'cpu', runtime: 'r', device: 'd', kernel: 'k' };
  const step = {
    ...({ model: 'forceps', version: 3, sha256: 'e'.repeat(64), verdict: 'defect', score: 0.9 } as const),
    ...{
      thresholds: { pass: 0.2, defect: 0.8 },
      findings: [],
      engine,
      ms: { preprocess: 1, run: 20, decode: 2 },
    },
    map: { ...map, onFrame: [0, 0, 4, 4] as [number, number, number, number] },
  };
  const bent = await bench.inspect('bent', { verdict: 'defect', score: 0.9, steps: [step] });
  const unsure = await bench.inspect('unsure', { verdict: 'unsure' });
  await exchange(bench);
  expect(await far.get(unsure.sha256)).toEqual({ type: 'png', bytes: bytesOf('unsure') });
  expect(asked).toBe(2);
  expect(await far.get(bent.sha256)).toEqual({ type: 'png', bytes: bytesOf('bent') });
  // Its score map came, too: who looks at it sees where the model looked.
  expect(await desk.images.get(map.sha256)).toEqual({ type: 'y4m', bytes: bytesOf('a map') });
  expect(asked).toBe(2);
  expect(await wishesOf(desk)).toEqual([]);
});

test('one that is not in the registry is asked for once, sent by its station, and shown', async () => {
  const disk = createDisk(5);
  const { world, bench, desk, far, keys } = await together({ disk });
  const good = await bench.inspect('good', { verdict: 'pass', score: 0.01 });
  const fine = await bench.inspect('fine', { verdict: 'pass', score: 0.01 });
  await exchange(bench);
  const elsewhere = { code: 'picture-elsewhere', data: { station: bench.station.stationId } };
  const first = await far.get(good.sha256).catch((error: unknown) => error);
  expect(first).toMatchObject(elsewhere);
  await pass(bench);
  // However often: it was asked for when it was asked for.
  expect(await far.get(good.sha256).catch((error: unknown) => error)).toEqual(first);
  far.ahead([{ station: bench.station.stationId, sha256: fine.sha256 }]);
  await settle();
  expect((await wishesOf(desk)).map(({ data }) => data)).toEqual([
    { inspection: good.id, sha256: good.sha256 },
    { inspection: fine.id, sha256: fine.sha256 },
  ]);
  await exchange(desk, bench);
  expect(await far.get(good.sha256)).toEqual({ type: 'png', bytes: bytesOf('good') });
  const shards = daysOf(world, bench.station.stationId).flatMap(({ files }) =>
    [...files].filter(([path]) => path.endsWith('.tar')),
  );
  expect(shards).toHaveLength(1);
  expect(shards[0]![0]).toContain(`images/shard-1-asked-${desk.station.stationId}-`);
  expect([...untar(shards[0]![1]).keys()].toSorted()).toEqual(
    [good, fine].map(({ sha256 }) => `${sha256}.png`).toSorted(),
  );
  // After a start nobody asks or sends again.
  await desk.journal.close();
  const again = await openBench({ seed: 6, world, clock: bench.clock, disk });
  await disk.files.remove(`images/${good.sha256.slice(0, 2)}/${good.sha256}.png`);
  await expect(openFollowing(again, () => keys).far.get(good.sha256)).resolves.toMatchObject({ type: 'png' });
  expect(await wishesOf(again)).toHaveLength(2);
});

test('what people at the desk say comes back to the station', async () => {
  const { bench, desk, atBench } = await together();
  const unsure = await bench.inspect('unsure', { verdict: 'unsure' });
  await exchange(bench);
  await desk.journal.append(
    'label.set',
    { inspection: unsure.id, replaces: [], verdict: 'defect' },
    technician,
  );
  await exchange(desk);
  const said: JournalEvent[] = [];
  const journal = atBench.followed.journal(desk.station.stationId);
  for await (const event of eventsAfter(journal, 0, (line) => line.includes('label.set'))) said.push(event);
  expect(said.map(({ data }) => data)).toEqual([{ inspection: unsure.id, replaces: [], verdict: 'defect' }]);
});

test('a picture that is not what its name says is not stored', async () => {
  const { world, bench, desk, far } = await together();
  const one = await bench.inspect('one', { verdict: 'defect' });
  await exchange(bench);
  const [single] = singles(world, bench);
  daysOf(world, bench.station.stationId)[0]!.files.set(single!, bytesOf('two'));
  await expect(far.get(one.sha256)).rejects.toMatchObject({ code: 'conflict' });
  expect(await desk.images.has(one.sha256)).toBe(false);
  expect(await wishesOf(desk)).toEqual([]);
});

test('a shard that was cut short, and an index that is none', async () => {
  const { world, bench, desk, far } = await together();
  const one = await bench.inspect('one', { verdict: 'defect' });
  const two = await bench.inspect('two', { verdict: 'defect' });
  await exchange(bench);
  const { files } = daysOf(world, bench.station.stationId)[0]!;
  const tar = [...files.keys()].find((path) => path.endsWith('.tar'))!;
  files.set(tar, files.get(tar)!.slice(0, 1200));
  await expect(far.get(two.sha256)).rejects.toMatchObject({ code: 'conflict' });
  expect(await desk.images.has(one.sha256)).toBe(true);
  files.set(tar.replace('.tar', '.json'), bytesOf('<html>'));
  await expect(far.get(two.sha256)).rejects.toMatchObject({ code: 'picture-elsewhere' });
});

test('what no followed station has is not there; a registry that is away says so, and nobody is asked', async () => {
  let away = false;
  const line: Line = async (_, __, act) => {
    if (away) throw new LoupeError('registry-unreachable', { cause: 'no route' });
    return act();
  };
  const { bench, desk, far } = await together({ line });
  const one = await bench.inspect('one', { verdict: 'defect' });
  await exchange(bench);
  await expect(far.get('f'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
  away = true;
  await expect(far.get(one.sha256)).rejects.toMatchObject({ code: 'registry-unreachable' });
  far.ahead([{ station: bench.station.stationId, sha256: one.sha256 }]);
  await settle();
  away = false;
  expect(await wishesOf(desk)).toEqual([]);
  await expect(far.get(one.sha256)).resolves.toMatchObject({ type: 'png' });
});

test('a line that gives nothing is given up on, and goes on', async () => {
  let go = () => {};
  const stuck = new Promise<void>((resolve) => (go = resolve));
  let slow = false;
  const line: Line = async (_, __, act) => {
    if (slow) await stuck;
    return act();
  };
  const { bench, desk, far } = await together({ line });
  const one = await bench.inspect('one', { verdict: 'defect' });
  await exchange(bench);
  slow = true;
  const looked = expect(far.get(one.sha256)).rejects.toMatchObject({ code: 'registry-unreachable' });
  await settle();
  bench.clock.advance(20_000);
  await looked;
  go();
  await settle();
  expect(await desk.images.has(one.sha256)).toBe(true);
});

test('a wish that fits nothing here is passed over; what lies in the registry is not sent again', async () => {
  const { world, bench, desk } = await together();
  const sample = await bench.inspect('sample', { verdict: 'defect' });
  const good = await bench.inspect('good', { score: 0.01 });
  await exchange(bench);
  const wish = (inspection: string, sha256: string) =>
    desk.journal.append('image.wanted', { inspection, sha256 }, technician);
  const before = singles(world, bench);
  await wish(sample.id, sample.sha256);
  await wish(good.id, sample.sha256);
  await wish(good.id, 'f'.repeat(64));
  await wish(`${bench.station.stationId}-1`, good.sha256);
  await wish(`${bench.station.stationId}-9000`, good.sha256);
  await wish(`${desk.station.stationId}-2`, good.sha256);
  await exchange(desk, bench);
  expect(singles(world, bench)).toEqual(before);
  await wish(good.id, good.sha256);
  await exchange(desk, bench);
  expect(singles(world, bench)).toEqual([...before, `images/${good.sha256.slice(0, 2)}/${good.sha256}.png`]);
  await wish(good.id, good.sha256);
  await exchange(desk, bench);
  expect(singles(world, bench)).toHaveLength(before.length + 1);
  const planned = new TextDecoder().decode(await bench.disk.files.read('registry/planned.jsonl'));
  expect(planned.split('"kind":"pictures"')).toHaveLength(2);
  expect(world.overwritten.filter((path) => path !== 'station.json')).toEqual([]);
});

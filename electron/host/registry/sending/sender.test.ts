import { expect, test, vi } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { technician } from '../../events.fixture.ts';
import { listSealed } from '../../journal/segments.ts';
import { createFakeClock } from '../../platform-memory.fixture.ts';
import { createWorld, untar, worldRuns, type Line, type World } from './memory-runs.fixture.ts';
import { createDisk, openBench, settle } from './sender-bench.fixture.ts';

/** Every file of the registry, `<collection> <key> <path>`. */
const pathsOf = (world: World): string[] =>
  [...world.runs].flatMap(([run, { files }]) => [...files.keys()].map((path) => `${run} ${path}`)).toSorted();

test('a sealed segment arrives with signature, summary, figures and the pictures of its samples', async () => {
  const world = createWorld();
  const bench = await openBench({ world });
  const { journal, files } = bench;
  const engine = { provider: 'cpu', runtime: 'r', device: 'd', kernel: 'k' };
  const step = {
    ...({ model: 'forceps', version: 3, sha256: 'e'.repeat(64), verdict: 'defect', score: 0.9 } as const),
    ...{ thresholds: { pass: 0.2, defect: 0.8 }, findings: [], engine },
    ms: { preprocess: 1, run: 20, decode: 2 },
  };
  const bent = await bench.inspect('bent', { verdict: 'defect', score: 0.9, steps: [step] });
  const unsure = await bench.inspect('unsure', { verdict: 'unsure' });
  const good = await bench.inspect('good', { verdict: 'pass', score: 0.01 });
  await bench.inspect('not looked at', { verdict: 'pass', score: 0.01 });
  await journal.append('label.set', { inspection: good.id, replaces: [], verdict: 'defect' }, technician);
  await journal.seal();
  expect(await bench.drain()).toBe(true);

  const [segment] = await listSealed(bench.files);
  const day = world.runs.get(`inspect/${journal.stationId} 2026-01-01/${journal.journalId}`)!;
  const paths = [...day.files.keys()].toSorted();
  const name = segment!.name.replace('.jsonl', '');
  expect(paths.slice(2)).toEqual([
    ...[`journal/${name}.jsonl`, `journal/${name}.sig`, `journal/${name}.summary.json`],
  ]);
  for (const path of paths.slice(2)) expect(day.files.get(path)).toEqual(await files.read(path));
  expect(paths[1]).toMatch(/^images\/shard-1-1-[0-9a-f]{64}\.tar$/);
  const shard = untar(day.files.get(paths[1]!)!);
  expect([...shard.keys()]).toEqual([bent, unsure, good].map(({ sha256 }) => `${sha256}.png`));
  const index = JSON.parse(new TextDecoder().decode(day.files.get(paths[0]!))) as Record<string, unknown>;
  expect(index).toMatchObject({ format: 1, shard: paths[1] });
  expect(Object.fromEntries(day.metrics.map(({ key, value }) => [key, value]))).toEqual({
    ...{ 'count/inspected': 4, 'count/defect': 1, 'count/unsure': 1, 'count/no_result': 0 },
    ...{ 'rate/defect': 0.25, 'ms/infer_p95': 23, 'journal/last_seq': 6, 'model/forceps': 3 },
    ...{ 'day/inspected': 4, 'day/defect': 1, 'day/unsure': 1, 'day/no_result': 0 },
  });
  expect(day.metrics.every(({ step: at }) => at === 1)).toBe(true);
  expect(Object.fromEntries(day.tags)).toMatchObject({
    ...{ 'loupe.kind': 'day', 'loupe.model': 'forceps@3', 'loupe.provider': 'cpu', 'loupe.app': '0.1.0' },
  });
});

test('a day adds up over its segments, and the next begins anew: the newest point is what tables show', async () => {
  const world = createWorld();
  const bench = await openBench({ world });
  const sealAnother = async (...verdicts: ('pass' | 'defect' | 'unsure')[]) => {
    for (const verdict of verdicts) await bench.inspect(`${bench.journal.head().seq}`, { verdict });
    await bench.journal.seal();
    expect(await bench.drain()).toBe(true);
  };
  await sealAnother('pass', 'defect', 'defect');
  await sealAnother('unsure');
  bench.clock.advance(86_400_000);
  await sealAnother('defect');
  const curve = (key: string) =>
    [...world.runs.values()].map(({ metrics }) =>
      metrics.flatMap((one) => (one.key === key ? [one.value] : [])),
    );
  expect([curve('day/inspected'), curve('day/defect'), curve('day/unsure')]).toEqual([
    [[3, 4], [1]],
    [[2, 2], [1]],
    [[0, 1], [0]],
  ]);
});

test('a day runs until the station has begun another: the registry says so once the first segment of that day is there', async () => {
  const world = createWorld();
  const bench = await openBench({ world });
  const { journal, clock } = bench;
  const ends = () => [...world.runs].map(([id, { ended }]) => `${id.split(/[ /]/)[2]} ${ended}`);
  const sealAnother = async (label: string) => {
    await bench.inspect(label);
    await journal.seal();
    expect(await bench.drain()).toBe(true);
  };
  await sealAnother('morning');
  await sealAnother('evening');
  expect(ends()).toEqual(['2026-01-01 null']);
  clock.advance(86_400_000);
  await sealAnother('tomorrow');
  expect(ends()).toEqual(['2026-01-01 FINISHED', '2026-01-02 null']);
});

test('frozen datasets, packages and evaluations arrive in runs of their own; a picture travels once', async () => {
  const world = createWorld();
  const bench = await openBench({ world });
  const { sha256: seen } = await bench.inspect('seen', { verdict: 'defect' });
  const { sha256, pictures } = await bench.freeze('trays', ['seen', 'other']);
  await bench.makePackage(2);
  await bench.journal.seal();
  expect(await bench.drain()).toBe(true);
  const paths = pathsOf(world).join('\n');
  expect(paths).toContain(`data/trays ${sha256} dataset/${sha256}.json`);
  expect(paths).toContain(`data/trays ${sha256} images/${pictures[1]!.slice(0, 2)}/${pictures[1]}.png`);
  expect(paths.split(seen)).toHaveLength(2);
  expect(paths).toMatch(/train\/model-\w+ evaluation-\w{32}-d{32}-test answers\.json/);
  expect([...world.packages.keys()]).toEqual([`model-${bench.journal.stationId.slice(0, 8)} 2`]);
});

test('whoever wants others to see now does not wait for the next seal', async () => {
  const bench = await openBench({ world: createWorld() });
  await bench.inspect('one');
  await settle();
  expect(await listSealed(bench.files)).toHaveLength(0);
  void bench.sender.now();
  await vi.waitFor(async () => expect(await listSealed(bench.files)).toHaveLength(1));
});

test('no more than four are on their way at once, and one while nothing goes through', async () => {
  let down = false;
  let [now, most] = [0, 0];
  const clock = createFakeClock();
  const line: Line = async (_, __, act) => {
    most = Math.max(most, ++now);
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 100));
    now--;
    if (down) throw new LoupeError('registry-unreachable', { cause: 'no route' });
    return act();
  };
  const bench = await openBench({ world: createWorld(), line, clock });
  for (let i = 0; i < 12; i++) {
    await bench.inspect(`piece ${i}`, { verdict: 'defect' });
    await bench.journal.seal();
  }
  down = true;
  for (let i = 0; i < 30; i++) {
    bench.clock.advance(15_000);
    await settle();
    if (i !== 5) continue;
    expect(most).toBe(4);
    most = 0;
  }
  expect(most).toBe(1);
  expect(bench.sender.status()).toMatchObject({ waiting: 24, parked: 0, paused: null, away: 'no route' });
  down = false;
  void bench.sender.now();
  expect(await bench.drain(100)).toBe(true);
  expect(most).toBe(4);
});

test('what fails together counts as one failure: after the first the wait is two seconds at most', async () => {
  let calls = 0;
  const line: Line = async () => {
    calls++;
    await settle(2);
    throw new LoupeError('registry-unreachable', { cause: 'no route' });
  };
  const disk = createDisk();
  const before = await openBench({ world: createWorld(), disk });
  for (let i = 0; i < 8; i++) {
    await before.inspect(`piece ${i}`, { score: 0 });
    await before.journal.seal();
  }
  await before.sender.close();
  await before.journal.close();
  for (let seed = 1; seed <= 5; seed++) {
    calls = 0;
    const bench = await openBench({ seed, world: createWorld(), line, disk });
    await settle();
    expect(calls).toBe(4);
    bench.clock.advance(2000);
    await settle();
    expect(calls).toBe(5);
    await bench.sender.close();
    await bench.journal.close();
  }
});

test('a server that asks for a minute is left alone for it', async () => {
  let asked = 0;
  const line: Line = async (_, __, act) => {
    if (asked++ === 0) throw new LoupeError('registry-unreachable', { cause: '429', retryAfterMs: 60_000 });
    return act();
  };
  const bench = await openBench({ world: createWorld(), line });
  await bench.inspect('one');
  await bench.journal.seal();
  for (let second = 0; second < 100; second++) {
    bench.clock.advance(1000);
    await settle(10);
    if (second > 15 && second < 59) expect(asked).toBe(1);
  }
  expect(bench.sender.status().waiting).toBe(0);
});

test('a limit of bytes a second is kept', async () => {
  const world = createWorld();
  const bench = await openBench({ world, bytesPerSecond: 1000 });
  await bench.inspect('x'.repeat(30_000), { verdict: 'defect' });
  await bench.journal.seal();
  const seconds = async () => {
    for (let second = 0; second < 200; second++) {
      await settle(10);
      if (second > 20 && bench.sender.status().waiting === 0) return second;
      bench.clock.advance(1000);
    }
    return Infinity;
  };
  const bytes = () => [...world.runs.values()].flatMap(({ files }) => [...files.values()]);
  const took = await seconds();
  const sent = bytes().reduce((sum, one) => sum + one.length, 0);
  expect(took).toBeGreaterThan((sent - 1000) / 1000);
  expect(took).toBeLessThan(sent / 1000 + 40);
});

test('another registry gets everything again, the same one nothing', async () => {
  const disk = createDisk();
  const [one, other] = [createWorld(), createWorld()];
  const first = await openBench({ world: one, disk });
  await first.inspect('bent', { verdict: 'defect' });
  await first.journal.seal();
  expect(await first.drain()).toBe(true);
  await first.sender.close();
  await first.journal.close();
  const calls: string[] = [];
  const line: Line = async (call, _, act) => (calls.push(call), act());
  const again = await openBench({ world: one, disk, line });
  await again.drain();
  await again.sender.close();
  expect(calls).toEqual(['list']);
  const moved = await openBench({ world: other, disk, registryId: 'two' });
  expect(await moved.drain()).toBe(true);
  expect(pathsOf(other)).toEqual(pathsOf(one));
});

test('where an empty registry stands at the same address, or an older copy, what it lacks is sent again: after an outage, and by itself', async () => {
  const worlds = [createWorld(), createWorld(), createWorld()] as const;
  let at = 0;
  let down = false;
  const shared = worldRuns(worlds[0]);
  const names = Object.keys(shared) as (keyof typeof shared)[];
  const moving = Object.fromEntries(
    names.map((name) => [
      name,
      async (...args: never[]) => {
        if (down) throw new LoupeError('registry-unreachable', { cause: 'no route' });
        return (worldRuns(worlds[at]!)[name] as (...args: never[]) => unknown)(...args);
      },
    ]),
  ) as unknown as typeof shared;
  const bench = await openBench({ world: worlds[0], shared: moving });
  await bench.inspect('bent', { verdict: 'defect' });
  await bench.journal.seal();
  expect(await bench.drain()).toBe(true);
  // While it is away another one comes.
  down = true;
  await bench.inspect('next', { verdict: 'defect' });
  await bench.journal.seal();
  expect(await bench.drain(20_000, 10)).toBe(false);
  down = false;
  at = 1;
  expect(await bench.drain()).toBe(true);
  expect(pathsOf(worlds[1])).toEqual(expect.arrayContaining(pathsOf(worlds[0])));
  const whole = pathsOf(worlds[1]);
  // Nothing was to send, so nobody has noticed.
  at = 2;
  bench.clock.advance(900_000);
  await settle();
  expect(await bench.drain()).toBe(true);
  expect(pathsOf(worlds[2])).toEqual(whole);
  expect(bench.logged.filter(({ what }) => String(what).includes('lost what it acknowledged'))).toHaveLength(
    2,
  );
});

import { expect, test } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { makeFolders, parentOf, writeWhole } from '../../durable.ts';
import { problemsOf } from '../../journal/filled.fixture.ts';
import { listSealed, pathOf, signaturePath } from '../../journal/segments.ts';
import { createFakeClock } from '../../platform-memory.fixture.ts';
import { signer } from '../statements/signer.fixture.ts';
import type { PinnedKey } from '../statements/report.ts';
import { clearLine, createWorld, type Line, type World } from '../sending/memory-runs.fixture.ts';
import { createLife } from '../sending/mortal.fixture.ts';
import { createDisk, openBench, type Bench } from '../sending/sender-bench.fixture.ts';
import { below } from './below.ts';
import { placeOf } from './copy.ts';
import { daysOf, forged, openFollowing, pass, report, treeOf } from './follow.fixture.ts';

/** A station with `segments` sealed segments of three lines each, all of them in the registry. */
async function sent(world: World, { segments = 3, seed = 11, clock = createFakeClock() } = {}) {
  const bench = await openBench({ seed, world, clock });
  for (let n = 0; n < segments; n++) {
    await bench.inspect(`piece ${n} a`);
    await bench.inspect(`piece ${n} b`);
    await bench.journal.seal();
  }
  expect(await bench.drain()).toBe(true);
  await report(bench);
  return bench;
}
const keyOf = ({ station }: Bench): PinnedKey => ({
  ...{ name: 'Bench', publicKey: station.publicKey, station: station.stationId },
});

/** A desk that follows what `bench` sent. */
async function desk(
  bench: Bench,
  world: World,
  { line = clearLine, trusted = [keyOf(bench)] as readonly PinnedKey[], disk = createDisk(5) } = {},
) {
  const own = await openBench({ seed: 5, world, line, clock: bench.clock, disk });
  return { own, ...openFollowing(own, () => trusted) };
}

/** Whether the desk has exactly the segments that the station sealed, byte for byte. */
async function expectSame(bench: Bench, { own }: { own: Bench }, until = Infinity) {
  const folder = placeOf(bench.station.stationId);
  const mine = await treeOf(bench.disk.files, 'journal');
  const names = (await listSealed(bench.files)).slice(0, until).map(({ name }) => name.replace('.jsonl', ''));
  const expected = [...mine].filter(([path]) => names.some((name) => path.includes(name)));
  const there = await treeOf(own.disk.files, `${folder}/journal`);
  expect([...there.keys()].toSorted()).toEqual(expected.map(([path]) => `${folder}/${path}`).toSorted());
  for (const [path, bytes] of expected) expect(there.get(`${folder}/${path}`), path).toEqual(bytes);
  expect(await problemsOf(below(own.disk.files, folder), bench.station)).toEqual([]);
}

test('what a trusted station sealed is here, byte for byte; what it seals later comes too', async () => {
  const world = createWorld();
  const bench = await sent(world);
  const there = await desk(bench, world);
  const heard: string[] = [];
  there.followed.watch((station) => heard.push(station));
  await pass(bench);
  await expectSame(bench, there);
  expect(there.followed.stations()).toMatchObject([
    { station: bench.station.stationId, head: bench.journal.head(), trusted: true, problem: null },
  ]);
  expect(heard).toEqual(Array.from({ length: 4 }, () => bench.station.stationId));
  await bench.inspect('later');
  await bench.journal.seal();
  expect(await bench.drain()).toBe(true);
  await report(bench);
  await pass(bench, 2);
  await expectSame(bench, there);
  expect(await treeOf(there.own.disk.files, `${placeOf(bench.station.stationId)}/refused`)).toEqual(
    new Map(),
  );
});

test('nothing is asked of a station that is quiet but its report; its own journal a station never follows', async () => {
  const world = createWorld();
  const bench = await sent(world);
  const asked: string[] = [];
  const line: Line = async (call, what, act) => {
    if (call === 'get' || call === 'list') asked.push(`${call} ${what}`);
    return act();
  };
  const there = await desk(bench, world, { line });
  await report(there.own);
  await pass(bench);
  const listed = `list inspect/${bench.station.stationId}`;
  expect(asked.filter((one) => one === listed)).toHaveLength(1);
  asked.length = 0;
  await pass(bench);
  expect(new Set(asked)).toEqual(
    new Set(['list ', `get inspect/${bench.station.stationId} station station.json`]),
  );
});

test('while a station inspects, nothing is listed of it until it seals; then once, and once an hour in any case', async () => {
  const world = createWorld();
  const bench = await sent(world);
  const asked: string[] = [];
  const line: Line = async (call, what, act) => {
    asked.push(`${call} ${what}`);
    return act();
  };
  const there = await desk(bench, world, { line });
  await pass(bench);
  const listings = () =>
    asked.splice(0).filter((one) => one === `list inspect/${bench.station.stationId}`).length;
  expect(listings()).toBe(1);
  const working = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await bench.inspect(`piece ${minute}`);
      await report(bench);
      await pass(bench);
    }
  };
  await working(10);
  expect(listings()).toBe(0);
  await bench.journal.seal();
  await pass(bench, 3);
  expect(await bench.drain()).toBe(true);
  expect(listings()).toBe(0);
  await working(3);
  expect(listings()).toBe(1);
  expect(there.followed.stations()).toMatchObject([{ head: { seq: 20 }, problem: null }]);
  // It seals and sends, and ends before it can say so.
  await bench.journal.seal();
  expect(await bench.drain()).toBe(true);
  await pass(bench, 20);
  expect([listings(), there.followed.stations()[0]!.head.seq]).toEqual([0, 20]);
  await pass(bench, 60);
  expect(listings()).toBeGreaterThan(0);
  await expectSame(bench, there);
});

test('the report of a station that is not trusted is read once a day where a key is nobody’s in particular, else never; at once when the keys change', async () => {
  const world = createWorld();
  const bench = await sent(world);
  let asked = 0;
  const line: Line = async (call, what, act) => {
    if (call === 'get' && what.startsWith(`inspect/${bench.station.stationId} `)) asked++;
    return act();
  };
  const other = await openBench({ seed: 3, world: createWorld() });
  const trusted: PinnedKey[] = [keyOf(other)];
  const there = await desk(bench, world, { line, trusted });
  await pass(bench, 20);
  expect(asked).toBe(0);
  trusted.push({ name: 'Trainer', publicKey: signer().publicKey });
  await pass(bench, 20);
  expect(asked).toBe(1);
  bench.clock.advance(24 * 3_600_000);
  await pass(bench, 20);
  expect(asked).toBe(2);
  trusted.push(keyOf(bench));
  await pass(bench, 2);
  await expectSame(bench, there);
});

test.each([
  ['no-report', async (bench: Bench) => [keyOf(bench)]],
  ['not-trusted', async (bench: Bench) => (await report(bench), [])],
  [
    'key-changed',
    async (bench: Bench, other: Bench) => {
      await report(bench);
      return [{ ...keyOf(other), station: bench.station.stationId }];
    },
  ],
  [
    'not-trusted',
    async (bench: Bench, other: Bench) => {
      await report(bench);
      return [{ ...keyOf(bench), station: other.station.stationId }];
    },
  ],
] as const)('%s: nothing of a station is fetched before its key is trusted', async (code, prepare) => {
  const world = createWorld();
  const bench = await sent(world);
  world.runs.delete(`inspect/${bench.station.stationId} station`);
  const other = await openBench({ seed: 3, world: createWorld() });
  const fetched: string[] = [];
  const line: Line = async (call, what, act) => {
    if (call === 'get' && what.includes('journal/')) fetched.push(what);
    return act();
  };
  const trusted: PinnedKey[] = [...(await prepare(bench, other))];
  const there = await desk(bench, world, { line, trusted });
  await pass(bench);
  expect(there.followed.stations()).toMatchObject([{ head: { seq: 0 }, trusted: false, problem: { code } }]);
  expect(fetched).toEqual([]);
  // An admin trusts it.
  await report(bench);
  trusted.splice(0, 1, keyOf(bench));
  await pass(bench, 2);
  await expectSame(bench, there);
  expect(there.followed.stations()).toMatchObject([{ trusted: true, problem: null }]);
});

/** What somebody does to the second of three segments in the registry, and what the desk says of it. */
const harms: Record<
  string,
  {
    readonly why: RegExp;
    readonly code?: string;
    harm(files: Map<string, Uint8Array>, paths: readonly string[], bench: Bench, other: Bench): void;
  }
> = {
  'a changed line': {
    why: /do not match the hash in its name/,
    harm(files, [path]) {
      files.set(path!, new TextEncoder().encode(text(files.get(path!)!).replace('"pass"', '"defect"')));
    },
  },
  'a file cut short': {
    why: /do not match the hash in its name/,
    harm(files, [path]) {
      files.set(path!, files.get(path!)!.slice(0, -40));
    },
  },
  'an empty file': {
    why: /do not match the hash in its name/,
    harm: (files, [path]) => void files.set(path!, new Uint8Array()),
  },
  'a signature of nobody': {
    why: /signature is not JSON/,
    harm: (files, [, signature]) => void files.set(signature!, new TextEncoder().encode('<html>')),
  },
  'the signature of another segment': {
    why: /signature does not match/,
    harm(files, [, signature]) {
      const other = [...files.keys()].find((path) => path.endsWith('.sig') && path !== signature)!;
      files.set(signature!, files.get(other)!);
    },
  },
  'another segment under its first line, signed by another key': {
    why: /signed with a key this station never had/,
    harm(files, paths, bench, other) {
      replace(files, paths, { ...other.station, stationId: bench.station.stationId });
    },
  },
  'another segment, signed with its key under another name': {
    why: /signed as a segment of zzzzzzzz/,
    harm: (files, paths, bench) => replace(files, paths, { ...bench.station, stationId: 'zzzzzzzz' }),
  },
  'another segment that its own key signed, after another line': {
    ...{ why: /line 4 does not follow the line before it/, code: 'parted' },
    harm: (files, paths, { station }) =>
      replace(files, paths, station, (fields, i) => (i === 0 ? { ...fields, prev: 'f'.repeat(64) } : fields)),
  },
  'another segment that its own key signed, after another segment': {
    ...{ why: /it follows 1-f+\.jsonl/, code: 'parted' },
    harm: (files, paths, { station }) =>
      replace(files, paths, station, (fields, i) =>
        i === 0
          ? { ...fields, data: { previous: { segment: `1-${'f'.repeat(64)}.jsonl`, hash: '' } } }
          : fields,
      ),
  },
  'a journal that changes its id and does not say why': {
    why: /changes the id of the journal without saying why/,
    harm: (files, paths, { station }) =>
      replace(files, paths, station, (fields) => ({ ...fields, journal: 'another-journal' })),
  },
  'a line that leaves one out': {
    ...{ why: /line 6 stands where 5 belongs/, code: 'parted' },
    harm: (files, paths, { station }) =>
      replace(files, paths, station, (fields, i) => (i === 0 ? fields : { ...fields, seq: fields.seq + 1 })),
  },
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function replace(
  files: Map<string, Uint8Array>,
  [path, signature]: readonly string[],
  by: Bench['station'],
  change: Parameters<typeof forged>[2] = (fields) => fields,
): void {
  const made = forged(files.get(path!)!, by, (fields, i) =>
    change({ ...fields, at: '2026-01-01T00:00:00.001Z' }, i),
  );
  files.delete(path!);
  files.delete(signature!);
  files.set(`journal/${made.name}`, made.bytes);
  files.set(`journal/${made.name.replace('.jsonl', '.sig')}`, made.signature);
}

test.each(Object.entries(harms))(
  '%s is put aside with its reason; nothing of it enters',
  async (_, { why, code = 'refused', harm }) => {
    const world = createWorld();
    const bench = await sent(world);
    const other = await openBench({ seed: 3, world: createWorld() });
    const { files } = daysOf(world, bench.station.stationId)[0]!;
    const kept = new Map(files);
    const second = (await listSealed(bench.files))[1]!;
    harm(files, [pathOf(second), signaturePath(second)], bench, other);
    const there = await desk(bench, world);
    await pass(bench, 3);
    const [one] = there.followed.stations();
    expect(one).toMatchObject({ head: { seq: 3 }, trusted: true, problem: { code } });
    expect(one!.problem).toHaveProperty('why', expect.stringMatching(why));
    await expectSame(bench, there, 1);
    const aside = await treeOf(there.own.disk.files, `${placeOf(bench.station.stationId)}/refused`);
    expect(aside.size).toBe(2);
    const [[, bytes], [, reason]] = [...aside] as [[string, Uint8Array], [string, Uint8Array]];
    expect([...files.values()].some((there) => Buffer.compare(there, bytes) === 0)).toBe(true);
    expect(text(reason)).toMatch(why);
    // Over there it is mended: it comes, and the reason is gone.
    files.clear();
    for (const entry of kept) files.set(...entry);
    await pass(bench, 10);
    await expectSame(bench, there);
    expect(there.followed.stations()).toMatchObject([{ problem: null }]);
  },
);

test('a segment that is missing in the middle holds up those after it, is named, and comes', async () => {
  const world = createWorld();
  const bench = await sent(world, { segments: 4 });
  const { files } = daysOf(world, bench.station.stationId)[0]!;
  const path = pathOf((await listSealed(bench.files))[2]!);
  const bytes = files.get(path)!;
  files.delete(path);
  const there = await desk(bench, world);
  await pass(bench, 1);
  expect(there.followed.stations()).toMatchObject([{ head: { seq: 6 }, problem: null }]);
  await pass(bench, 2);
  expect(there.followed.stations()).toMatchObject([{ problem: { code: 'missing', after: 6 } }]);
  await expectSame(bench, there, 2);
  files.set(path, bytes);
  await pass(bench, 2);
  await expectSame(bench, there);
  expect(there.followed.stations()).toMatchObject([{ problem: null }]);
});

test('two journals that part are not mixed, whichever was here first', async () => {
  const world = createWorld();
  const bench = await sent(world);
  const { files } = daysOf(world, bench.station.stationId)[0]!;
  const third = (await listSealed(bench.files))[2]!;
  const made = forged(files.get(pathOf(third))!, bench.station, (fields) => ({
    ...fields,
    at: '2026-01-01T00:00:00.001Z',
  }));
  const early = await desk(bench, world);
  await pass(bench);
  files.set(`journal/${made.name}`, made.bytes);
  files.set(`journal/${made.name.replace('.jsonl', '.sig')}`, made.signature);
  const late = await desk(bench, world, { disk: createDisk(6) });
  // The station goes on in its own way.
  await bench.inspect('later');
  await bench.journal.seal();
  expect(await bench.drain()).toBe(true);
  await report(bench);
  await pass(bench, 2);
  const problem = { code: 'parted' };
  expect(early.followed.stations()).toMatchObject([{ head: bench.journal.head(), problem }]);
  await expectSame(bench, early);
  expect(late.followed.stations()).toMatchObject([{ head: { seq: 6 }, problem }]);
  await expectSame(bench, late, 2);
});

test('names that are none of ours are passed over', async () => {
  const world = createWorld();
  const bench = await sent(world, { segments: 1 });
  const [day] = daysOf(world, bench.station.stationId);
  const put = (collection: string, key: string, path: string) =>
    world.runs.set(`${collection} ${key}`, {
      ...{ ...day!, collection, key },
      files: new Map([[path, new TextEncoder().encode('{}')]]),
    });
  for (const station of ['..', '../../x', 'UPPERCASE', 'short', 'a/b', 'con', 'x'.repeat(40)])
    put(`inspect/${station}`, 'station', 'station.json');
  put(`inspect/${bench.station.stationId}`, '../../../etc', 'journal/1.jsonl');
  for (const name of [
    '../../../x.jsonl',
    '1.jsonl',
    `0-${'a'.repeat(64)}.jsonl`,
    `9-${'A'.repeat(64)}.jsonl`,
  ])
    day!.files.set(`journal/${name}`, new Uint8Array());
  day!.files.set(`journal/9-${'a'.repeat(64)}.jsonl`, new Uint8Array());
  const there = await desk(bench, world);
  await pass(bench, 3);
  expect(there.followed.stations()).toMatchObject([{ station: bench.station.stationId, problem: null }]);
  expect(await there.own.disk.files.list('stations')).toEqual([bench.station.stationId]);
  await expectSame(bench, there);
});

test('a registry that is away, refuses or asks for patience is asked less and less; what was missed comes', async () => {
  const world = createWorld();
  const bench = await sent(world);
  let away: LoupeError | null = new LoupeError('registry-unreachable', { cause: 'no route' });
  let asked = 0;
  const line: Line = async (_, __, act) => {
    asked++;
    if (away !== null) throw away;
    return act();
  };
  const there = await desk(bench, world, { line });
  await pass(bench, 60);
  expect(asked).toBeLessThan(40);
  await there.follower.now();
  away = new LoupeError('registry-refused', { cause: '401' });
  await there.follower.now();
  expect(there.follower.paused()).toContain('401');
  away = null;
  await there.follower.now();
  expect(there.follower.paused()).toBeNull();
  await expectSame(bench, there);
});

test('a station that may not be read does not keep others from being followed', async () => {
  const world = createWorld();
  const bench = await sent(world);
  const other = await sent(world, { seed: 12, clock: bench.clock });
  const line: Line = async (_, what, act) => {
    if (what.startsWith(`inspect/${other.station.stationId}`))
      throw new LoupeError('registry-refused', { cause: 'Permission denied' });
    return act();
  };
  const there = await desk(bench, world, { line, trusted: [keyOf(bench), keyOf(other)] });
  await pass(bench, 20);
  await expectSame(bench, there);
  const refused = there.followed.stations().find(({ station }) => station === other.station.stationId);
  expect(refused).toMatchObject({ problem: { code: 'stopped' } });
});

test('a process that dies between any two steps leaves whole segments, and the next goes on', async () => {
  const world = createWorld();
  const bench = await sent(world);
  let deaths = 0;
  for (let n = 1; ; n += n < 40 ? 1 : 7) {
    const disk = createDisk(n);
    const life = createLife(() => {
      if (n % 2 === 0) disk.files.cutPower();
    });
    const own = await openBench({ seed: 5, world, clock: bench.clock, disk, life });
    life.dieIn(n);
    await Promise.race([
      (async () => {
        openFollowing(own, () => [keyOf(bench)]);
        await pass(bench);
      })(),
      life.ended,
    ]);
    const died = life.over();
    life.dieIn(0);
    disk.files.powerOn();
    const there = await desk(bench, world, { disk });
    const { head } = there.followed.stations()[0] ?? { head: { seq: 0 } };
    expect([0, 3, 6, 9]).toContain(head.seq);
    await pass(bench, 2);
    await expectSame(bench, there);
    await there.follower.close();
    await there.own.sender.close();
    if (!died) break;
    deaths++;
  }
  expect(deaths).toBeGreaterThan(40);
}, 60_000);

/** A disk that somebody brought back from a backup: same files, other ones to the file system. */
async function restoredDisk({ disk }: Bench): Promise<() => Promise<typeof disk>> {
  const backup = await treeOf(disk.files, '');
  return async () => {
    const fresh = { ...createDisk(7), secrets: disk.secrets };
    for (const [path, bytes] of backup) {
      await makeFolders(fresh.files, parentOf(path));
      await writeWhole(fresh.files, path, bytes);
    }
    return fresh;
  };
}

test('a station that was restored from a backup is followed anew by an admin’s word; what was here before is kept', async () => {
  const world = createWorld();
  const bench = await sent(world, { segments: 2 });
  const restore = await restoredDisk(bench);
  const there = await desk(bench, world);
  await bench.inspect('lost with the disk');
  await bench.journal.seal();
  expect(await bench.drain()).toBe(true);
  await report(bench);
  await pass(bench, 2);
  await expectSame(bench, there);
  const id = bench.station.stationId;
  const tell: string[][] = [];
  const anew = () => there.follower.anew(id, (left) => Promise.resolve(tell.push([...left])));
  await expect(anew()).rejects.toMatchObject({ code: 'conflict' });
  const lost = await treeOf(there.own.disk.files, `${placeOf(id)}/journal`);
  await bench.sender.close();
  await bench.journal.close();

  const again = await openBench({ seed: 12, world, clock: bench.clock, disk: await restore() });
  expect(again.journal.journalId).not.toBe(bench.journal.journalId);
  await again.inspect('after the backup');
  await again.journal.seal();
  expect(await again.drain()).toBe(true);
  await report(again);
  await pass(again, 3);
  expect(there.followed.stations()).toMatchObject([{ head: { seq: 8 }, problem: { code: 'parted' } }]);
  expect(await treeOf(there.own.disk.files, `${placeOf(id)}/journal`)).toEqual(lost);

  await anew();
  await pass(again, 3);
  await expectSame(again, there);
  expect(there.followed.stations()).toMatchObject([{ head: again.journal.head(), problem: null }]);
  expect(tell).toEqual([[bench.journal.journalId]]);
  const aside = await treeOf(there.own.disk.files, `${placeOf(id)}/aside/1`);
  expect([...aside.values()]).toEqual([...lost.values()]);
  await expect(anew()).rejects.toMatchObject({ code: 'conflict' });

  // It stays so after a start, and as the station goes on.
  await there.follower.close();
  const later = await desk(again, world, { disk: there.own.disk });
  await again.inspect('later');
  await again.journal.seal();
  expect(await again.drain()).toBe(true);
  await report(again);
  await pass(again, 3);
  await expectSame(again, later);
  expect(later.followed.stations()).toMatchObject([{ problem: null }]);
});

import { expect, test } from 'vitest';
import { parseEvent, type EventOf, type JournalEvent } from '../../../contract/events.ts';
import { technician } from '../../events.fixture.ts';
import { listSealed, pathOf } from '../../journal/segments.ts';
import { linesOf } from '../../journal/filled.fixture.ts';
import { createFakeClock, type FakeClock } from '../../platform-memory.fixture.ts';
import { seeded } from '../../seeded.fixture.ts';
import { badLine } from './bad-line.fixture.ts';
import { gamesOf, hashesInTurn, outages } from './game.fixture.ts';
import { createWorld, untar, type Line, type StoredRun, type World } from './memory-runs.fixture.ts';
import { createLife } from './mortal.fixture.ts';
import { createDisk, openBench, settle, type Bench } from './sender-bench.fixture.ts';

// Sending played as a game: stations inspect, label, freeze and seal; the registry goes away for a minute or a month, loses answers, and
// processes die between any two steps, half of them with the power. In the end the registry holds everything exactly once.

const { games, first } = gamesOf(50);
hashesInTurn();

/** @returns how often a process died */
async function play(seed: number): Promise<number> {
  const chance = seeded(seed);
  const below = (count: number) => Math.floor(chance() * count);
  const world = createWorld();
  const clock = createFakeClock();
  const outage = { until: 0 };
  const stormy = badLine(chance, clock, outage);
  let calm = false;
  const line: Line = (call, what, act) => (calm ? Promise.resolve(act()) : stormy(call, what, act));
  const stations: Station[] = [];
  for (let i = 0; i <= below(3); i++)
    stations.push(await openPlayed(seed * 10 + i, world, line, clock, chance));

  for (let turn = 0; turn < 80; turn++) {
    const station = stations[below(stations.length)]!;
    await station.revive();
    if (below(3) === 0) station.bench().life.dieIn(1 + below(300));
    if (turn < 40 && below(15) === 0) outage.until = clock.monotonic() + outages[below(outages.length)]!;
    // The second half of the game is for sending: what waits goes out, and dies on its way.
    if (turn < 40) await station.act(below);
    if (turn >= 40 || below(3) === 0) {
      // An outage is passed in a few long steps, a working day in short ones.
      const left = Math.max(0, outage.until - clock.monotonic());
      clock.advance(below(4) === 0 ? left : below(60) * 1000);
      await settle(below(30));
    }
  }
  calm = true;
  for (const station of stations) {
    await station.revive();
    await station.bench().journal.seal();
    // The wait that the last failure asked for, an hour at most, is over before the journal is looked at again.
    for (let i = 0; i < 3; i++) {
      clock.advance(1200_000);
      await settle();
    }
    expect(await station.bench().drain()).toBe(true);
    await station.bench().journal.seal();
    clock.advance(20_000);
    expect(await station.bench().drain()).toBe(true);
    await agrees(station.bench(), world);
  }
  expect(world.overwritten).toEqual([]);
  return stations.reduce((sum, { starts }) => sum + starts() - 1, 0);
}

interface Station {
  bench(): Bench;
  starts(): number;
  revive(): Promise<void>;
  act(below: (count: number) => number): Promise<void>;
}

/** A station that starts again on its disk after it died. */
async function openPlayed(
  seed: number,
  world: World,
  line: Line,
  clock: FakeClock,
  chance: () => number,
): Promise<Station> {
  const disk = createDisk(seed);
  let starts = 0;
  const open = () => {
    const life = createLife(() => {
      if (chance() < 0.5) disk.files.cutPower();
    });
    return openBench({ seed: seed * 100 + starts++, world, line, clock, disk, life });
  };
  let bench = await open();
  let pieces = 0;
  let versions = 0;
  const known: string[] = [];
  return {
    bench: () => bench,
    starts: () => starts,
    async revive() {
      if (!bench.life.over()) return bench.life.dieIn(Infinity);
      disk.files.powerOn();
      bench = await open();
    },
    async act(below) {
      const deed = below(10);
      const piece = () => `station ${seed} piece ${pieces++} ${'x'.repeat(below(400))}`;
      const doing = (async () => {
        if (deed < 5) {
          const verdict = (['pass', 'defect', 'unsure', 'no-result'] as const)[below(4)]!;
          known.push((await bench.inspect(piece(), { verdict })).id);
        } else if (deed === 5 && known.length > 0) {
          const inspection = known[below(known.length)]!;
          await bench.journal.append('label.set', { inspection, replaces: [], verdict: 'pass' }, technician);
        } else if (deed === 6) {
          await bench.freeze(`set-${below(3)}`, [piece(), piece(), `station ${seed} again`]);
        } else if (deed === 7) {
          await bench.makePackage(++versions);
        } else {
          await bench.journal.seal();
        }
      })();
      await Promise.race([doing, bench.life.ended]);
    },
  };
}

/** What the registry holds of a station is what lies on its disk: everything that is owed, once, byte for byte. */
async function agrees(
  { journal, disk: { files, packages }, images, sender }: Bench,
  world: World,
): Promise<void> {
  expect(sender.status()).toEqual({ waiting: 0, parked: 0, since: null, paused: null, away: null });
  const station = journal.stationId;
  const mine = [...world.runs.values()].filter(
    ({ tags, collection }) => tags.get('loupe.station') === station || collection === `inspect/${station}`,
  );
  const stored = mine.flatMap((run) => [...run.files].map(([path, bytes]) => ({ run, path, bytes })));

  const segments = await listSealed(files);
  const sent = stored.filter(({ path }) => path.startsWith('journal/'));
  expect(sent.map(({ path }) => path).toSorted()).toEqual(
    segments
      .flatMap((segment) =>
        ['.jsonl', '.sig', '.summary.json'].map((end) => pathOf(segment).replace('.jsonl', end)),
      )
      .toSorted(),
  );
  for (const { path, bytes } of sent) expect(Buffer.compare(bytes, await files.read(path))).toBe(0);

  const events = (await linesOf(files)).flatMap(({ line }) => parseEvent(line) ?? []);
  figuresAgree(mine, events);

  const pictures = new Map<string, number>();
  for (const { path, bytes } of stored) {
    const found = path.endsWith('.tar') ? untar(bytes) : new Map([[path, bytes]]);
    if (!path.startsWith('images/') || path.endsWith('.json')) continue;
    for (const [name, content] of found) {
      const sha256 = name.replace(/^.*\//, '').slice(0, 64);
      pictures.set(sha256, (pictures.get(sha256) ?? 0) + 1);
      expect(Buffer.compare(content, (await images.get(sha256)).bytes)).toBe(0);
    }
  }
  expect([...pictures].filter(([, times]) => times !== 1)).toEqual([]);
  const inspected = new Map(
    events.flatMap((event) =>
      event.kind === 'inspection.recorded' ? [[`${station}-${event.seq}`, event.data]] : [],
    ),
  );
  for (const [id, { verdict, image }] of inspected) {
    const labelled = events.some((event) => event.kind === 'label.set' && event.data.inspection === id);
    if (verdict === 'defect' || verdict === 'unsure' || labelled)
      expect(pictures.has(image.sha256)).toBe(true);
  }

  const frozen = events.filter((event) => event.kind === 'dataset.frozen');
  const lists = stored.filter(({ path }) => path.startsWith('dataset/'));
  expect(lists.map(({ path }) => path).toSorted()).toEqual(
    [...new Set(frozen.map(({ data }) => `dataset/${data.sha256}.json`))].toSorted(),
  );
  for (const { name, sha256 } of frozen.map(({ data }) => data)) {
    const list = await files.read(`datasets/${name}/${sha256}.json`);
    expect(lists.some(({ bytes }) => Buffer.compare(bytes, list) === 0)).toBe(true);
    for (const { image } of (JSON.parse(new TextDecoder().decode(list)) as { entries: { image: string }[] })
      .entries)
      expect(pictures.has(image)).toBe(true);
  }
  const moved = events.filter((event) => event.kind === 'limits.moved');
  for (const { data } of moved) expect(world.packages.get(`${data.name} ${data.version}`)).toBe(data.sha256);
  expect(moved.every(({ data }) => packages.has(data.sha256))).toBe(true);
  const evaluated = events.filter((event) => event.kind === 'evaluation.made').length;
  expect(stored.filter(({ path }) => path === 'answers.json')).toHaveLength(evaluated);
}

/** The charts say what the lines say: each segment's figures once, together as many inspections as there are. */
function figuresAgree(mine: readonly StoredRun[], events: readonly JournalEvent[]): void {
  const metrics = mine.flatMap((run) => run.metrics);
  const of = (key: string) => metrics.filter((metric) => metric.key === key);
  const starts = of('count/inspected').map(({ step }) => step);
  expect(new Set(starts).size).toBe(starts.length);
  const total = (key: string) => of(key).reduce((sum, { value }) => sum + value, 0);
  const recorded = events.filter(
    (event): event is EventOf<'inspection.recorded'> => event.kind === 'inspection.recorded',
  );
  expect(total('count/inspected')).toBe(recorded.length);
  expect(total('count/defect')).toBe(recorded.filter(({ data }) => data.verdict === 'defect').length);
  expect(total('count/unsure')).toBe(recorded.filter(({ data }) => data.verdict === 'unsure').length);
}

test(`${games} games of one to three stations: outages up to a month, lost answers, kills between any two steps`, async () => {
  const lost: string[] = [];
  let kills = 0;
  for (let seed = first; seed < first + games; seed++)
    try {
      kills += await play(seed);
    } catch (error) {
      lost.push(`seed ${seed}: ${String(error)}`);
    }
  expect(lost).toEqual([]);
  expect(kills).toBeGreaterThan(2 * games);
}, 1_800_000);

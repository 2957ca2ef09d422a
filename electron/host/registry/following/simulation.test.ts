import { expect, test } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { parseEvent, type EventOf, type JournalEvent } from '../../../contract/events.ts';
import { technician } from '../../events.fixture.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import { linesOf } from '../../journal/filled.fixture.ts';
import { listSealed, pathOf } from '../../journal/segments.ts';
import { createFakeClock, type FakeClock } from '../../platform-memory.fixture.ts';
import { seeded } from '../../seeded.fixture.ts';
import { badLine } from '../sending/bad-line.fixture.ts';
import { gamesOf, hashesInTurn, outages } from '../sending/game.fixture.ts';
import { createWorld, type Line, type World } from '../sending/memory-runs.fixture.ts';
import { createLife } from '../sending/mortal.fixture.ts';
import { createDisk, openBench, settle, type Bench } from '../sending/sender-bench.fixture.ts';
import { placeOf } from './copy.ts';
import type { FollowedJournal } from './followed.ts';
import { openFollowing, report } from './follow.fixture.ts';

// Stations and a desk that follow each other, played as a game: they inspect, label what others inspected, look at each other's pictures; the
// registry goes away, loses answers, and holds for a while what somebody has changed; processes die between any two steps. No line that was not
// verified ever enters, and in the end all hold the same.

const { games, first } = gamesOf(20);
/** Lost once: what was put aside and came whole later stayed there after a kill. */
const lostBefore = process.env['LOUPE_SEED'] === undefined ? [70, 211, 516, 745, 812] : [];
hashesInTurn();

type Below = (count: number) => number;
interface Player {
  bench(): Bench;
  following(): ReturnType<typeof openFollowing>;
  starts(): number;
  revive(): Promise<void>;
  act(below: Below): Promise<void>;
}
/** What came of all games. */
interface Tally {
  kills: number;
  refused: number;
  fetched: number;
  wishes: number;
}

async function play(seed: number, tally: Tally): Promise<void> {
  const chance = seeded(seed);
  const below: Below = (count) => Math.floor(chance() * count);
  const world = createWorld();
  const clock = createFakeClock();
  const outage = { until: 0 };
  const stormy = badLine(chance, clock, outage);
  let calm = false;
  const line: Line = (call, what, act) => (calm ? Promise.resolve(act()) : stormy(call, what, act));
  const players: Player[] = [];
  const trusted = () =>
    players
      .map((player) => player.bench().station)
      .map(({ publicKey, stationId }) => ({
        ...{ name: 'Station', publicKey, station: stationId },
      }));
  for (let i = 0; i < 4; i++)
    players.push(await openPlayer({ seed: seed * 10 + i, world, line, clock, chance, trusted, tally }));
  const tampering = createTampering(world, below);

  for (let turn = 0; turn < 80; turn++) {
    const player = players[below(players.length)]!;
    await player.revive();
    if (below(3) === 0) player.bench().life.dieIn(1 + below(400));
    if (turn < 50 && below(15) === 0) outage.until = clock.monotonic() + outages[below(outages.length)]!;
    if (below(8) === 0) tampering.change();
    if (below(8) === 0) tampering.mend();
    await player.act(below);
    if (below(3) > 0) {
      const left = Math.max(0, outage.until - clock.monotonic());
      clock.advance(below(4) === 0 ? left : below(90) * 1000);
      await settle(below(40));
    }
    if (turn % 10 === 0) await holdTheTruth(players);
  }
  await holdTheTruth(players);
  tampering.mend();
  calm = true;
  // Twice: wishes of the first round are answered in the second.
  for (let round = 0; round < 3; round++) {
    for (const player of players) {
      await player.revive();
      await player.bench().journal.seal();
      clock.advance(3_700_000);
      await settle();
      expect(await player.bench().drain()).toBe(true);
      await report(player.bench());
    }
    for (const player of players) {
      // What was put aside is looked at again a day later at the latest.
      clock.advance(90_000_000);
      const looked = player.following().follower.now();
      for (let i = 0; i < 40; i++) await settle(20);
      await looked;
      if (round === 0) await lookAtAll(player, tally);
    }
  }
  await agree(players, tally);
  tally.kills += players.reduce((sum, { starts }) => sum + starts() - 1, 0);
}

/** A station that starts again on its disk after it died. */
async function openPlayer({
  seed,
  world,
  line,
  clock,
  chance,
  trusted,
  tally,
}: {
  readonly seed: number;
  readonly world: World;
  readonly line: Line;
  readonly clock: FakeClock;
  readonly chance: () => number;
  readonly trusted: Parameters<typeof openFollowing>[1];
  readonly tally: Tally;
}): Promise<Player> {
  const disk = createDisk(seed);
  let starts = 0;
  const open = async () => {
    const life = createLife(() => {
      if (chance() < 0.5) disk.files.cutPower();
    });
    const opened = await openBench({ seed: seed * 100 + starts++, world, line, clock, disk, life });
    return { bench: opened, following: openFollowing(opened, trusted) };
  };
  let { bench, following } = await open();
  let pieces = 0;
  return {
    bench: () => bench,
    following: () => following,
    starts: () => starts,
    async revive() {
      if (!bench.life.over()) return bench.life.dieIn(Infinity);
      disk.files.powerOn();
      tally.refused += refusedBy(bench);
      ({ bench, following } = await open());
    },
    async act(below) {
      const deed = below(10);
      const heard = async (): Promise<EventOf<'inspection.recorded'>[]> => {
        const stations = bench.followed.stations().filter(({ head }) => head.seq > 0);
        if (stations.length === 0) return [];
        const { station } = stations[below(stations.length)]!;
        return (await inspectionsIn(bench.followed.journal(station))).map((event) => ({
          ...event,
          journal: station,
        }));
      };
      const doing = (async () => {
        if (deed < 4) {
          const verdict = (['pass', 'defect', 'unsure', 'no-result'] as const)[below(4)]!;
          await bench.inspect(`station ${seed} piece ${pieces++} ${'x'.repeat(below(400))}`, { verdict });
        } else if (deed < 6) {
          const events = await heard();
          const event = events[below(Math.max(1, events.length))];
          if (event === undefined) return;
          const inspection = `${event.journal}-${event.seq}`;
          await bench.journal.append('label.set', { inspection, replaces: [], verdict: 'pass' }, technician);
        } else if (deed < 8) {
          const events = await heard();
          const event = events[below(Math.max(1, events.length))];
          // It may take as long as it likes: time goes on.
          if (event !== undefined) void look(following, event.data.image.sha256, tally);
        } else {
          await bench.journal.seal();
        }
        // As it does at each poll, if it gets through.
        await report(bench).catch(() => undefined);
      })();
      await Promise.race([doing, bench.life.ended]);
    },
  };
}

async function look({ far }: ReturnType<typeof openFollowing>, sha256: string, tally: Tally): Promise<void> {
  try {
    await far.get(sha256);
    tally.fetched++;
  } catch (error) {
    if (!(error instanceof LoupeError)) throw error;
  }
}

/** Somebody with the rights to write there changes a byte of a segment or a picture, until it is mended. */
function createTampering(world: World, below: Below) {
  const before = new Map<Map<string, Uint8Array>, Map<string, Uint8Array>>();
  return {
    change() {
      const runs = [...world.runs.values()].filter(({ files }) => files.size > 0);
      if (runs.length === 0) return;
      const { files } = runs[below(runs.length)]!;
      const paths = [...files.keys()];
      const path = paths[below(paths.length)]!;
      const kept = before.get(files) ?? new Map<string, Uint8Array>();
      before.set(files, kept.has(path) ? kept : kept.set(path, files.get(path)!));
      const bytes = files.get(path)!.slice();
      if (bytes.length === 0) return;
      bytes[below(bytes.length)]! ^= 1 + below(255);
      files.set(path, below(3) === 0 ? bytes.slice(0, below(bytes.length)) : bytes);
    },
    mend() {
      for (const [files, kept] of before) for (const [path, bytes] of kept) files.set(path, bytes);
      before.clear();
    },
  };
}

/** Whatever anybody holds of a station is what that station sealed, byte for byte, in its order and without a gap. */
async function holdTheTruth(players: readonly Player[]): Promise<void> {
  for (const owner of players) {
    const { disk, station } = owner.bench();
    const sealed = (await listSealed(disk.files)).map(pathOf);
    for (const { bench } of players) {
      const { files } = bench().disk;
      const folder = placeOf(station.stationId);
      const held = (await files.list(`${folder}/journal`)).filter((name) => name.endsWith('.jsonl'));
      const ordered = held.toSorted((a, b) => Number.parseInt(a) - Number.parseInt(b));
      expect(ordered.map((name) => `journal/${name}`)).toEqual(sealed.slice(0, held.length));
      for (const name of held)
        expect(
          Buffer.compare(
            await files.read(`${folder}/journal/${name}`),
            await disk.files.read(`journal/${name}`),
          ),
        ).toBe(0);
    }
  }
}

async function inspectionsIn(journal: FollowedJournal): Promise<EventOf<'inspection.recorded'>[]> {
  const all: EventOf<'inspection.recorded'>[] = [];
  for await (const event of eventsAfter(journal, 0, () => true))
    if (event.kind === 'inspection.recorded') all.push(event);
  return all;
}

/** Every picture of every other station: those that are not there are asked for. */
async function lookAtAll({ bench, following }: Player, tally: Tally): Promise<void> {
  const { followed } = bench();
  for (const { station } of followed.stations())
    for (const { data } of await inspectionsIn(followed.journal(station)))
      await look(following(), data.image.sha256, tally);
}

async function agree(players: readonly Player[], tally: Tally): Promise<void> {
  await holdTheTruth(players);
  const journals = new Map<string, JournalEvent[]>();
  for (const { bench } of players) {
    const lines = await linesOf(bench().disk.files);
    journals.set(
      bench().station.stationId,
      lines.flatMap(({ line }) => parseEvent(line) ?? []),
    );
  }
  for (const { bench, following } of players) {
    const { followed, station, disk, sender } = bench();
    expect(sender.status()).toMatchObject({ waiting: 0, parked: 0 });
    expect(followed.stations().map((one) => one.station)).toEqual(
      [...journals.keys()].filter((id) => id !== station.stationId).toSorted(),
    );
    for (const { station: other, head, problem } of followed.stations()) {
      expect(problem).toBeNull();
      const owner = players.find((player) => player.bench().station.stationId === other)!.bench();
      const sealed = await listSealed(owner.disk.files);
      expect((await listSealed(owner.disk.files)).length).toBeGreaterThan(0);
      expect(await disk.files.list(`${placeOf(other)}/refused`)).toEqual([]);
      expect(
        followed
          .journal(other)
          .segments()
          .map(({ name }) => name),
      ).toEqual(sealed.map(({ name }) => name));
      for (const event of journals.get(other)!) {
        if (event.kind !== 'inspection.recorded' || event.seq > head.seq) continue;
        const { sha256 } = event.data.image;
        expect(
          Buffer.compare((await following().far.get(sha256)).bytes, (await owner.images.get(sha256)).bytes),
        ).toBe(0);
      }
    }
    // Each picture was asked for once.
    const wishes = journals.get(station.stationId)!.filter((event) => event.kind === 'image.wanted');
    expect(new Set(wishes.map(({ data }) => data.sha256)).size).toBe(wishes.length);
    tally.wishes += wishes.length;
    tally.refused += refusedBy(bench());
  }
}

/** How many segments it has put aside in this life. */
const refusedBy = ({ logged }: Bench): number =>
  logged.filter(({ what }) => what.includes('is not used')).length;

test(`${games} games of three stations and a desk: tampering, outages, kills; all agree in the end`, async () => {
  const lost: string[] = [];
  const tally: Tally = { kills: 0, refused: 0, fetched: 0, wishes: 0 };
  const seeds = Array.from({ length: games }, (_, i) => first + i);
  for (const seed of new Set([...seeds, ...lostBefore]))
    try {
      await play(seed, tally);
    } catch (error) {
      lost.push(`seed ${seed}: ${String(error)}`);
    }
  expect(lost).toEqual([]);
  expect(tally.kills).toBeGreaterThan(2 * games);
  for (const count of [tally.refused, tally.fetched, tally.wishes]) expect(count).toBeGreaterThan(games / 10);
}, 3_600_000);

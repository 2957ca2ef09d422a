import { createEvaluations } from '../../evaluations/evaluations.ts';
import { openKept } from '../../evaluations/kept.ts';
import { openImages } from '../../images/store.ts';
import { createEngine } from '../../inspection/engine.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { openJournal } from '../../journal/open.ts';
import { createMemoryFiles, type MemoryFiles } from '../../memory-files.fixture.ts';
import { openModels } from '../../models/models.ts';
import type { TrustedKey } from '../../models/package.ts';
import type { Proven } from '../../models/prepare.ts';
import { createMemoryPlatform, type FakeClock } from '../../platform-memory.fixture.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import { openStation } from '../../station.ts';
import type { Connection } from '../access/connection.ts';
import { openDelivered } from '../delivery/delivered.ts';
import { openDelivery } from '../delivery/delivery.ts';
import { createFolderRegistry } from '../folder/folder-registry.ts';
import { createFolderRuns } from '../folder/folder-runs.ts';
import { createPromotions } from '../promotion/promotions.ts';
import { badLine } from '../sending/bad-line.fixture.ts';
import { createLife, mortal, type Life } from '../sending/mortal.fixture.ts';
import { seededKey } from '../statements/signer.fixture.ts';
import { inferenceProcess } from './inference.fixture.ts';
import { judgedTest } from './levels.fixture.ts';

/** What all stations of a game share. */
export interface World {
  /** The folder of the registry, on a drive that everybody writes to. */
  readonly shared: MemoryFiles;
  readonly clock: FakeClock;
  readonly chance: () => number;
  /** Whether every line holds by now, and nobody dies. */
  readonly calm: () => boolean;
  /** Whom all trust. */
  readonly trusted: () => readonly TrustedKey[];
}

/** What of a station outlives its process. */
interface Place {
  readonly seed: number;
  /** Which of the stations it is: networks are answered wrongly on one. */
  readonly at: number;
  readonly disk: MemoryFiles;
  readonly secrets: Map<string, Uint8Array>;
  /** Until when, by the monotonic clock, its line is down, and its processor has other things to do. */
  readonly line: { until: number };
  readonly busy: { until: number };
}

const machine = { providers: ['cpu'], cores: 1, memoryBytes: 4e9, freeBytes: () => 4e9 } as const;

/** Every call of it goes over that line. */
const over = <T extends object>(target: T, line: ReturnType<typeof badLine>): T =>
  new Proxy(target, {
    get(from, name): unknown {
      const value: unknown = Reflect.get(from, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown =>
        line('get', String(name), () => {
          const done = Reflect.apply(value, from, given) as Promise<unknown>;
          // Its answer may be lost while it goes on there.
          done.catch(() => undefined);
          return done;
        });
    },
  });

/** The rooms that hold, promote, bring and try models, wired as host.ts does, in one life of the process. */
async function openRooms(world: World, place: Place, life: Life, start: number) {
  const { shared, clock, chance, calm, trusted } = world;
  const { at, disk, secrets, seed } = place;
  const files = mortal(disk, life);
  const memory = createMemoryPlatform({ seed: seed * 100 + start, files: disk, secrets, clock });
  const spawn = () => inferenceProcess(at, clock, () => place.busy.until);
  const platform: Platform = { ...memory, files, spawn };
  const station = await openStation({ platform, app: '0.1.0' });
  const journal = await openJournal({ platform, station, app: '0.1.0' });
  const proven: Proven = new Set();
  const engine = createEngine({
    ...{ platform, proven, providers: machine.providers, threads: 1, memoryLimitBytes: 2e9 },
    spareAllowed: () => false,
  });
  const models = openModels({ ...{ platform, journal, engine, station, machine, proven, trusted } });
  const kept = openKept(files);
  const judging = sequential();
  const evaluations = createEvaluations({
    ...{ platform, machine, proven, models, journal, kept, pictures: createPictures(platform) },
    images: await openImages({ platform, floorBytes: () => 0 }),
    datasets: { read: () => Promise.reject(new Error('no datasets in this game')) },
  });
  const stormy = badLine(chance, clock, place.line);
  // A promotion is several calls: most of them get through.
  const line: typeof stormy = async (call, what, act) =>
    calm() || (clock.monotonic() >= place.line.until && chance() < 0.75) ? act() : stormy(call, what, act);
  const drive = { files: mortal(shared, life), random: platform.random, root: '' };
  const connection: Connection = {
    ...{ kind: 'folder', own: false, id: 'the drive', close: () => undefined },
    registry: over(createFolderRegistry(drive), line),
    runs: over(createFolderRuns(drive), line),
  };
  const delivered = await openDelivered(files, journal, () => connection.id);
  const promotions = createPromotions({
    ...{ platform, journal, station, models, evaluations, delivered },
    registry: () => connection.registry,
    rules: () => ({ gate: null, margin: 0.02 }),
  });
  const delivery = await openDelivery({
    ...{ platform, app: '0.1.0', journal, station, models, promotions, delivered, serves: true },
    connections: { current: () => connection, watch: () => () => undefined },
    changed: () => undefined,
    orderers: trusted,
    facts: () => ({ waiting: 0, parked: 0, disk: { freeBytes: 1e12, ok: true }, camera: 'ready' }),
  });
  const resume = async () => {
    if (await models.resume()) await promotions.resume();
  };
  void resume()
    .catch(() => undefined)
    .then(delivery.begin);
  return {
    ...{ life, files, station, journal, engine, models, promotions, delivery, connection },
    logged: memory.logged,
    /** Has a package judge the test here, as an admin does before it is promoted. */
    judgeTest: (sha256: string): Promise<void> =>
      judging(async () => {
        const { manifest, onnx } = await models.open(sha256);
        await kept.write(judgedTest(at, { name: manifest.name, version: manifest.version, sha256 }, onnx));
      }),
  };
}
export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** A station that starts again on its disk after it died. */
export interface Player extends Place {
  now(): Rooms;
  starts(): number;
  /** Starts it where it is dead, and takes back that it is to die. */
  revive(): Promise<void>;
  /** Ends the process, with the power or without, and starts it. */
  restart(): Promise<void>;
}

export async function openPlayer(world: World, seed: number, at: number): Promise<Player> {
  const disk = createMemoryFiles({ seed });
  const secrets = new Map([['station-key', seededKey(seed)]]);
  const place: Place = { seed, at, disk, secrets, line: { until: 0 }, busy: { until: 0 } };
  let starts = 0;
  /** It may die while it starts, too. */
  const open = async (): Promise<Rooms> => {
    for (;;) {
      const life = createLife(() => {
        if (world.chance() < 0.5) disk.cutPower();
      });
      if (!world.calm() && world.chance() < 0.2) life.dieIn(1 + Math.floor(world.chance() * 200));
      const opened = await Promise.race([
        openRooms(world, place, life, starts++),
        life.ended.then(() => null),
      ]);
      if (opened !== null) return opened;
      disk.powerOn();
    }
  };
  const inTurn = sequential();
  let rooms = await open();
  const restart = async () => {
    rooms.life.dieIn(1);
    // Whatever it does next is its last.
    void rooms.files.list('');
    rooms.engine.close();
    disk.powerOn();
    rooms = await open();
  };
  return {
    ...place,
    now: () => rooms,
    starts: () => starts,
    restart: () => inTurn(restart),
    revive: () =>
      inTurn(async () => {
        if (rooms.life.over()) await restart();
        else rooms.life.dieIn(Infinity);
      }),
  };
}

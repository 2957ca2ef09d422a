import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { entriesText, textWith, type Dataset } from '../../../../ml/dataset/dataset.ts';
import { packageDigest, type PackageFiles } from '../../../../ml/package/files.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { EventData } from '../../../contract/events.ts';
import { createDatasetReader, hashOf, versionPath } from '../../datasets/store.ts';
import { makeFolders, writeWhole } from '../../durable.ts';
import type { Kept } from '../../evaluations/kept.ts';
import { inspection, technician } from '../../events.fixture.ts';
import { openImages } from '../../images/store.ts';
import { inTurns } from '../../in-turns.ts';
import { openJournal } from '../../journal/open.ts';
import { createMemoryFiles, type MemoryFiles } from '../../memory-files.fixture.ts';
import { createFakeClock, createMemoryPlatform, type FakeClock } from '../../platform-memory.fixture.ts';
import { openStation } from '../../station.ts';
import { openFollowed } from '../following/followed.ts';
import { clearLine, worldRuns, type Line, type World } from './memory-runs.fixture.ts';
import { createLife, mortal, type Life } from './mortal.fixture.ts';
import { openSender } from './sender.ts';

/** What outlives a process: the disk, and what the rooms to the left would have on it. */
export interface Disk {
  readonly files: MemoryFiles;
  readonly secrets: Map<string, Uint8Array>;
  readonly packages: Map<string, PackageFiles>;
  readonly evaluations: Map<string, Kept>;
}
export const createDisk = (seed = 1): Disk => ({
  ...{ files: createMemoryFiles({ seed }), secrets: new Map(), packages: new Map(), evaluations: new Map() },
});

export interface BenchOptions {
  readonly seed?: number;
  readonly world: World;
  readonly line?: Line;
  readonly clock?: FakeClock;
  readonly disk?: Disk;
  readonly life?: Life;
  readonly bytesPerSecond?: number | null;
  readonly registryId?: string;
  /** Instead of `world`. */
  readonly shared?: ReturnType<typeof worldRuns>;
}

/** Lets everything run that does not wait for the clock. */
export async function settle(turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}

/** A station that inspects, seals and sends, on a disk in memory; its time only moves when told to. */
export async function openBench({
  seed = 1,
  world,
  line = clearLine,
  clock = createFakeClock(),
  disk = createDisk(seed),
  life = createLife(),
  bytesPerSecond = null,
  registryId = 'one',
  shared = worldRuns(world, line),
}: BenchOptions) {
  const files = mortal(disk.files, life);
  const memory = createMemoryPlatform({ seed, files: disk.files, secrets: disk.secrets, clock });
  const platform = { ...memory, files };
  const station = await openStation({ platform, app: '0.1.0' });
  const journal = await openJournal({ platform, station, app: '0.1.0' });
  const images = await openImages({ platform, floorBytes: () => 0 });
  const followed = await openFollowed(platform, station.stationId);
  const runs = mortal(shared, life);
  const sender = await openSender({
    ...{ platform, journal, images, runs, registryId, others: followed },
    datasets: createDatasetReader(files),
    registry: runs,
    evaluations: { read: async ({ model }) => disk.evaluations.get(model) ?? null },
    training: {
      get(run) {
        throw new LoupeError('not-found', { what: 'training run', id: run });
      },
      grid: () => Promise.reject(new Error('no grid')),
    },
    packages: {
      async open(sha256) {
        const found = disk.packages.get(sha256);
        if (found === undefined) throw new LoupeError('not-found', { what: 'package', id: sha256 });
        return { files: found, tags: {} };
      },
    },
    bytesPerSecond: () => bytesPerSecond,
    sealEveryMs: 900_000,
  });
  const bench = {
    ...{
      clock,
      disk,
      files,
      life,
      platform,
      station,
      journal,
      images,
      runs,
      sender,
      followed,
      logged: memory.logged,
    },
    /** Stores a picture and records what was said of it. */
    async inspect(text: string, change: Partial<EventData<'inspection.recorded'>> = {}) {
      const bytes = new TextEncoder().encode(text);
      const sha256 = await images.put('png', bytes);
      const image = { sha256, type: 'png', width: 4, height: 4, bytes: bytes.length } as const;
      const { seq } = await journal.append(
        'inspection.recorded',
        inspection(sha256, text.slice(0, 20), { image, ...change }),
        technician,
      );
      return { id: `${journal.stationId}-${seq}`, sha256 };
    },
    /** @param side of each picture, in pixels: how many travel together goes by that */
    async freeze(name: string, pictures: readonly string[], side = 4) {
      const shas = await Promise.all(
        pictures.map((text) => images.put('png', new TextEncoder().encode(text))),
      );
      const entries = shas.map((image, i) => ({
        name: `${i}.png`,
        image,
        width: side,
        height: side,
        class: 'ok',
      }));
      const classes = [{ name: 'ok', verdict: 'pass' as const }];
      const dataset: Dataset = { format: 1, name, task: 'classify', classes, entries };
      const text = textWith(await inTurns(entriesText(dataset.entries)), dataset);
      const sha256 = hashOf(text);
      await makeFolders(files, `datasets/${name}`);
      await writeWhole(files, versionPath(name, sha256), new TextEncoder().encode(text));
      const counts = { images: entries.length, classes, parent: null, task: 'classify' as const };
      await journal.append('dataset.frozen', { name, sha256, ...counts }, technician);
      return { sha256, pictures: shas };
    },
    /** A version of a package, and an evaluation of it. */
    async makePackage(version: number) {
      const content: PackageFiles = new Map([
        ['model.onnx', new TextEncoder().encode(`${journal.stationId} network ${version}`)],
      ]);
      const sha256 = packageDigest(content, (bytes) => createHash('sha256').update(bytes).digest('hex'));
      const name = `model-${journal.stationId.slice(0, 8)}`;
      disk.packages.set(sha256, content);
      const dataset = 'd'.repeat(64);
      disk.evaluations.set(sha256, {
        ...{ format: 1, model: { name, version, sha256 }, dataset: { hash: dataset, name: 'set' } },
        ...{ split: 'test', at: '2026-01-01T00:00:00.000Z', by: 'ada', provider: 'cpu' },
        ...{ thresholds: { pass: 0.2, defect: 0.8 }, answers: [] },
      });
      const limits = { thresholds: { pass: 0.2, defect: 0.8 }, dataset, why: 'fewer rejects' };
      await journal.append('limits.moved', { name, from: version, version, sha256, ...limits }, technician);
      const none = { pictures: 0, escapes: 0, falseRejects: 0, unsure: 0 };
      await journal.append(
        'evaluation.made',
        { name, version, sha256, dataset, split: 'test', ...none },
        technician,
      );
    },
    /** Moves time on in steps until nothing waits. @returns whether that came about */
    async drain(stepMs = 20_000, steps = 2000): Promise<boolean> {
      for (let step = 0; step < steps; step++) {
        await settle();
        if (sender.status().waiting === 0 && step > 1) return true;
        clock.advance(stepMs);
      }
      return false;
    },
  };
  return bench;
}
export type Bench = Awaited<ReturnType<typeof openBench>>;

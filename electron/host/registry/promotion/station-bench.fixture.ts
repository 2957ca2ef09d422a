import type { Dataset } from '../../../../ml/dataset/dataset.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { Actor } from '../../../contract/people.ts';
import { createEvaluations } from '../../evaluations/evaluations.ts';
import { openKept } from '../../evaluations/kept.ts';
import { levelDataset } from '../../evaluations/levels.fixture.ts';
import { openImages } from '../../images/store.ts';
import { createEngine } from '../../inspection/engine.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { openJournal } from '../../journal/open.ts';
import type { TrustedKey } from '../../models/package.ts';
import { openModels } from '../../models/models.ts';
import type { Proven } from '../../models/prepare.ts';
import { greyFrame } from '../../models/sample.fixture.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../../platform-memory.fixture.ts';
import type { Files } from '../../platform.ts';
import { openStation } from '../../station.ts';
import type { WorkersPlatform } from '../../worker.fixture.ts';
import { createFolderRegistry } from '../folder/folder-registry.ts';
import { createPromotions, type PromotionsDeps } from './promotions.ts';
import type { Registry } from '../registry.ts';
import { unsteered } from '../delivery/steering.ts';

const machine = { providers: ['cpu'], cores: 2, memoryBytes: 4e9, freeBytes: () => 4e9 } as const;
export const admin: Actor = { id: 'admin', role: 'admin' };
export const dataset = 'd'.repeat(64);
/** Pass up to 64, defect from 192: at gain 1 the sample package is right on each, at 0.5 it sees no pit. */
export const levels = { 20: 'ok', 40: 'ok', 60: 'ok', 200: 'pit', 220: 'pit', 240: 'pit' } as const;

/** A registry in memory that several stations share. */
export function sharedRegistry(files: Files): () => Registry {
  let writers = 0;
  return () =>
    createFolderRegistry({
      files,
      root: 'registry',
      random: (count) => new Uint8Array(count).fill(++writers),
    });
}

/** The rooms that promote and judge, on a disk in memory, with real inference processes. Time of promotions is the memory's. */
export async function openBench(
  workers: WorkersPlatform,
  {
    memory = createMemoryPlatform(),
    files = memory.files,
    trusted = () => [],
    registry = sharedRegistry(memory.files),
    rules = () => ({ gate: null, margin: 0.02 }),
    proven = new Set(),
  }: {
    readonly memory?: MemoryPlatform;
    readonly files?: Files;
    readonly trusted?: () => readonly TrustedKey[];
    readonly registry?: () => Registry;
    readonly rules?: PromotionsDeps['rules'];
    readonly proven?: Proven;
  } = {},
) {
  const { spawn, log, clock } = workers;
  const platform = { files, clock, spawn, log };
  const station = await openStation({ platform: { ...memory, files }, app: '0.1.0' });
  const journal = await openJournal({ platform: { ...memory, files }, station, app: '0.1.0' });
  const images = await openImages({ platform: { ...memory, files }, floorBytes: () => 0 });
  const engine = createEngine({
    ...{ platform, providers: machine.providers, threads: 1, memoryLimitBytes: 2e9, proven },
    spareAllowed: () => false,
  });
  const models = openModels({ ...{ platform, journal, station, machine, engine, trusted, proven } });
  const sets = new Map<string, Dataset>();
  const evaluations = createEvaluations({
    ...{ platform, machine, models, images, journal, proven, pictures: createPictures(platform) },
    kept: openKept(files),
    datasets: {
      async read(id) {
        const found = sets.get(id);
        if (found === undefined) throw new LoupeError('not-found', { what: 'dataset', id });
        return found;
      },
    },
  });
  const promotions = createPromotions({
    ...{
      platform: { files, clock: memory.clock, log },
      journal,
      station,
      models,
      evaluations,
      registry,
      rules,
    },
    delivered: { steering: async () => unsteered, steady: (run) => run(), settle: async () => undefined },
  });
  return {
    ...{ memory, station, journal, engine, models, evaluations, promotions },
    /** A test of grey levels: what a brightness model is to say of each. */
    async haveTest(levels: Readonly<Record<string, 'ok' | 'pit'>>, hash = dataset): Promise<void> {
      sets.set(hash, await levelDataset(images, { test: levels }));
    },
    /** Has a package judge the test, to the end. */
    async judgeTest(model: string, hash = dataset): Promise<void> {
      const before = (await evaluations.list(model)).length;
      await evaluations.start({ model, dataset: hash, split: 'test' }, admin);
      const gone = new AbortController();
      for await (const { running, waiting, failed } of evaluations.follow(gone.signal)) {
        if (failed !== null) throw new Error(`not judged: ${failed.code}`);
        if (running === null && waiting.length === 0 && (await evaluations.list(model)).length > before)
          gone.abort();
      }
    },
    /** Version and score of what judges a frame of mean 128 / 256 now; or why nothing does. */
    judging: () =>
      engine.judge(greyFrame(123), { limitMs: 20_000 }).then(
        ({ score, steps }) => [steps[0]?.model.manifest.version, score] as const,
        (error: { reason: string }) => error.reason,
      ),
    /** The journal's lines of a kind, their data. */
    async journalled(kind: string): Promise<Record<string, unknown>[]> {
      const text = new TextDecoder().decode((await journal.read(0, 1e7)).lines).trim();
      return text
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; data: Record<string, unknown> })
        .filter((line) => line.kind === kind)
        .map(({ data }) => data);
    },
    async close(): Promise<void> {
      promotions.close();
      await evaluations.close();
      engine.close();
      await journal.close().catch(() => undefined);
    },
  };
}
export type Bench = Awaited<ReturnType<typeof openBench>>;

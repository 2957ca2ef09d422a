import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countBySide } from '../../../../ml/dataset/counts.ts';
import { datasetText } from '../../../../ml/dataset/dataset.ts';
import type { FleetStation, StationReport } from '../../../contract/fleet.ts';
import type { PackageFiles } from '../../models/folder.ts';
import { openDatasetStore } from '../../datasets/store.ts';
import { levelDataset } from '../../evaluations/levels.fixture.ts';
import { createHost, type Host } from '../../host.ts';
import { openImages } from '../../images/store.ts';
import { greyFrame } from '../../models/sample.fixture.ts';
import { createNodePlatform } from '../../platform-node.ts';
import type { Clock, Platform, WorkerProcess } from '../../platform.ts';
import type { Signer } from '../statements/signer.fixture.ts';
import { admin, levels } from '../promotion/station-bench.fixture.ts';

/** The system's clock, on which the minute between two looks passes when it is told to. */
function minuteClock({ clock }: Pick<Platform, 'clock'>): Clock & { minute(): boolean; waits(): boolean } {
  const waiting = new Set<() => void>();
  return {
    ...{ now: () => clock.now(), monotonic: () => clock.monotonic() },
    setTimeout(run, ms) {
      // Trials of packages have 30 and 60 s.
      if (ms <= 45_000 || ms >= 60_000) return clock.setTimeout(run, ms);
      waiting.add(run);
      return { cancel: () => void waiting.delete(run) };
    },
    waits: () => waiting.size > 0,
    minute() {
      const due = [...waiting];
      for (const run of due) if (waiting.delete(run)) run();
      return due.length > 0;
    },
  };
}

/** A worker whose answers to golden tensors are another machine's, for packages of one version. */
function spoilt(worker: WorkerProcess, version: () => number | null): WorkerProcess {
  let spoils = false;
  return {
    ...worker,
    port: {
      postMessage(message) {
        if (version() !== null && JSON.stringify(message, plain).includes(`"version":${version()},`))
          spoils = true;
        worker.port.postMessage(message);
      },
      onMessage: (listener) =>
        worker.port.onMessage((message) => {
          if (spoils) brighten(message);
          listener(message);
        }),
    },
  };
}
const plain = (_: string, value: unknown): unknown => (ArrayBuffer.isView(value) ? null : value);
function brighten(value: unknown): void {
  if (value instanceof Float32Array) for (const i of value.keys()) value[i] = value[i]! + 0.125;
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(brighten);
}

export interface FleetBench {
  readonly host: Host;
  readonly id: string;
  /** Lets a minute pass, and the poll that is due then come to its end. */
  poll(): Promise<void>;
  /** Lets minutes pass until it is so. @throws Error with what is, after half a minute of real time */
  until(what: string, is: () => boolean | Promise<boolean>): Promise<void>;
  /** Version of what judges now; null: nothing does. */
  running(): number | null;
  /** Version and score of what judges a frame of mean 128 / 256. */
  judging(): Promise<readonly [number | undefined, number]>;
  report(): Promise<StationReport>;
  /** What its Fleet shows of another station, asked now. */
  sees(other: FleetBench): Promise<FleetStation | undefined>;
  journalled(kind: string): Promise<readonly Record<string, unknown>[]>;
  /** Stores a package, has it judge the test, and the one in use too; then promotes it. */
  promote(files: PackageFiles): Promise<void>;
  /** From now on golden tensors of this version come out brighter here. */
  spoil(version: number | null): void;
  /** The same station after it was closed. @param serves false: as a command opens it */
  restart(serves?: boolean): Promise<FleetBench>;
}

/**
 * The real host of a station on a real folder, with real workers, that shares a registry.
 * @param settings which one @param desk whose packages and promotions it believes from the beginning
 */
export async function openFleetBench(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  desk: Signer,
  wrap: (platform: Platform) => Platform = (platform) => platform,
  serves = true,
): Promise<FleetBench> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ diskFloorBytes: 0, ...settings }));
  const { keyId, publicKey } = desk;
  const trusted = [{ keyId, publicKey, name: 'the desk', added: '2026-11-21T09:00:00Z' }];
  if (!existsSync(join(folder, 'trusted-keys.json')))
    writeFileSync(join(folder, 'trusted-keys.json'), JSON.stringify({ keys: trusted }));
  const workers = (worker: string) =>
    fileURLToPath(new URL(`../../../workers/${worker}/main.ts`, import.meta.url));
  const node = createNodePlatform({ data: folder, workers });
  const clock = minuteClock(node);
  let spoils: number | null = null;
  const platform = wrap({
    ...{ ...node, clock, environment: {} },
    // Chance of nearly 0: the first look comes at once.
    random: (count) => (count === 4 ? new Uint8Array(4).fill(1) : node.random(count)),
    spawn: (name) => (name === 'inference' ? spoilt(node.spawn(name), () => spoils) : node.spawn(name)),
  });
  const dataset = await haveTest(platform);
  const host = await createHost(platform, {
    app: '0.1.0',
    machine: { providers: ['cpu'], cores: 1, memoryBytes: 8e9, freeBytes: () => 0 },
    starter: null,
    serves,
  });
  await host.ready;

  const judge = async (model: string): Promise<void> => {
    await host.evaluations.start({ model, dataset, split: 'test' }, admin);
    const gone = new AbortController();
    for await (const { running, waiting, failed } of host.evaluations.follow(gone.signal)) {
      if (failed !== null) throw new Error(`not judged: ${failed.code} ${JSON.stringify(failed.data)}`);
      if (running === null && waiting.length === 0) gone.abort();
    }
  };
  const bench: FleetBench = {
    ...{ host, id: host.station.stationId },
    async poll() {
      const until = async (is: () => boolean) => {
        for (let tries = 0; !is(); tries++) {
          if (tries === 1500) throw new Error('no poll came to its end');
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await until(() => clock.minute());
      await until(() => clock.waits());
    },
    async until(what, is) {
      for (let tries = 0; !(await is()); tries++) {
        if (tries === 150)
          throw new Error(`not ${what}: ${JSON.stringify(await host.registry.delivery.report())}`);
        clock.minute();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    running: () => host.journal.state().activeModel?.version ?? null,
    judging: () =>
      host.engine
        .judge(greyFrame(123), { limitMs: 20_000 })
        .then(({ score, steps }) => [steps[0]?.model.manifest.version, score] as const),
    report: () => host.registry.delivery.report(),
    sees: async (other) =>
      (await host.registry.fleet.look()).stations.find(({ station }) => station === other.id),
    async journalled(kind) {
      const text = new TextDecoder().decode((await host.journal.read(0, 1e7)).lines).trim();
      return text
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; data: Record<string, unknown> })
        .flatMap((line) => (line.kind === kind ? [line.data] : []));
    },
    async promote(files) {
      const { sha256, manifest } = await host.models.installUnsigned(files);
      const { champion } = await host.registry.promotions.look(sha256);
      for (const model of [sha256, champion?.sha256]) if (model !== undefined) await judge(model);
      await host.registry.promotions.promote(
        { sha256, version: manifest.version, reason: 'it is better' },
        admin,
      );
    },
    spoil: (version) => void (spoils = version),
    async restart(serves) {
      await host.close();
      return openFleetBench(folder, settings, desk, wrap, serves);
    },
  };
  return bench;
}

/** @returns hash of a frozen dataset with a test of grey levels */
async function haveTest(platform: Platform): Promise<string> {
  const images = await openImages({ platform, floorBytes: () => 0 });
  const dataset = await levelDataset(images, { test: levels });
  const store = await openDatasetStore(platform);
  const there = store.steps('levels').at(-1);
  if (there !== undefined) return there.hash;
  const { hash } = await store.write('levels', datasetText(dataset), {
    ...{ frozen: true, at: '2026-11-21T09:00:00Z', by: 'test', made: 'laid there', task: 'classify' },
    ...{ images: 6, parent: null, classes: countBySide(dataset), blocks: 0, warns: 0 },
  });
  return hash;
}

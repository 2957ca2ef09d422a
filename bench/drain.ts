// A station that was cut off for days: its queued pictures are sent to a real MLflow on SQLite, beside a bare loop that PUTs the same bytes and
// reads nothing back, as single files and as shards, 4 at once; and how long the event loop, which inspections share, is held up meanwhile.
// `node bench/drain.ts [pictures] [bytes of each]`      (MLflow's server, `npx loupe setup tests`); read the ratios
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { LoupeError } from '../electron/contract/errors.ts';
import { createDatasetReader } from '../electron/host/datasets/store.ts';
import { inspection, technician } from '../electron/host/events.fixture.ts';
import { createNodePlatform } from '../electron/host/platform-node.ts';
import { createMlflowHttp } from '../electron/host/registry/mlflow/http.ts';
import { connectMlflow } from '../electron/host/registry/mlflow/mlflow-registry.ts';
import { serverPython, startServer } from '../electron/host/registry/mlflow/mlflow-server.fixture.ts';
import { openSender } from '../electron/host/registry/sending/sender.ts';
import { cutShards, tarOf, type TarFile } from '../electron/host/registry/sending/shards.ts';
import { openRecord, type Record } from '../electron/host/save-path.fixture.ts';
import { seeded } from '../electron/host/seeded.fixture.ts';

const [count = 10_000, bytesEach = 40_000] = process.argv.slice(2).map(Number);
const atOnce = 4;

/** Records so many defects, each with a picture of its own, and seals them. @returns the pictures' hashes */
async function fillQueue({ images, journal }: Record): Promise<string[]> {
  const chance = seeded(1);
  const noise = Uint32Array.from({ length: bytesEach / 4 }, () => chance() * 2 ** 32);
  const hashes: string[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) {
      const bytes = new Uint8Array(noise.slice().buffer);
      new DataView(bytes.buffer).setUint32(0, n);
      const sha256 = await images.put('png', bytes);
      hashes.push(sha256);
      const image = { sha256, type: 'png', width: 4, height: 4, bytes: bytes.length } as const;
      const recorded = inspection(sha256, '', { image, verdict: 'defect' });
      await journal.append('inspection.recorded', recorded, technician);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await journal.seal();
  return hashes;
}

/** Puts files, so many at once. @returns seconds */
async function putAll(
  url: string,
  folder: string,
  files: readonly (() => Promise<TarFile>)[],
): Promise<number> {
  const http = createMlflowHttp({ url, login: null });
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      const { name, bytes } = await file();
      await http.put(`api/2.0/mlflow-artifacts/artifacts/${folder}/${name}`, bytes);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  http.close();
  return (performance.now() - begun) / 1000;
}

type Delay = ReturnType<typeof monitorEventLoopDelay>;
const delayWhile = async <T>(act: () => Promise<T>): Promise<readonly [T, Delay]> => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const done = await act();
  delay.disable();
  return [done, delay];
};
const delayOf = (delay: Delay): string =>
  [delay.percentile(50), delay.percentile(99), delay.max].map((ns) => (ns / 1e6).toFixed(1)).join(', ');

async function bench(python: string): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'loupe-bench-drain-'));
  const server = await startServer(python, { workers: 2 });
  const connected = connectMlflow({ url: server.url, login: null });
  try {
    const platform = createNodePlatform({ data, workers: () => '' });
    const record = await openRecord(platform);
    const hashes = await fillQueue(record);
    const { journal, images } = record;
    const read = async (name: string): Promise<TarFile> => ({ name, bytes: (await images.get(name)).bytes });
    const shards = cutShards(hashes.map((sha256) => ({ sha256, bytes: bytesEach }))).map(
      (shard, n) => async () => {
        const files = await Promise.all(shard.map(({ sha256 }) => read(sha256)));
        return { name: `${n}.tar`, bytes: tarOf(files).bytes };
      },
    );
    const singles = hashes.map((sha256) => () => read(sha256));

    const before = await putAll(server.url, 'bare/before', shards);
    const nothing = (what: string): never => {
      throw new LoupeError('not-found', { what, id: 'none' });
    };
    const drain = async (): Promise<number> => {
      const begun = performance.now();
      const sender = await openSender({
        ...{ platform, journal, images, ...connected, registryId: 'bench', bytesPerSecond: () => null },
        datasets: createDatasetReader(platform.files),
        evaluations: { read: async () => null },
        training: { get: () => nothing('training'), grid: async () => nothing('grid') },
        packages: { open: async () => nothing('package') },
      });
      while (sender.status().waiting === 0) await pause(5);
      while (sender.status().waiting > 0) await pause(20);
      const seconds = (performance.now() - begun) / 1000;
      if (sender.status().parked > 0) throw new Error('something was parked');
      await sender.close();
      return seconds;
    };
    const [, idle] = await delayWhile(() => pause(5000));
    const [drained, busy] = await delayWhile(drain);
    const after = await putAll(server.url, 'bare/after', shards);
    const [single, putting] = await delayWhile(() => putAll(server.url, 'bare/single', singles));
    await journal.close();

    const bare = (before + after) / 2;
    const rate = (seconds: number) => `${seconds.toFixed(1)} s, ${(count / seconds).toFixed(0)} pictures/s`;
    console.log(
      `${count} pictures of ${bytesEach} bytes, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}`,
    );
    console.log(`sent by the station, read back:  ${rate(drained)}`);
    console.log(
      `bare PUT of the same shards:     ${rate(bare)}; the station takes × ${(drained / bare).toFixed(2)}`,
    );
    console.log(
      `bare PUT of single files:        ${rate(single)}; the station takes × ${(drained / single).toFixed(2)}`,
    );
    console.log(
      `event loop, 5 ms timers, p50, p99, max in ms: idle ${delayOf(idle)}; sending ${delayOf(busy)}; bare single PUTs ${delayOf(putting)}`,
    );
  } finally {
    connected.close();
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

if (serverPython === null) console.log('skipped: there is no MLflow server (`npx loupe setup tests`)');
else await bench(serverPython);

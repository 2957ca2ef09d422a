// 200 stations on one MLflow with PostgreSQL, faster and faster: each asks what is promoted and says how it is once a minute, and sends a sealed
// segment with pictures every 24 minutes; at × 10 a minute lasts 6 s. A turn that comes before the last one of its station is done is left out
// and counted: what a station would do, too. The client runs on the same cores.
// `node bench/stations.ts [stations] [workers] [pace …]`      (PostgreSQL and MLflow's server, `npx loupe setup tests`)
import { subscribe } from 'node:diagnostics_channel';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { connectMlflow } from '../electron/host/registry/mlflow/mlflow-registry.ts';
import { serverPython, startServer } from '../electron/host/registry/mlflow/mlflow-server.fixture.ts';
import { postgres, startPostgres } from '../electron/host/registry/mlflow/postgres.fixture.ts';
import {
  signedPromotion,
  signedSample,
  signer,
} from '../electron/host/registry/statements/signer.fixture.ts';
import { tarOf } from '../electron/host/registry/sending/shards.ts';
import { causeOf } from '../electron/host/durable.ts';

const [count = 200, workers = 2, ...paces] = process.argv.slice(2).map(Number);
const steps = paces.length > 0 ? paces : [1, 2, 4, 6, 8, 12, 16];
/** So long each pace is kept up. */
const stepMs = 25_000;
const minuteMs = 60_000;
const segmentEvery = 24;

let requests = 0;
subscribe('http.client.request.start', () => void requests++);

/** Of values; the nearest rank. */
const at = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(part * values.length) - 1)] ??
  Number.NaN;

const noise = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 2_654_435_761) >>> 24);
/** Ten samples of 40 KB. */
const shard = tarOf(
  Array.from({ length: 10 }, (_, i) => ({ name: `${i}.png`, bytes: noise(40_000).fill(i, 0, 8) })),
).bytes;
const report = noise(1500);
const segment = noise(100_000);

type Deed = 'poll' | 'report' | 'segment';

function openStation(url: string, n: number) {
  const { registry, runs, close } = connectMlflow({ url, login: null });
  const id = `station-${n}`;
  const day = { collection: `inspect/${id}`, key: '2026-11-22/journal' };
  const own = { collection: `inspect/${id}`, key: 'station' };
  let sealed = 0;
  return {
    close,
    begin: async () => {
      await runs.open(own, { name: 'station', at: 1_795_300_000_000 });
      await runs.open(day, { name: '2026-11-22', at: 1_795_300_000_000 });
    },
    poll: async () => void (await registry.promoted('sample', 'champion')),
    report: () => runs.put(own, 'station.json', report),
    segment: async () => {
      const name = `journal/${++sealed}-${String(n).padStart(64, '0')}`;
      await runs.open(day, { name: '2026-11-22', at: 1_795_300_000_000 });
      await runs.put(day, `${name}.sig`, report);
      await runs.put(day, `${name}.summary.json`, report);
      await runs.put(day, `${name}.jsonl`, segment);
      const keys = ['inspected', 'defect', 'unsure', 'no_result', 'last_seq', 'rate', 'p95'];
      const point = { value: sealed, step: sealed, at: 1_795_300_000_000 + sealed };
      await runs.note(day, { metrics: keys.map((key) => ({ key: `count/${key}`, ...point })) });
      await runs.put(day, `images/shard-${sealed}-1-${'0'.repeat(64)}.json`, report);
      await runs.put(day, `images/shard-${sealed}-1-${'0'.repeat(64)}.tar`, shard);
    },
  };
}
type Station = ReturnType<typeof openStation>;

async function keepUp(stations: readonly Station[], pace: number): Promise<void> {
  const every = minuteMs / pace;
  const times: Record<Deed, number[]> = { poll: [], report: [], segment: [] };
  const errors = new Map<string, number>();
  const busy = new Set<Station>();
  let [due, leftOut] = [0, 0];
  const before = requests;
  const timed = async (deed: Deed, act: () => Promise<void>) => {
    const begun = performance.now();
    try {
      await act();
      times[deed].push(performance.now() - begun);
    } catch (error) {
      const why = `${deed}: ${causeOf(error)}`;
      errors.set(why, (errors.get(why) ?? 0) + 1);
    }
  };
  const turn = async (station: Station, n: number) => {
    due++;
    if (busy.has(station)) return void leftOut++;
    busy.add(station);
    await timed('poll', station.poll);
    await timed('report', station.report);
    if (n % segmentEvery === 0) await timed('segment', station.segment);
    busy.delete(station);
  };
  const begun = performance.now();
  const used = process.cpuUsage();
  const turns: Promise<void>[] = [];
  for (let n = 0; ; n++) {
    const when = begun + (n * every) / stations.length;
    if (when > begun + stepMs) break;
    await pause(Math.max(0, when - performance.now()));
    // Every station's segments come in another minute, as they do.
    const which = n % stations.length;
    turns.push(turn(stations[which]!, Math.floor(n / stations.length) + which));
  }
  const seconds = (performance.now() - begun) / 1000;
  const asked = requests - before;
  await Promise.all(turns);
  const { user, system } = process.cpuUsage(used);
  const told = Object.entries(times).map(([deed, all]) =>
    [deed, all.length, ...[0.5, 0.99].map((part) => `${at(all, part).toFixed(0)} ms`)].join(' '),
  );
  console.log(
    `× ${pace}: ${(asked / seconds).toFixed(1)} requests/s, ${leftOut} of ${due} turns left out, ${[...errors.values()].reduce((a, b) => a + b, 0)} errors; ` +
      `n p50 p99: ${told.join(', ')}; client ${((user + system) / 1e6 / seconds).toFixed(2)} cores, load ${loadavg()[0]!.toFixed(1)}, done after ${((performance.now() - begun) / 1000).toFixed(0)} s`,
  );
  for (const [why, often] of errors) console.log(`    ${often} × ${why}`);
}

/** The server was away, and all find it back at the same moment. */
async function allAtOnce(stations: readonly Station[]): Promise<void> {
  const begun = performance.now();
  const ends = await Promise.allSettled(
    stations.map(async (station) => {
      await station.poll();
      await station.report();
      return performance.now() - begun;
    }),
  );
  const times = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const why = new Set(ends.flatMap((end) => (end.status === 'rejected' ? [causeOf(end.reason)] : [])));
  console.log(
    `all at once: ${times.length} of ${stations.length} answered, p50 ${at(times, 0.5).toFixed(0)} ms, last ${at(times, 1).toFixed(0)} ms; ${[...why].join('; ')}`,
  );
}

async function bench(python: string, found: NonNullable<typeof postgres>): Promise<void> {
  const database = await startPostgres(found);
  try {
    const environment = { PYTHONPATH: found.driver };
    const server = await startServer(python, { database: database.database, workers, environment });
    const stations = Array.from({ length: count }, (_, n) => openStation(server.url, n));
    try {
      const us = signer();
      const { ref, files } = signedSample(us);
      const { registry, close } = connectMlflow({ url: server.url, login: null });
      await registry.register(ref, files, {});
      await registry.publish(signedPromotion(us, ref, 1));
      close();
      const begun = performance.now();
      for (let n = 0; n < count; n += 8)
        await Promise.all(stations.slice(n, n + 8).map((station) => station.begin()));
      console.log(
        `${count} stations, ${workers} workers, ${cpus().length} cores; 2 runs for each station made, 8 at a time, in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
      );
      for (const pace of steps) await keepUp(stations, pace);
      await allAtOnce(stations);
    } finally {
      for (const station of stations) station.close();
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}

if (serverPython === null) console.log('skipped: there is no MLflow server (`npx loupe setup tests`)');
else if (postgres === null) console.log('skipped: there is no PostgreSQL (`npx loupe setup tests`)');
else await bench(serverPython, postgres);

// An inspection, from a frame in the host to the durable record, alone and beside a training run that keeps every core busy: as the station
// trains, leaving the processor to whoever wants it, and as it would without. One interleaved run; alone, the training processes are stopped.
// node bench/beside-training.ts      (the starter package, `npm run build`; TensorFlow's library, `npx loupe setup training`)
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { system } from '../electron/contract/people.ts';
import { openImages } from '../electron/host/images/store.ts';
import { createEngine } from '../electron/host/inspection/engine.ts';
import { createInspection } from '../electron/host/inspection/inspection.ts';
import { openJournal } from '../electron/host/journal/open.ts';
import { openUnsigned } from '../electron/host/models/package.ts';
import { threadsFor } from '../electron/host/models/providers.ts';
import { createNodePlatform } from '../electron/host/platform-node.ts';
import { openStation } from '../electron/host/station.ts';
import { runTraining } from '../electron/host/training/run.ts';
import { createRandom } from '../ml/demo/random.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { renderPiece } from '../ml/demo/render.ts';
import { classifierRecipe, recipes } from '../ml/train/recipe.ts';

const rounds = Number(process.env['LOUPE_BENCH_ROUNDS'] ?? 6);
const perRound = 15;
/** Between two pieces: nobody lays them faster. */
const betweenMs = 150;
const cores = availableParallelism();
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const filesBelow = (folder: string): Map<string, Uint8Array> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => [relative(folder, file), new Uint8Array(readFileSync(file))]),
  );
const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-bench-'));
  const workers = (name: string) => at(`../electron/workers/${name}/main.ts`);
  const platform = createNodePlatform({ data: folder, workers });
  const station = await openStation({ platform, app: 'bench' });
  const journal = await openJournal({ platform, station, app: 'bench' });
  const images = await openImages({ platform, floorBytes: () => 0 });
  const engine = createEngine({
    ...{ platform, providers: ['cpu'], threads: threadsFor(cores), memoryLimitBytes: 4e9 },
    spareAllowed: () => false,
  });
  const model = openUnsigned(filesBelow(at('../out/starter')));
  await engine.use([{ model, stopOn: [] }]);
  const settings = () => ({ judgeLimitMs: 60_000 });
  const pictures = { decode: () => Promise.reject(new Error('no files here')) };
  const inspection = createInspection({
    platform,
    journal,
    images,
    engine,
    pictures,
    settings,
    camera: null,
  });

  const abort = new AbortController();
  const recipe = classifierRecipe({ ...recipes.thorough, epochs: 1000 }, 2);
  const random = createRandom(1);
  const labels = Uint8Array.from({ length: 640 }, (_, i) => i % 2);
  const pixels = Uint8Array.from({ length: 640 * 128 * 128 }, () => random.below(256));
  /** Starts a run and stops its process once it trains. */
  const trainer = async (gently: boolean) => {
    const before = new Set(childrenOf(process.pid));
    const trains = new Promise<void>((resolve, reject) => {
      runTraining(
        platform,
        recipe,
        { pixels, labels },
        { pixels: new Uint8Array(), labels: new Uint8Array() },
        {
          ...{ threads: cores, gently, memoryBytes: 8e9, seconds: null, signal: abort.signal },
          kept: { read: async () => undefined, write: async () => undefined },
          stopping: () => false,
          tell: ({ kind }) => void (kind === 'step' && resolve()),
        },
      ).catch(reject);
    });
    await trains;
    const pid = childrenOf(process.pid).find((child) => !before.has(child))!;
    process.kill(pid, 'SIGSTOP');
    return pid;
  };

  const frame = renderPiece(demoPiece(2), { width: 1920, height: 1080 });
  let n = 0;
  const judge = async (): Promise<number> => {
    const data = frame.data.slice();
    data[0] = n++ & 255; // another image each time, else the store has it already
    data[1] = n >> 8;
    const arrived = performance.now();
    const header = { id: String(n), ...frame, source: { kind: 'demo', label: 'bench' }, ageMs: 0 } as const;
    const sent = { header, frame: { ...frame, data }, arrived, repeated: 'none' } as const;
    await inspection.judge({
      sent,
      identity: {},
      trigger: 'key',
      triggered: new Date().toISOString(),
      by: system,
    });
    return performance.now() - arrived;
  };
  const block = async (pid: number | null): Promise<number[]> => {
    if (pid !== null) process.kill(pid, 'SIGCONT');
    await pause(500);
    const times: number[] = [];
    for (let i = 0; i < perRound; i++) {
      times.push(await judge());
      await pause(betweenMs / 3);
      await images.makeSpares();
      await pause((2 * betweenMs) / 3);
    }
    if (pid !== null) process.kill(pid, 'SIGSTOP');
    return times;
  };

  const peers = [
    { name: 'alone', pid: null, times: [] as number[] },
    { name: 'beside training, as the station trains', pid: await trainer(true), times: [] as number[] },
    { name: 'beside training at its own priority', pid: await trainer(false), times: [] as number[] },
  ];
  await block(null);
  for (let round = 0; round < rounds; round++)
    for (const peer of peers) peer.times.push(...(await block(peer.pid)));

  const quantile = (values: readonly number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
  const [alone] = peers;
  console.log(
    `${rounds * perRound} inspections of 1920 × 1080 each, ${cores} cores, load ${loadavg()[0]!.toFixed(1)}`,
  );
  for (const { name, times } of peers) {
    const [p50, p95] = [0.5, 0.95].map((share) => quantile(times, share)) as [number, number];
    const ratio = (share: number) => (quantile(times, share) / quantile(alone!.times, share)).toFixed(2);
    console.log(
      `${name.padEnd(40)} p50 ${p50.toFixed(1).padStart(7)} ms × ${ratio(0.5)}   p95 ${p95.toFixed(1).padStart(7)} ms × ${ratio(0.95)}`,
    );
  }
  for (const { pid } of peers) if (pid !== null) process.kill(pid, 'SIGCONT');
  abort.abort();
  engine.close();
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
}

if (process.platform !== 'linux') console.log('skipped: processes are stopped and told apart through /proc');
else if (!existsSync(at('../out/starter/model.json')))
  console.log('skipped: the starter package is not built');
else await bench();

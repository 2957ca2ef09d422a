// From a frame in the host to a decoded answer, beside `session.run` alone and beside the same in Python; what the durable record adds; and what
// it does to the host's event loop. One interleaved run, medians (and the quietest tenth, for a busy machine), one thread.   node bench/inference.ts
import { spawn, type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { rgbOf } from '../ml/image/colour.ts';
import type { Frame } from '../ml/image/frame.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { renderPiece } from '../ml/demo/render.ts';
import { manifestSchema, type Manifest } from '../ml/package/manifest.ts';
import { system } from '../electron/contract/people.ts';
import { openImages } from '../electron/host/images/store.ts';
import { createEngine } from '../electron/host/inspection/engine.ts';
import { createInspection } from '../electron/host/inspection/inspection.ts';
import { openJournal } from '../electron/host/journal/open.ts';
import { startInferenceWorker } from '../electron/host/models/inference-worker.ts';
import type { Model } from '../electron/host/models/model.ts';
import { createNodePlatform } from '../electron/host/platform-node.ts';
import { openStation } from '../electron/host/station.ts';

const rounds = Number(process.env['LOUPE_BENCH_ROUNDS'] ?? 8);
const perRound = 12;
const models = join(process.env['LOUPE_DATA'] ?? '../shared/data', 'onnx');
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const base = {
  format: 1,
  version: 1,
  created: '2026-01-01T00:00:00Z',
  by: 'bench',
  thresholds: { pass: 0.3, defect: 0.6 },
};
const yolox: Manifest = manifestSchema.parse({
  ...base,
  name: 'yolox-nano',
  task: 'detect',
  input: {
    tensor: 'images',
    width: 416,
    height: 416,
    channels: 3,
    fit: 'letterbox',
    place: 'top-left',
    kernel: 'cv2-linear/u8',
    colour: 'bgr',
    padding: 114,
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  outputs: { family: 'yolox', output: 'output', strides: [8, 16, 32], minScore: 0.3, iou: 0.45 },
  classes: Array.from({ length: 80 }, (_, n) => ({ name: `class ${n}`, verdict: 'info' })),
});
const pcb: Manifest = manifestSchema.parse({
  ...base,
  name: 'pcb-cnn',
  task: 'classify',
  input: {
    tensor: 'input',
    width: 64,
    height: 64,
    channels: 1,
    fit: 'stretch',
    kernel: 'area/u8',
    colour: 'grey',
    scale: 1 / 255,
    mean: [0],
    std: [1],
  },
  outputs: { family: 'classes', scores: 'logits', activation: 'softmax' },
  classes: Array.from({ length: 7 }, (_, n) => ({
    name: `class ${n}`,
    verdict: n === 0 ? 'pass' : 'defect',
  })),
});

const noGolden = { tolerance: {}, tensors: [], frames: [] };

interface Times {
  readonly wall: number[];
  readonly cpu: number[];
}
interface Peer {
  readonly name: string;
  run(rounds: number): Promise<Times>;
}
const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
const median = (values: readonly number[]) => quantile(values, 0.5);
const quiet = (values: readonly number[]) => quantile(values, 0.1);
const ms = (n: number) => n.toFixed(2).padStart(8);

/** CPU milliseconds of a process so far. */
function cpuOf(pid: number): number {
  if (process.platform !== 'linux') return NaN;
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.reduce((sum, task) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    } catch {
      return sum; // the thread ended meanwhile
    }
  }, 0);
}
const childrenOf = (pid: number) =>
  process.platform === 'linux'
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    : [];

const answer = <T>(child: ChildProcess, ask: object) =>
  new Promise<T>((resolve) => {
    child.once('message', (message) => resolve(message as T));
    child.send(ask);
  });

function python(model: string, picture: string, frame: Frame, side: number) {
  const child = spawn(
    'python3',
    [at('peer.py'), model, picture, String(frame.width), String(frame.height), String(side)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run(path: string, count: number): Promise<Times> {
      child.stdin.write(`${JSON.stringify({ path, rounds: count })}\n`);
      const { value, done } = await lines.next();
      if (done)
        throw new Error('the Python peer ended; it needs numpy, onnxruntime, opencv-python-headless, Pillow');
      return JSON.parse(value as string) as Times;
    },
    close: () => child.stdin.end(),
  };
}

/** Peers in turn, order reversed each round, so that what the machine does meanwhile hits all alike. */
async function interleave(peers: readonly Peer[]): Promise<Map<string, Times>> {
  const all = new Map(peers.map(({ name }) => [name, { wall: [] as number[], cpu: [] as number[] }]));
  for (const { run } of peers) await run(3);
  for (let round = 0; round < rounds; round++)
    for (const { name, run } of round % 2 ? [...peers].reverse() : peers) {
      const { wall, cpu } = await run(perRound);
      all.get(name)?.wall.push(...wall);
      all.get(name)?.cpu.push(...cpu);
    }
  return all;
}

function print(title: string, times: Map<string, Times>, floor: string): void {
  const under = times.get(floor);
  if (!under) return;
  console.log(`\n${title}   (load ${loadavg()[0]?.toFixed(1)})`);
  console.log(`${''.padEnd(40)} wall ms   ratio     p10   ratio  CPU ms   ratio`);
  for (const [name, { wall, cpu }] of times) {
    const pairs = [
      [median(wall), median(under.wall)],
      [quiet(wall), quiet(under.wall)],
      [median(cpu), median(under.cpu)],
    ] as const;
    console.log(name.padEnd(40) + pairs.map(([own, other]) => ms(own) + ms(own / other)).join(''));
  }
}

const platformIn = (data: string) =>
  createNodePlatform({ data, workers: (name) => at(`../electron/workers/${name}/main.ts`) });

async function compare(
  title: string,
  file: string,
  manifest: Manifest,
  size: { width: number; height: number },
) {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-bench-'));
  const frame = renderPiece(demoPiece(2), size);
  const picture = join(folder, 'picture.rgb');
  writeFileSync(picture, rgbOf(frame));
  const model: Model = { sha256: '0'.repeat(64), manifest, onnx: readFileSync(file), golden: noGolden };
  const { width, height, channels } = manifest.input;

  const floor = fork(at('floor.ts'), [file, '1', String(channels), String(height), String(width)]);
  await new Promise((resolve) => floor.once('message', resolve));
  const peer = python(file, picture, frame, manifest.input.fit === 'letterbox' ? width : 0);
  const before = new Set(childrenOf(process.pid));
  const worker = startInferenceWorker(platformIn(folder));
  await worker.load(model, ['cpu'], 1);
  const pid = childrenOf(process.pid).find((child) => !before.has(child)) ?? 0;

  const loupe = async (count: number): Promise<Times> => {
    const times: Times = { wall: [], cpu: [] };
    for (let n = 0; n < count; n++) {
      const [wall, own, cpu] = [performance.now(), process.cpuUsage(), cpuOf(pid)];
      await worker.judge(frame, [{ model, stopOn: [] }], 10_000);
      times.wall.push(performance.now() - wall);
      const { user, system: kernel } = process.cpuUsage(own);
      times.cpu.push((user + kernel) / 1000 + cpuOf(pid) - cpu);
    }
    return times;
  };
  const times = await interleave([
    { name: 'session.run alone (Node)', run: (count) => answer<Times>(floor, { rounds: count }) },
    { name: 'Loupe: frame in host → answer', run: loupe },
    ...Object.entries({
      linear: 'Python + INTER_LINEAR, from RGB',
      area: 'Python + INTER_AREA, from RGB',
      pillow: 'Python + Pillow, from RGB',
      colour: 'Python: planes → RGB (not in these)',
    }).map(([path, name]) => ({
      name,
      run: (count: number) => peer.run(path, count),
    })),
  ]);
  print(`${title}, ${size.width}×${size.height}`, times, 'session.run alone (Node)');
  worker.kill();
  peer.close();
  floor.kill();
  rmSync(folder, { recursive: true });
}

/**
 * The whole inspection with and without its record on disk, and the host's event loop meanwhile: piece after piece with a pause between them,
 * in which the host makes files for the next ones (`makeSpares`), and without a pause, when it never comes to that.
 */
async function record(file: string, manifest: Manifest) {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-bench-'));
  const platform = platformIn(folder);
  const station = await openStation({ platform, app: 'bench' });
  const journal = await openJournal({ platform, station, app: 'bench' });
  const images = await openImages({ platform, floorBytes: () => 0 });
  const engine = createEngine({
    platform,
    providers: ['cpu'],
    threads: 1,
    memoryLimitBytes: 4e9,
    spareAllowed: () => false,
  });
  const model: Model = { sha256: '0'.repeat(64), manifest, onnx: readFileSync(file), golden: noGolden };
  await engine.use([{ model, stopOn: [] }]);
  const settings = () => ({ judgeLimitMs: 10_000 });
  const pictures = { decode: () => Promise.reject(new Error('no files here')) };
  const real = createInspection({ platform, journal, images, engine, pictures, settings, camera: null });

  const frame = renderPiece(demoPiece(2), { width: 1920, height: 1080 });
  let n = 0;
  const judge = async (durable: boolean): Promise<number> => {
    const data = frame.data.slice();
    data[0] = n++ & 255; // another image each time, else the store has it already
    data[1] = n >> 8;
    const begun = performance.now();
    if (durable) {
      const header = { id: String(n), ...frame, source: { kind: 'demo', label: 'bench' }, ageMs: 0 } as const;
      const sent = { header, frame: { ...frame, data }, arrived: begun, repeated: 'none' } as const;
      const triggered = new Date().toISOString();
      await real.judge({ sent, identity: {}, trigger: 'key', triggered, by: system });
    } else await engine.judge({ ...frame, data }, { limitMs: 10_000 });
    return performance.now() - begun;
  };
  const run = (durable: boolean, paused: boolean) => async (count: number) => {
    const wall: number[] = [];
    for (let i = 0; i < count; i++) {
      wall.push(await judge(durable));
      if (!paused) continue;
      await pause(50);
      await images.makeSpares();
      await pause(100);
    }
    return { wall, cpu: wall.map(() => NaN) };
  };
  const compared = async (title: string, paused: boolean) => {
    const bare = 'judged, nothing recorded';
    const peers = [
      { name: bare, run: run(false, paused) },
      { name: 'judged and durable (image + line)', run: run(true, paused) },
    ];
    print(`The record: ${manifest.name}, 1920×1080, ${title}`, await interleave(peers), bare);
  };
  await compared('a pause of 150 ms after each piece', true);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await compared('piece after piece without a pause', false);
  delay.disable();

  const idle = fork(at('floor.ts'), [file, '1', '3', '416', '416']);
  await new Promise((resolve) => idle.once('message', resolve));
  const { p99 } = await answer<{ p99: number }>(idle, { rounds: 0, idleMs: 5000 });
  console.log(
    `\nevent loop delay p99: host under this load ${ms(delay.percentile(99) / 1e6)} ms, idle process ${ms(p99)} ms`,
  );
  idle.kill();
  engine.close();
  await journal.close();
  rmSync(folder, { recursive: true });
}

if (!existsSync(models)) console.log(`skipped: ${models} is not there`);
else {
  const nano = join(models, 'yolox_nano.onnx');
  await compare('YOLOX-nano', nano, yolox, { width: 1920, height: 1080 });
  await compare('YOLOX-nano', nano, yolox, { width: 1280, height: 720 });
  await compare('PCB CNN', join(models, 'pcb_simple_cnn_fp32.onnx'), pcb, { width: 1920, height: 1080 });
  await record(nano, yolox);
}

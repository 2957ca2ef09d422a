import { demoDataset } from '../../../ml/demo/dataset.ts';
import { createRandom } from '../../../ml/demo/random.ts';
import { turnedPiece } from '../../../ml/demo/turned.fixture.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { recipes, type Recipe } from '../../../ml/train/recipe.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import {
  startTrainingSchema,
  type StartTraining,
  type TrainingDetail,
} from '../../contract/training-runs.ts';
import { createGate } from '../gate.ts';
import { openJournal } from '../journal/open.ts';
import { createPictures } from '../inspection/pictures.ts';
import { openModels } from '../models/models.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import type { Files, WorkerName, WorkerProcess } from '../platform.ts';
import { openStation } from '../station.ts';
import { workersPlatform, type WorkersPlatform } from '../worker.fixture.ts';
import type { TrainingDataset, TrainingPicture } from './dataset.ts';
import { openTraining, type Training } from './training.ts';

export const lead: Actor = { id: 'lead', role: 'qa' };
const hash = 'd'.repeat(64);

/** 20 × 20 grey noise, with a dark spot where it is bent. */
export function pieceFrame(bent: boolean, seed: number): Frame {
  const random = createRandom(seed);
  const data = Uint8Array.from({ length: 400 }, () => 150 + random.below(40));
  const at = 20 * (3 + random.below(11)) + 3 + random.below(11);
  if (bent) for (let i = 0; i < 9; i++) data[at + 20 * Math.floor(i / 3) + (i % 3)] = 20;
  return { width: 20, height: 20, layout: 'grey', colour: { matrix: 'bt601', range: 'full' }, data };
}

const picture = (i: number, frame = () => pieceFrame(i % 2 === 1, i)): TrainingPicture => ({
  name: `${i}.png`,
  image: i.toString(16).padStart(64, '0'),
  label: i % 2 === 1 ? 0 : 1,
  frame: async () => frame(),
});
const pictures = (from: number, count: number) => Array.from({ length: count }, (_, i) => picture(from + i));

/** Bent and whole pieces in turn. */
export const pieces: TrainingDataset = {
  ...{ name: 'pieces', hash, testHash: 'e'.repeat(64), notes: [] },
  classes: [
    { name: 'bent', verdict: 'defect' },
    { name: 'ok', verdict: 'pass' },
  ],
  ...{ train: pictures(0, 120), valid: pictures(1000, 40), test: pictures(2000, 30) },
};

/** Pieces on the demo bench: 24 good ones to learn from, 12 good and damaged ones to be tested with. */
export function demoPieces(): TrainingDataset {
  const size = { width: 320, height: 180 };
  const take = (shown: ReturnType<typeof demoDataset>, from: number): TrainingPicture[] =>
    [...shown].map(({ frame, piece }, i) => ({
      ...picture(from + i, () => frame),
      label: piece.defects.length > 0 ? 0 : 1,
    }));
  return {
    ...pieces,
    train: take(demoDataset(24, { from: 500, only: 'good', size }), 0),
    valid: [],
    test: take(demoDataset(12, { from: 900, size }), 100),
  };
}

/** Pieces that lie any way on a plain ground: 24 good ones and an empty picture to learn from; 8 of each kind and an empty one for the test. */
export function turnedPieces(): TrainingDataset {
  const lying = (from: number, count: number, damaged: boolean) =>
    Array.from({ length: count }, (_, i) => ({
      ...picture(from + i, () => turnedPiece(from + i, damaged).frame),
      label: damaged ? 0 : 1,
    }));
  const { frame } = turnedPiece(1, false);
  const empty = { ...frame, data: new Uint8Array(frame.data.length).fill(215) };
  const nothing = { ...picture(1, () => empty), name: 'empty.png', label: 1 };
  return {
    ...pieces,
    ...{ train: [...lying(3000, 24, false), nothing], valid: [] },
    test: [...lying(5000, 8, false), ...lying(6000, 8, true), nothing],
  };
}

/** A network of a few hundred weights: an epoch takes a fraction of a second. */
export const small: Recipe = {
  ...{ ...recipes.quick, name: 'small', epochs: 8, batch: 10, rate: 0.01 },
  input: { width: 16, height: 16, channels: 1 },
  layers: [
    { op: 'conv', filters: 6, side: 3 },
    { op: 'max-pool', side: 2 },
    { op: 'norm' },
    { op: 'relu' },
    { op: 'summary' },
  ],
};

export interface Room {
  readonly training: Training;
  readonly models: ReturnType<typeof openModels>;
  readonly memory: MemoryPlatform;
  readonly gate: ReturnType<typeof createGate>;
  /** Every process of this room that was started, with what it is. */
  readonly processes: readonly { readonly name: WorkerName; readonly process: WorkerProcess }[];
  start(wishes?: Partial<StartTraining>): Promise<string>;
  /** Resolves once `test` holds of the run; throws when the run ends without. */
  until(run: string, test: (detail: TrainingDetail) => boolean): Promise<TrainingDetail>;
  ended(run: string): Promise<TrainingDetail>;
  /** What was logged under these words. */
  logged(what: string): unknown[];
  /** Journal lines of a kind, their data. */
  journalled(kind: string): Promise<unknown[]>;
  close(): Promise<void>;
}

/** The room of training on a disk in memory, with real processes and the real store of packages; the dataset is `pieces` unless said. */
export async function openRoom({
  memory = createMemoryPlatform(),
  files = memory.files,
  dataset = pieces,
  memoryBytes = 4e9,
  workers = workersPlatform(),
}: {
  readonly memory?: MemoryPlatform;
  readonly files?: Files;
  readonly dataset?: TrainingDataset;
  readonly memoryBytes?: number;
  readonly workers?: WorkersPlatform;
} = {}): Promise<Room> {
  const { clock, log } = workers;
  const processes: { name: WorkerName; process: WorkerProcess }[] = [];
  const spawn = (name: WorkerName) => {
    const process = workers.spawn(name);
    processes.push({ name, process });
    return process;
  };
  const platform = { files, clock, spawn, log, random: memory.random };
  const station = await openStation({ platform: memory, app: '0.1.0' });
  const journal = await openJournal({ platform: memory, station, app: '0.1.0' });
  const models = openModels({
    ...{ platform, journal, station },
    machine: { providers: ['cpu'], cores: 2, memoryBytes: 4e9, freeBytes: () => 4e9 },
    engine: { use: async () => undefined },
    limits: { ms: 60_000, bytes: 2e9 },
  });
  const gate = createGate();
  const known = (asked: string) => {
    if (asked !== dataset.hash) throw new LoupeError('not-found', { what: 'dataset', id: asked });
    return dataset;
  };
  const pictures = createPictures(workers);
  const training = await openTraining({
    ...{ platform, models, journal, gate, threads: 1, memoryBytes },
    encode: (frame) => pictures.encode(frame, 'png'),
    datasets: { look: async (asked) => known(asked), open: async (asked) => known(asked) },
  });
  const until: Room['until'] = async (run, test) => {
    for await (const _ of training.follow(undefined)) {
      const detail = training.get(run);
      if (test(detail)) return detail;
      if (detail.run.ended !== null) throw new Error(`the run ended: ${detail.run.state}, ${detail.run.why}`);
    }
    throw new Error('nobody tells of runs any longer');
  };
  return {
    ...{ training, models, memory, gate, processes, until },
    start: (wishes) =>
      training.start(
        startTrainingSchema.parse({ dataset: hash, recipe: small, name: 'pieces', ...wishes }),
        lead,
      ),
    ended: (run) => until(run, ({ run: { ended } }) => ended !== null),
    logged: (what) => workers.logged.filter((line) => line.what === what),
    async journalled(kind) {
      const text = new TextDecoder().decode((await journal.read(0, 1e7)).lines).trim();
      const lines = text.split('\n').map((line) => JSON.parse(line) as { kind: string; data: unknown });
      return lines.filter((line) => line.kind === kind).map(({ data }) => data);
    },
    async close() {
      await training.close();
      await journal.close();
      workers.end();
    },
  };
}

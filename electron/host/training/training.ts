import type { Frame } from '../../../ml/image/frame.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';
import { LoupeError } from '../../contract/errors.ts';
import { system, type Actor } from '../../contract/people.ts';
import type { TrainingDetail, TrainingRun } from '../../contract/training-runs.ts';
import { causeOf } from '../durable.ts';
import type { Gate } from '../gate.ts';
import type { Journal } from '../journal/journal.ts';
import { createLatest } from '../latest.ts';
import type { Models } from '../models/models.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { isoTime } from '../time.ts';
import type { TrainingDatasets } from './dataset.ts';
import { endOf, figuresOf, type Ending } from './ending.ts';
import { executeRun, keyOf } from './execute.ts';
import { WorkerFault } from '../worker-link.ts';
import { createLibraryLook, type Library } from './library.ts';
import type { Made } from './making.ts';
import type { RunNews, Tell } from './news.ts';
import { newRun, newRunId, resolveRecipe, type StartRequest } from './order.ts';
import { createRunStore } from './store.ts';
import { noted, told } from './told.ts';

/** Training runs: one at a time, the others wait. Every call that names a run throws LoupeError `not-found` for one that is not there. */
export interface Training {
  library(): Promise<Library>;
  /** Newest first. */
  list(): readonly TrainingRun[];
  follow(signal: AbortSignal | undefined): AsyncGenerator<readonly TrainingRun[], void>;
  get(run: string): TrainingDetail;
  /** Training pictures and their varied copies, a PNG. @throws LoupeError `not-found` where none was kept */
  grid(run: string): Promise<Uint8Array>;
  /**
   * The run is on disk when it resolves.
   * @throws LoupeError `not-found` for a dataset, recipe or package that is not there; `conflict` for a dataset that is not fit to train
   *   on; `not-written`
   */
  start(request: StartRequest, by: Actor): Promise<string>;
  /** @throws LoupeError `conflict` where there is nothing to keep */
  stop(run: string): Promise<void>;
  /** @throws LoupeError `conflict` for one that has ended */
  cancel(run: string): Promise<void>;
  /** @throws LoupeError `conflict` for one that has not ended; `not-written` */
  remove(run: string): Promise<void>;
  /** Ends the process of the run that is going on. The next start takes it up again. */
  close(): Promise<void>;
}

export interface TrainingDeps {
  readonly platform: Pick<Platform, 'spawn' | 'clock' | 'files' | 'log' | 'random'>;
  readonly datasets: TrainingDatasets;
  readonly models: Pick<Models, 'list' | 'installUnsigned' | 'open'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly gate: Pick<Gate, 'enter'>;
  /** To a PNG. */
  readonly encode: (frame: Frame) => Promise<Uint8Array>;
  readonly threads: number;
  /** Most that a run's process may hold. */
  readonly memoryBytes: number;
}

/** After a process has died that came after training. */
const moreAttempts = 4;
/** News after which a run is written. */
const worthKeeping: ReadonlySet<RunNews['kind']> = new Set([
  ...(['epoch', 'note', 'began', 'limits', 'evaluated', 'trial', 'tried', 'chosen'] as const),
]);
/** While an update holds the station. */
const heldMs = 2000;

export async function openTraining({
  platform,
  datasets,
  models,
  journal,
  gate,
  encode,
  threads,
  memoryBytes,
}: TrainingDeps): Promise<Training> {
  const { clock, log } = platform;
  const store = createRunStore(platform);
  const runs = new Map<string, TrainingDetail>();
  /** Writes of one run never overtake each other. */
  const writes = sequential();
  const now = () => isoTime(clock.now());
  let current: { readonly id: string; readonly abort: AbortController; stop: boolean } | null = null;
  let closed = false;
  let turn = Promise.resolve();

  // A run that was going on when the station went down waits in front of the others.
  for (const detail of await store.list()) {
    const cut = detail.run.state === 'running';
    const text = 'The station was started anew: the run goes on from its last whole epoch.';
    const again = { ...detail, run: { ...detail.run, state: 'queued', stage: null } } as const;
    runs.set(detail.run.id, cut ? noted(again, text, now()) : detail);
  }
  const list = (): TrainingRun[] =>
    [...runs.values()].map(({ run }) => run).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const latest = createLatest<readonly TrainingRun[]>(list());

  const find = (id: string): TrainingDetail => {
    const detail = runs.get(id);
    if (detail === undefined) throw new LoupeError('not-found', { what: 'training run', id });
    return detail;
  };
  const become = (detail: TrainingDetail): TrainingDetail => {
    runs.set(detail.run.id, detail);
    latest.set(list());
    return detail;
  };
  /** What cannot be written is still shown; a start would then take the run up from what was. */
  const save = (detail: TrainingDetail): Promise<void> =>
    writes(() => store.write(detail)).catch((error: unknown) => {
      log({
        level: 'error',
        what: 'a training run could not be written',
        run: detail.run.id,
        why: causeOf(error),
      });
    });
  const conflict = (what: string) => new LoupeError('conflict', { what });

  /** A package of this run that was stored just before the station went down. */
  const already = async (id: string) =>
    (await models.list()).find(({ manifest }) => manifest.trainingRun === id);
  const nextVersion = async (name: string): Promise<number> => {
    const taken = (await models.list()).filter(({ manifest }) => manifest.name === name);
    return 1 + Math.max(0, ...taken.map(({ manifest }) => manifest.version));
  };
  const refOf = ({ sha256, manifest }: Awaited<ReturnType<Models['list']>>[number]) => ({
    ...{ name: manifest.name, version: manifest.version, sha256 },
  });

  /** A run is none the worse without its picture. */
  async function keepGrid(id: string, frame: Frame): Promise<void> {
    try {
      const png = await encode(frame);
      const grid = await writes(async () => (runs.has(id) ? store.writeGrid(id, png) : null));
      if (grid !== null) await save(become({ ...find(id), grid }));
    } catch (error) {
      const text = `The picture of varied copies could not be kept (${causeOf(error)}).`;
      if (runs.has(id)) become(noted(find(id), text, now()));
    }
  }

  async function perform(id: string, signal: AbortSignal, stopping: () => boolean): Promise<Ending> {
    const { run } = find(id);
    let gridKept = Promise.resolve();
    const tell: Tell = (news) => {
      if (news.kind === 'augmented') gridKept = keepGrid(id, news.grid);
      const detail = become(told(find(id), news, now()));
      if (worthKeeping.has(news.kind)) void save(detail);
    };
    const there = await already(id);
    if (there) return { state: 'done', why: null, package: refOf(there), made: null };
    const options = { threads, memoryBytes, tell, signal, stopping, gently: true };
    const keptOf = (recipe: RunRecipe, trial?: number) =>
      store.checkpoints(id, keyOf({ ...find(id), recipe }), trial);
    const version = await nextVersion(run.name);
    const { from } = find(id);
    const known = from === null ? null : await models.open(from);
    const attempt = (left: number): Promise<Made> =>
      executeRun(platform, datasets, find(id), version, known, { ...options, keptOf }).catch(
        (error: unknown) => {
          // What was trained is kept: only what came after it is done again.
          if (!(error instanceof WorkerFault) || signal.aborted || left === 0) throw error;
          tell({ kind: 'note', text: `A process is gone (${error.message}). Its work is done again.` });
          return attempt(left - 1);
        },
      );
    const made = await attempt(moreAttempts);
    await gridKept;
    signal.throwIfAborted();
    tell({ kind: 'stage', stage: 'storing', done: 0, total: 1 });
    const info = await models.installUnsigned(made.files);
    tell({ kind: 'stage', stage: 'storing', done: 1, total: 1 });
    return made.stopped === null
      ? { state: 'done', why: null, package: refOf(info), made }
      : {
          ...{ state: 'stopped', package: refOf(info), made },
          why: `Stopped. ${made.stopped}`,
        };
  }

  async function runOne(id: string): Promise<void> {
    const abort = new AbortController();
    const mine = { id, abort, stop: false };
    current = mine;
    const began = find(id).run.began ?? now();
    await save(become({ ...find(id), run: { ...find(id).run, state: 'running', began } }));
    try {
      const ending = await perform(id, abort.signal, () => mine.stop).catch((error: unknown) =>
        endOf(error, abort.signal),
      );
      // The station is going down: on disk the run is still going on.
      if (closed) return;
      const detail = find(id);
      const { state, why, package: made } = ending;
      const figures = figuresOf(detail, ending);
      const run = {
        ...detail.run,
        state,
        why,
        package: made,
        figures,
        ended: now(),
        stage: null,
        secondsLeft: null,
      };
      become(why === null ? { ...detail, run } : noted({ ...detail, run }, why, now()));
      await save(find(id));
      await store.dropCheckpoints(id).catch(() => undefined);
      await journal.append(
        'training.ended',
        {
          ...{ run: id, name: run.name, task: run.task, dataset: run.dataset.hash, state },
          ...{ why: why?.slice(0, 500) ?? null, package: made, by: run.by },
        },
        system,
      );
    } finally {
      current = null;
    }
  }

  const next = (): TrainingRun | undefined => list().findLast(({ state }) => state === 'queued');
  /** Takes turns until nobody waits. */
  function wake(): void {
    turn = turn.then(async () => {
      for (let run = next(); run && !closed; run = next()) {
        const { id } = run;
        try {
          await gate.enter('training', () => runOne(id));
        } catch (error) {
          if (!(error instanceof LoupeError && error.code === 'busy'))
            log({ level: 'error', what: 'a training run could not be ended', run: id, why: causeOf(error) });
          clock.setTimeout(wake, heldMs);
          return;
        }
      }
    });
  }
  wake();

  return {
    library: createLibraryLook(platform),
    list: () => latest.value,
    follow: (signal) => latest.follow(signal),
    get: find,
    async grid(id) {
      const { grid, run } = find(id);
      const png = grid === null ? null : await store.readGrid(id).catch(() => null);
      if (png === null) throw new LoupeError('not-found', { what: 'picture of varied copies', id: run.id });
      return png;
    },
    async start(request, by) {
      const known = request.from === undefined ? null : await models.open(request.from);
      const recipe = resolveRecipe(request, known);
      const { name } = await datasets.look(request.dataset);
      let id = newRunId(now(), platform.random(2));
      while (runs.has(id)) id = newRunId(now(), platform.random(2));
      const detail = newRun(id, request, recipe, { name, hash: request.dataset }, by, now());
      try {
        await writes(() => store.create(detail));
      } catch (error) {
        throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
      }
      become(detail);
      wake();
      return id;
    },
    async stop(id) {
      const { run } = find(id);
      if (current?.id !== id) throw conflict(`${run.name} is ${run.state}: there is no training to stop`);
      if (run.task === 'anomaly')
        throw conflict(
          `${run.name} has nothing to keep before it ends, which takes seconds; it can be cancelled`,
        );
      current.stop = true;
    },
    async cancel(id) {
      const { run } = find(id);
      if (current?.id === id) return current.abort.abort(new LoupeError('cancelled', {}));
      if (run.state !== 'queued') throw conflict(`${run.name} has ended already`);
      await save(
        become({ ...find(id), run: { ...run, state: 'cancelled', why: cancelledBefore, ended: now() } }),
      );
    },
    async remove(id) {
      const { run } = find(id);
      if (run.ended === null || current?.id === id)
        throw conflict(`${run.name} has not ended; cancel it first`);
      try {
        await writes(() => store.remove(id));
      } catch (error) {
        throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
      }
      runs.delete(id);
      latest.set(list());
    },
    async close() {
      closed = true;
      current?.abort.abort(new LoupeError('cancelled', {}));
      await turn;
      await writes(async () => undefined);
    },
  };
}

const cancelledBefore = 'Cancelled before it began. No package was made.';

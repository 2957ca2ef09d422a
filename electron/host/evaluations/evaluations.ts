import { evaluationOf } from '../../../ml/evaluate/evaluation.ts';
import { sideBySide, type SideBySide } from '../../../ml/evaluate/side-by-side.ts';
import type { Dataset } from '../../../ml/dataset/dataset.ts';
import { readModel } from '../../../ml/onnx/read.ts';
import { summaryOf, type NetworkSummary } from '../../../ml/onnx/summary.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import { LoupeError, type ErrorCode } from '../../contract/errors.ts';
import type { Answer, EvaluationInfo, EvaluationKey, EvaluationWork } from '../../contract/evaluations.ts';
import type { Actor } from '../../contract/people.ts';
import { causeOf } from '../durable.ts';
import { createLatest, type Latest } from '../latest.ts';
import { isoTime } from '../time.ts';
import { judgeSide, type JudgeDeps } from './judge-side.ts';
import { picturesHash, type Kept } from './kept.ts';
import { moveLimits, type MoveDeps, type MoveLimits } from './moved-limits.ts';
import { sideOf } from './sides.ts';

/** What stored packages answer to the pictures of datasets: judged once, kept, and counted whenever somebody looks. */
export interface Evaluations {
  /** @throws LoupeError `not-found` for a package that is not stored */
  list(model: string): Promise<EvaluationInfo[]>;
  /** @throws LoupeError `not-found` */
  answers(key: EvaluationKey): Promise<readonly Answer[]>;
  /**
   * Judges a side after those that wait; what is kept is not judged again.
   * @throws LoupeError `not-found` for package or dataset; `bad-input` for a side without labelled pictures
   */
  start(key: EvaluationKey, by: Actor): Promise<void>;
  cancel(): void;
  follow: Latest<EvaluationWork>['follow'];
  /** @throws LoupeError `not-found` until both were judged */
  compare(key: EvaluationKey, against: string): Promise<SideBySide>;
  /** The package's card, and its network in a few numbers. @throws LoupeError `not-found` */
  card(model: string): Promise<PackageCard>;
  /** See `moveLimits`. */
  moveLimits(wish: MoveLimits, by: Actor): Promise<Kept['model']>;
  /** Nothing runs any longer when it resolves. */
  close(): Promise<void>;
}

export interface PackageCard extends NetworkSummary {
  /** Markdown. */
  readonly text: string;
  /** Of `model.onnx`. */
  readonly bytes: number;
}

export type EvaluationsDeps = JudgeDeps &
  MoveDeps & {
    /** A version of a dataset by its hash. @throws LoupeError `not-found` */
    readonly datasets: { read(hash: string): Promise<Dataset> };
  };

interface Job {
  readonly key: EvaluationKey;
  readonly by: Actor;
}

export function createEvaluations(deps: EvaluationsDeps): Evaluations {
  const { platform, kept, models, datasets, journal } = deps;
  const work = createLatest<EvaluationWork>({ running: null, waiting: [], failed: null, kept: 0 });
  const change = (part: Partial<EvaluationWork>) => work.set({ ...work.value, ...part });
  let jobs: readonly Job[] = [];
  let busy: Promise<void> | null = null;
  let stop = new AbortController();

  const openSide = async ({ dataset: hash, split }: EvaluationKey) => {
    const dataset = await datasets.read(hash);
    const side = sideOf(dataset, split);
    if (side.length === 0)
      throw new LoupeError('bad-input', {
        what: `${dataset.name}, ${split}`,
        got: 'a side without labelled pictures',
        allowed: 'a side with some; split the dataset on Datasets',
      });
    return { dataset, side };
  };

  async function judge({ key, by }: Job, signal: AbortSignal): Promise<void> {
    const model = await models.open(key.model);
    const { dataset, side } = await openSide(key);
    const total = side.length;
    change({ running: { ...key, done: 0, total } });
    const { provider, answers } = await judgeSide(deps, model, side, {
      signal,
      onPicture: (done) => change({ running: { ...key, done, total } }),
    });
    const { name, version, thresholds } = model.manifest;
    const made: Kept = {
      ...{ format: 1, model: { name, version, sha256: key.model }, split: key.split, provider, thresholds },
      ...{ dataset: { hash: key.dataset, name: dataset.name }, answers },
      ...{ at: isoTime(platform.clock.now()), by: by.id },
    };
    const { escapes, falseRejects, unsure, n } = evaluationOf(model.manifest, answers.map(asCase));
    await journal.append(
      'evaluation.made',
      {
        ...{ name, version, sha256: key.model, dataset: key.dataset, split: key.split },
        ...{ pictures: n, escapes, falseRejects, unsure },
      },
      by,
    );
    await kept.write(made);
    change({ kept: work.value.kept + 1 });
  }

  /** Works off what waits, one after the other, until nothing does. */
  async function run(): Promise<void> {
    for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
      jobs = jobs.slice(1);
      const { signal } = stop;
      change({
        running: { ...job.key, done: 0, total: 0 },
        waiting: jobs.map(({ key }) => key),
        failed: null,
      });
      try {
        await judge(job, signal);
      } catch (error) {
        if (!signal.aborted) change({ failed: { key: job.key, ...failureOf(error) } });
      }
    }
    change({ running: null });
  }

  const found = async (key: EvaluationKey): Promise<Kept> => {
    const there = await kept.read(key);
    if (there !== null) return there;
    throw new LoupeError('not-found', { what: 'evaluation of that package on', id: key.split });
  };

  return {
    async list(model) {
      const { manifest } = await models.open(model);
      const mine = await kept.all(model);
      const all = mine.some(({ split }) => split === 'test') ? await kept.all() : mine;
      return mine
        .map((each) => infoOf(each, manifest, seenBefore(each, all)))
        .toSorted((one, other) => (one.at < other.at ? 1 : -1));
    },
    answers: async (key) => (await found(key)).answers,
    async start(key, by) {
      if ((await kept.read(key)) !== null) return;
      await models.open(key.model);
      await openSide(key);
      const asked = [work.value.running, ...jobs.map((job) => job.key)];
      if (asked.some((one) => one !== null && isSame(one, key))) return;
      jobs = [...jobs, { key, by }];
      change({ waiting: jobs.map((job) => job.key) });
      busy ??= run().finally(() => (busy = null));
    },
    cancel() {
      jobs = [];
      stop.abort();
      stop = new AbortController();
      change({ waiting: [], failed: null });
    },
    follow: (signal) => work.follow(signal),
    async compare(key, against) {
      const [first, second] = [await found(key), await found({ ...key, model: against })];
      const judged = async ({ model, answers }: Kept) => ({
        manifest: (await models.open(model.sha256)).manifest,
        cases: answers.map(asCase),
      });
      return sideBySide(await judged(first), await judged(second));
    },
    async card(sha256) {
      const files = await models.files(sha256);
      const { onnx } = await models.open(sha256);
      const text = new TextDecoder().decode(files.get('card.md'));
      return { text, bytes: onnx.length, ...summaryOf(readModel(onnx)) };
    },
    async moveLimits(wish, by) {
      const next = await moveLimits(deps, wish, by);
      change({ kept: work.value.kept + 1 });
      return next;
    },
    async close() {
      this.cancel();
      await busy;
    },
  };
}

const isSame = (one: EvaluationKey, other: EvaluationKey): boolean =>
  one.model === other.model && one.dataset === other.dataset && one.split === other.split;

const asCase = ({ label, truth, verdict, score, predicted, confidence, ms }: Answer) => ({
  ...{ label, truth, verdict, score, ms },
  ...(predicted !== undefined && { predicted }),
  ...(confidence !== undefined && { confidence }),
});

/** Other versions of the model that judged the same test earlier. */
function seenBefore(one: Kept, all: readonly Kept[]): EvaluationInfo['seenBefore'] {
  if (one.split !== 'test') return [];
  const pictures = picturesHash(one.answers);
  return all
    .filter(
      ({ split, model, at, answers }) =>
        split === 'test' &&
        model.name === one.model.name &&
        model.sha256 !== one.model.sha256 &&
        at < one.at &&
        picturesHash(answers) === pictures,
    )
    .map(({ model }) => model);
}

function infoOf(
  { model, dataset, split, at, by, provider, thresholds, answers }: Kept,
  manifest: Pick<Manifest, 'classes'>,
  before: EvaluationInfo['seenBefore'],
): EvaluationInfo {
  const count = (truth: Answer['truth']) => answers.filter((one) => one.truth === truth).length;
  return {
    ...{ model, dataset, split, at, by, provider, thresholds },
    ...{ defective: count('defect'), good: count('pass'), seenBefore: before },
    figures: evaluationOf(manifest, answers.map(asCase)),
  };
}

function failureOf(error: unknown): { code: ErrorCode; data: Record<string, unknown> } {
  const { code, data } =
    error instanceof LoupeError ? error : new LoupeError('model-refused', { cause: causeOf(error) });
  return { code, data: { ...data } };
}

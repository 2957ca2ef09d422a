import type { PackageFiles } from '../../../../ml/package/files.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { TrainingDetail } from '../../../contract/training-runs.ts';
import { versionPath } from '../../datasets/store.ts';
import { isMissing, jsonBytes } from '../../durable.ts';
import type { KeptAnswers } from '../../evaluations/kept.ts';
import type { Images } from '../../images/images.ts';
import { pathOf, sealedSegment, signaturePath, summaryPath } from '../../journal/segments.ts';
import type { Files } from '../../platform.ts';
import type { PackageRef, Tags } from '../registry.ts';
import type { Begun, RunFacts, RunKey } from '../runs.ts';
import { datasetRun, dayFacts, dayRun, endedDay, evaluationNotes, trainingNotes } from './notes.ts';
import type { Item } from './owed.ts';
import { packed, sha256Of } from './packed.ts';
import type { SegmentPlan } from './plan.ts';
import { tarOf } from './shards.ts';

export interface ParcelFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
/** Files one by one: the next is read when the one before has arrived. */
type Content = AsyncGenerator<ParcelFile, void>;

/** What is told of one item, and in which run; or the package that is registered. */
export type Parcel =
  | {
      readonly kind: 'run';
      readonly run: RunKey;
      readonly begun: Begun;
      readonly content: Content;
      /** Said when all of the content has arrived. */
      readonly facts: RunFacts | null;
      /** Another run that is over, now that this one has begun. */
      readonly over?: { readonly run: RunKey; readonly begun: Begun; readonly facts: RunFacts };
    }
  | {
      readonly kind: 'package';
      readonly ref: PackageRef;
      readonly files: PackageFiles;
      readonly tags: Tags;
    };

/** The rooms whose things are sent. Nothing is changed in them. */
export interface Rooms {
  readonly stationId: string;
  readonly files: Pick<Files, 'read'>;
  readonly images: Pick<Images, 'get'>;
  readonly training: {
    /** @throws LoupeError `not-found` */
    get(run: string): TrainingDetail;
    grid(run: string): Promise<Uint8Array>;
  };
  readonly evaluations: Pick<KeptAnswers, 'read'>;
  readonly packages: {
    /** @throws LoupeError `not-found`, `model-unavailable` */
    open(sha256: string): Promise<{ readonly files: PackageFiles; readonly tags: Tags }>;
  };
}

/**
 * What an item consists of. The same item gives the same files under the same names, every time.
 * @throws LoupeError `not-found`, `conflict` for what is not here, or not as it was; the content throws them, too
 */
export async function parcelOf(rooms: Rooms, { plan, shard }: Item): Promise<Parcel> {
  const { stationId } = rooms;
  switch (plan.kind) {
    case 'segment': {
      const day = dayRun(stationId, plan);
      return shard === null
        ? {
            ...{ kind: 'run', ...day, content: segment(rooms, plan), facts: dayFacts(plan) },
            ...(plan.before !== undefined && { over: endedDay(stationId, plan.before) }),
          }
        : { kind: 'run', ...day, content: pictures(rooms, `${plan.firstSeq}`, shard), facts: null };
    }
    case 'pictures': {
      const whose = `${plan.firstSeq}-asked-${plan.by}-${plan.line}`;
      const content = shard === null ? nothing() : pictures(rooms, whose, shard);
      return { kind: 'run', ...dayRun(stationId, plan), content, facts: null };
    }
    case 'dataset': {
      const { name, sha256 } = plan;
      const run = datasetRun(stationId, plan);
      return shard === null
        ? { kind: 'run', ...run, content: dataset(rooms, name, sha256) }
        : { kind: 'run', ...run, content: pictures(rooms, sha256.slice(0, 12), shard), facts: null };
    }
    case 'training': {
      const detail = rooms.training.get(plan.run);
      return {
        ...{ kind: 'run', ...trainingNotes(stationId, plan.at, detail) },
        content: training(rooms, detail),
      };
    }
    case 'evaluation': {
      const kept = await rooms.evaluations.read(plan);
      if (kept === null)
        throw new LoupeError('not-found', { what: 'evaluation', id: `${plan.model} ${plan.dataset}` });
      return { kind: 'run', ...evaluationNotes(stationId, kept), content: answers(jsonBytes(kept)) };
    }
    case 'package': {
      const { name, version, sha256 } = plan;
      return { kind: 'package', ref: { name, version, sha256 }, ...(await rooms.packages.open(sha256)) };
    }
  }
}

/** The segment comes last: whoever sees it finds its signature there. */
async function* segment(rooms: Rooms, plan: SegmentPlan): Content {
  const sha256 = plan.segment.slice(plan.segment.indexOf('-') + 1, -'.jsonl'.length);
  const sealed = sealedSegment(plan.firstSeq, sha256);
  for (const path of [signaturePath(sealed), summaryPath(sealed)])
    yield { path, bytes: await stored(rooms, path) };
  yield { path: pathOf(sealed), bytes: await unchanged(rooms, pathOf(sealed), sha256) };
}

// oxlint-disable-next-line require-yield -- it has none to give
async function* nothing(): Content {}

async function* dataset(rooms: Rooms, name: string, sha256: string): Content {
  yield { path: `dataset/${sha256}.json`, bytes: await unchanged(rooms, versionPath(name, sha256), sha256) };
}

async function* training(rooms: Rooms, detail: TrainingDetail): Content {
  yield { path: 'run.json', bytes: jsonBytes(detail) };
  yield { path: 'recipe.json', bytes: jsonBytes(detail.recipe) };
  if (detail.grid !== null) yield { path: detail.grid, bytes: await rooms.training.grid(detail.run.id) };
}

async function* answers(bytes: Uint8Array): Content {
  yield { path: 'answers.json', bytes };
}

/**
 * `images/<ab>/<picture>.<type>` for one that travels alone; several as a tar, `images/shard-<whose>-<number>-<sha256>.tar`, and before it, with the ending
 * `.json`, where each lies in it. A picture is named by the SHA-256 that the journal knows it by, so that it is found without a list.
 */
async function* pictures(
  rooms: Rooms,
  whose: string,
  { number, pictures: all }: NonNullable<Item['shard']>,
): Content {
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (const { sha256 } of all) files.push(await packed(rooms.images, sha256));
  const [only] = files;
  if (files.length === 1 && only !== undefined) {
    yield { path: `images/${only.name.slice(0, 2)}/${only.name}`, bytes: only.bytes };
    return;
  }
  const { bytes, index } = tarOf(files);
  const path = `images/shard-${whose}-${number}-${await sha256Of(bytes)}`;
  yield { path: `${path}.json`, bytes: jsonBytes({ format: 1, shard: `${path}.tar`, pictures: index }) };
  yield { path: `${path}.tar`, bytes };
}

/** @throws LoupeError `not-found` for a file that is gone; FileError for a disk that does not answer, which passes */
async function stored({ files }: Rooms, path: string): Promise<Uint8Array> {
  try {
    return await files.read(path);
  } catch (error) {
    if (isMissing(error)) throw new LoupeError('not-found', { what: 'file', id: path }, { cause: error });
    throw error;
  }
}

/** @throws LoupeError `conflict` for what is no longer what it was when it was named */
async function unchanged(rooms: Rooms, path: string, sha256: string): Promise<Uint8Array> {
  const bytes = await stored(rooms, path);
  if ((await sha256Of(bytes)) !== sha256)
    throw new LoupeError('conflict', { what: `${path} no longer matches its name` });
  return bytes;
}

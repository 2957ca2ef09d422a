import { z } from 'zod';
import {
  maxPackageBytes,
  packageDigest,
  signatureFile,
  type PackageFiles,
} from '../../../../ml/package/files.ts';
import { mlflowFiles } from '../../../../ml/package/mlflow.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { nowhere } from '../promotion/arriving.ts';
import { checkedKey, checkedModel, checkedPath, checkedValue } from '../names.ts';
import { noteTag } from '../runs.ts';
import {
  missingTags,
  type PackageRef,
  type RegisteredVersion,
  type Registry,
  type Tags,
} from '../registry.ts';
import { unlessMissing } from '../unless.ts';
import { sha256, tagRows, walk, type MlflowApi } from './api.ts';
import type { Experiments } from './experiments.ts';
import { loggedModels, runOf, tie } from './lineage.ts';
import { folderOf, registeredOf } from './places.ts';
import type { MlflowRuns } from './runs.ts';
import {
  foundOf,
  makeRegistered,
  modelSchema,
  own,
  placeOf,
  searchVersions,
  type Found,
} from './versions.ts';

const most = { files: 1000, bytes: maxPackageBytes };
type LoggedModel = z.infer<typeof modelSchema>['info'];

export interface MlflowPackages extends Pick<Registry, 'models' | 'versions' | 'register' | 'fetch'> {
  /** MLflow's own number of a package; null: it is not there. */
  numberOf(ref: PackageRef): Promise<number | null>;
}

/**
 * Packages as logged models of `loupe/train/<model>`, each with the files stock MLflow loads it by, and a version of the registered model
 * `loupe-<model>` on top: written last, so a package without one is one whose registration was cut short.
 */
export function createMlflowPackages(
  api: MlflowApi,
  experiments: Pick<Experiments, 'make'>,
  runs: Pick<MlflowRuns, 'idOf'>,
): MlflowPackages {
  const search = async (filter: string): Promise<Found[]> =>
    (await searchVersions(api, filter)).flatMap((row) => foundOf(row) ?? []);
  const searchModel = async (model: string): Promise<Found[]> =>
    (await search(`name='${registeredOf(checkedModel(model))}'`)).toSorted(
      (a, b) => b.version - a.version || (a.sha256 < b.sha256 ? -1 : 1) || a.number - b.number,
    );
  const find = async ({ name, version, sha256: digest }: PackageRef): Promise<Found | null> =>
    (await searchModel(name)).findLast((one) => one.version === version && one.sha256 === digest) ?? null;

  const versions = async (model: string): Promise<RegisteredVersion[]> => {
    const rows = await searchModel(model);
    // Two who registered the same at once made two rows of it.
    return rows
      .filter((row, i) => !isSame(row, rows[i + 1]))
      .map(({ name, version, sha256: digest, tags }) => ({ name, version, sha256: digest, tags }));
  };

  /** The logged model of a package: one that was begun before, else a new one. */
  const logged = async (
    { name, version, sha256: hash }: PackageRef,
    training: string | undefined,
    tags: Tags,
  ): Promise<LoggedModel> => {
    const experiment = await experiments.make(`train/${name}`);
    const [begun] = await loggedModels(api, experiment, hash);
    if (begun !== undefined) return begun;
    const source = training === undefined ? null : await runOf(api, runs, { name, training });
    const made = {
      ...{ experiment_id: experiment, name: `${name}-v${version}` },
      ...(source !== null && { source_run_id: source }),
      tags: tagRows({ ...tags, [own.sha256]: hash, [own.version]: String(version) }),
    };
    return (await api.ask('POST', 'logged-models', made, z.object({ model: modelSchema }))).model.info;
  };

  /** By folder, what lies there and what of it was read back: whoever tries again goes on from there. Forgotten when all of it is there. */
  const begun = new Map<
    string,
    { readonly there: ReadonlyMap<string, number>; readonly done: Set<string> }
  >();
  const beginning = async (folder: string) => {
    const known = begun.get(folder);
    if (known !== undefined) return known;
    const listed = await walk(api, folder, most);
    const there = new Map(listed.map(({ path, size }): [string, number] => [path, size]));
    const fresh = { there, done: new Set<string>() };
    begun.set(folder, fresh);
    return fresh;
  };

  /** Puts the files that do not lie there as they are, the signature last. */
  const upload = async (folder: string, content: PackageFiles): Promise<void> => {
    const paths = [...content.keys()].filter((path) => path !== signatureFile);
    const { there, done } = await beginning(folder);
    for (const path of [...paths, signatureFile]) {
      const bytes = content.get(path);
      if (bytes === undefined) throw new LoupeError('model-refused', { cause: `${path} is missing` });
      const [at, hash] = [`${folder}/${checkedPath('The file', path, 6)}`, sha256(bytes)];
      if (done.has(`${at} ${hash}`)) continue;
      const stored = there.get(path) === bytes.length ? await unlessMissing(api.get(at, bytes.length)) : null;
      if (stored === null || sha256(stored) !== hash) await api.put(at, bytes);
      done.add(`${at} ${hash}`);
    }
    begun.delete(folder);
  };

  return {
    async models() {
      const rows = await search(`name LIKE '${registeredOf('')}%'`);
      return [...new Set(rows.map(({ name }) => name))].toSorted();
    },
    versions,
    numberOf: async (ref) => (await find(ref))?.number ?? null,
    async register(ref, content, tags) {
      const { name, version } = ref;
      if (packageDigest(content, sha256) !== ref.sha256)
        throw new LoupeError('model-refused', { cause: `${name} ${version} is not what its hash says` });
      const rows = await searchModel(name);
      if (rows.some((one) => one.version === version && one.sha256 !== ref.sha256))
        throw new LoupeError('conflict', {
          what: `${name} ${version} is registered already, with other content`,
        });
      const there = rows.findLast((one) => one.version === version);
      if (there !== undefined) {
        await upload((await placeOf(api, there.source)).folder, content);
        const row = { name: registeredOf(name), version: String(there.number) };
        for (const tag of tagRows(missingTags(checkedVersionTags(tags), there.tags) ?? {}))
          await api.ask('POST', 'model-versions/set-tag', { ...row, ...tag }, z.unknown());
        return;
      }

      const { beside, training, by } = besideOf(content);
      const said = {
        ...checkedVersionTags(tags),
        ...{ [own.version]: String(version), [own.sha256]: ref.sha256 },
        [own.added]: [...beside.keys()].join(' '),
      };
      const shown = { [noteTag]: measuredBelow(ref), 'mlflow.user': by, 'mlflow.source.name': 'loupe' };
      const model = await logged(ref, training, shown);
      await upload(folderOf(model.artifact_uri), new Map([...content, ...beside]));
      const { model_id: id } = model;
      const ready = { model_id: id, status: 'LOGGED_MODEL_READY' };
      await api.ask('PATCH', `logged-models/${id}`, ready, z.unknown());
      await tie(api, await experiments.make(`train/${name}`), ref.sha256);
      await makeRegistered(api, name);
      const made = {
        ...{ name: registeredOf(name), source: `models:/${id}`, model_id: id, tags: tagRows(said) },
        description: described(ref, content),
      };
      await api.ask('POST', 'model-versions/create', made, z.unknown());
    },
    async fetch(ref, arriving = nowhere) {
      const found = await find(ref);
      if (found === null)
        throw new LoupeError('not-found', {
          what: 'package',
          id: `${ref.name} ${ref.version} ${ref.sha256}`,
        });
      const { folder } = await placeOf(api, found.source);
      const content = new Map<string, Uint8Array>();
      for (const { path, size } of await walk(api, folder, most)) {
        if (found.added.includes(path)) continue;
        const before = await arriving.take(path, size);
        const read = before ?? (await api.get(`${folder}/${path}`, size));
        if (before === null) await arriving.keep(path, read);
        content.set(path, read);
      }
      return content;
    },
  };
}

/** What the page of a logged model shows above its figures: short, or nobody sees those. */
const measuredBelow = ({ name, version, sha256: hash }: PackageRef): string =>
  `${name} v${version}, package ${hash}. Below is what was measured of it, each figure with the evaluation that it comes from; its card is on the page of its version.`;

/** The database there holds 5,000 characters. */
const mostDescription = 5000;

/** What the page of a version shows: which package it is, and its card as far as people read it. A recipe is for programs: it ends there. */
function described({ name, version, sha256: hash }: PackageRef, content: PackageFiles): string {
  const card = new TextDecoder().decode(content.get('card.md'));
  const said = `${name} v${version}, package ${hash}\n\n${card}`;
  const [read = ''] = said.split('\n```');
  if (read === said && said.length <= mostDescription) return said;
  const rest = '\n\n… the whole card is `card.md` among its files.';
  const most = mostDescription - rest.length;
  return `${read.length <= most ? read : read.slice(0, read.lastIndexOf('\n', most))}${rest}`;
}

const manifestSchema = z.object({
  created: z.iso.datetime(),
  by: z.string(),
  trainingRun: z.string().optional(),
});

/**
 * What stock MLflow clients want beside a package, and the run that made it.
 * @throws LoupeError `model-refused` for a package without a readable network
 */
function besideOf(content: PackageFiles) {
  try {
    const text = new TextDecoder().decode(content.get('model.json'));
    const { created, by, trainingRun: training } = manifestSchema.parse(JSON.parse(text));
    const files = mlflowFiles({ created }, content.get('model.onnx') ?? new Uint8Array());
    return { training, by, beside: new Map([...files].filter(([path]) => !content.has(path))) };
  } catch (error) {
    throw new LoupeError(
      'model-refused',
      { cause: 'model.json or model.onnx cannot be read' },
      { cause: error },
    );
  }
}

const isSame = (one: Found, other: Found | undefined): boolean =>
  one.version === other?.version && one.sha256 === other.sha256;

/** @throws LoupeError `bad-input` */
function checkedVersionTags(tags: Tags): Tags {
  for (const [key, value] of Object.entries(tags))
    checkedValue(`The tag ${checkedKey('The tag', key)}`, value, 5000);
  return tags;
}

import { isDeepStrictEqual } from 'node:util';
import { packageDigest } from '../../../../ml/package/files.ts';
import { createHash } from 'node:crypto';
import { LoupeError } from '../../../contract/errors.ts';
import type { Registry } from '../registry.ts';
import type { Metric, RunKey, Runs } from '../runs.ts';

/** What a registry holds of one run. */
export interface StoredRun {
  readonly collection: string;
  readonly key: string;
  readonly name: string;
  readonly files: Map<string, Uint8Array>;
  readonly params: Map<string, string>;
  readonly metrics: Metric[];
  readonly tags: Map<string, string>;
  ended: string | null;
}

/** A registry in memory that several stations share, with the rules of a real one (reference/mlflow.md). */
export interface World {
  readonly runs: Map<string, StoredRun>;
  /** By name and version: the digest. */
  readonly packages: Map<string, string>;
  /** Files that were written over with other bytes. */
  readonly overwritten: string[];
}
export const createWorld = (): World => ({ runs: new Map(), packages: new Map(), overwritten: [] });

export type Call = 'open' | 'note' | 'put' | 'register' | 'list' | 'get';
/** Stands between a station and the registry: may throw before `act`, after it, or instead. @param what run and path */
export type Line = <T>(call: Call, what: string, act: () => T) => Promise<T>;
export const clearLine: Line = async (_, __, act) => act();

const part = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
export const rejected = (cause: string) => new LoupeError('registry-rejected', { cause });
const named = (path: string) => {
  if (!path.split('/').every((one) => part.test(one) && one.length < 256)) throw rejected(`name ${path}`);
};

export function worldRuns(world: World, line: Line = clearLine): Runs & Pick<Registry, 'register'> {
  const idOf = ({ collection, key }: RunKey) => `${collection} ${key}`;
  const find = (key: RunKey): StoredRun => {
    const found = world.runs.get(idOf(key));
    if (found === undefined) throw new LoupeError('not-found', { what: 'run', id: idOf(key) });
    return found;
  };
  return {
    collections: () =>
      line('list', '', () => [
        ...new Set([...world.runs.values()].map(({ collection }) => collection).toSorted()),
      ]),
    keys: (collection) =>
      line('list', collection, () =>
        [...world.runs.values()]
          .flatMap((run) => (run.collection === collection ? [run.key] : []))
          .toSorted(),
      ),
    open: (key, { name, tags }) =>
      line('open', idOf(key), () => {
        named(key.collection);
        named(key.key);
        if (world.runs.has(idOf(key))) return;
        world.runs.set(idOf(key), {
          ...{ ...key, name, files: new Map(), params: new Map(), metrics: [], ended: null },
          tags: new Map(Object.entries(tags ?? {})),
        });
      }),
    note: (key, { params = {}, metrics = [], tags = {}, ended }) =>
      line('note', idOf(key), () => {
        const run = find(key);
        for (const [name, value] of Object.entries(params))
          if ((run.params.get(name) ?? value) !== value) throw rejected(`parameter ${name} is said already`);
        for (const { key: name, value } of metrics)
          if (!Number.isFinite(value)) throw rejected(`metric ${name} is ${value}`);
        for (const [name, value] of Object.entries(tags)) {
          if (value.length > 8000) throw rejected(`tag ${name} has ${value.length} characters`);
          run.tags.set(name, value);
        }
        for (const [name, value] of Object.entries(params)) run.params.set(name, value);
        for (const metric of metrics)
          if (!run.metrics.some((one) => isDeepStrictEqual(one, metric))) run.metrics.push(metric);
        if (ended !== undefined) run.ended = ended.status;
      }),
    put: (key, path, bytes) =>
      line('put', `${idOf(key)} ${path}`, () => {
        named(path);
        const { files } = find(key);
        const before = files.get(path);
        if (before !== undefined && !isDeepStrictEqual(before, bytes)) world.overwritten.push(path);
        files.set(path, bytes.slice());
      }),
    get: (key, path) =>
      line('get', `${idOf(key)} ${path}`, () => {
        const found = find(key).files.get(path);
        if (found === undefined) throw new LoupeError('not-found', { what: 'file', id: path });
        return found.slice();
      }),
    list: (key, folder) =>
      line('list', `${idOf(key)} ${folder}`, () => {
        const files = [...find(key).files].filter(([path]) => path.startsWith(`${folder}/`));
        const entries = files.map(([path, bytes]) => {
          const [name, more] = path.slice(folder.length + 1).split('/');
          return { name: name!, size: more === undefined ? bytes.length : 0, folder: more !== undefined };
        });
        return [...new Map(entries.map((entry) => [entry.name, entry])).values()];
      }),
    register: (ref, files) =>
      line('register', `${ref.name} ${ref.version}`, () => {
        const sha256 = packageDigest(files, (bytes) => createHash('sha256').update(bytes).digest('hex'));
        if (sha256 !== ref.sha256) throw new LoupeError('model-refused', { cause: 'not what its hash says' });
        const id = `${ref.name} ${ref.version}`;
        if ((world.packages.get(id) ?? sha256) !== sha256)
          throw new LoupeError('conflict', { what: `${id} is registered already` });
        world.packages.set(id, sha256);
      }),
  };
}

/** The files of a tar, by name. */
export function untar(tar: Uint8Array): Map<string, Uint8Array> {
  const text = (from: number, size: number) =>
    new TextDecoder().decode(tar.subarray(from, from + size)).replace(/\0.*$/s, '');
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at < tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    files.set(text(at, 100), tar.slice(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

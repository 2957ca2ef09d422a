import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import { jsonBytes, readIfThere } from '../../durable.ts';
import { checkedPath, isPart } from '../names.ts';
import {
  checkedCollection,
  checkedFacts,
  checkedFile,
  checkedRun,
  checkedTags,
  type RunKey,
  type Runs,
  type StoredFile,
} from '../runs.ts';
import { openSharedFolder, type SharedFolderDeps } from './shared-folder.ts';

/** Of a run; written first, and it is there from then on. */
const runFile = 'run.json';
const noteFile = /^\d{9}-[0-9a-f]{64}\.json$/;
const texts = z.record(z.string(), z.string());
const factsSchema = z.object({ params: texts.optional() });

/**
 * Runs in the folder of a registry:
 *
 *     runs/<collection>/<key>/run.json           who, since when
 *                             facts/<9 digits>-<sha256>.json   what was noted, the last counts
 *                             files/…            what was stored
 *
 * with `+` in the place of `/` in collection and key, which no part of theirs holds. Notes are only added.
 */
export function createFolderRuns(deps: SharedFolderDeps): Runs {
  const { files } = deps;
  const folder = openSharedFolder(deps);
  const { reach } = folder;
  const at = (...parts: readonly string[]): string => folder.at('runs', ...parts);
  const folderOf = (run: RunKey): string => {
    const { collection, key } = checkedRun(run);
    return at(flat(collection), flat(key));
  };
  /** A drive that is full passes. */
  const place = (path: string, bytes: Uint8Array) =>
    folder.place(path, bytes).catch((error: unknown) => {
      if (!(error instanceof LoupeError) || error.code !== 'not-written') throw error;
      const cause = Object.values(error.data).join(' ');
      throw new LoupeError('registry-unreachable', { cause }, { cause: error });
    });
  const isThere = async (folder: string): Promise<boolean> =>
    (await files.stat(`${folder}/${runFile}`)) !== null;
  /** @throws LoupeError `not-found` */
  const opened = async (run: RunKey): Promise<string> => {
    const folder = folderOf(run);
    if (await isThere(folder)) return folder;
    throw new LoupeError('not-found', { what: 'run', id: `${run.collection} ${run.key}` });
  };

  /** In the order in which they were noted. */
  const notes = async (folder: string): Promise<string[]> =>
    (await files.list(`${folder}/facts`)).filter((name) => noteFile.test(name)).toSorted();

  /** @throws LoupeError `registry-rejected` when one of them was said otherwise before */
  const hold = async (folder: string, params: Readonly<Record<string, string>>): Promise<void> => {
    for (const name of await notes(folder)) {
      const bytes = await files.read(`${folder}/facts/${name}`);
      const said = factsSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).params ?? {};
      const other = Object.keys(params).find((key) => said[key] !== undefined && said[key] !== params[key]);
      if (other !== undefined)
        throw new LoupeError('registry-rejected', {
          cause: `the parameter ${other} is ${said[other]} there, and stays so`,
        });
    }
  };

  return {
    collections: () => reach(async () => (await files.list(at())).flatMap(unflat).toSorted()),
    keys: (collection) =>
      reach(async () => {
        const folder = at(flat(checkedCollection(collection)));
        const keys: string[] = [];
        for (const name of await files.list(folder))
          if (await isThere(`${folder}/${name}`)) keys.push(...unflat(name));
        return keys.toSorted();
      }),
    open: (run, { name, at: since, tags }) =>
      reach(async () => {
        const folder = folderOf(run);
        const begun = { format: 1, ...run, name, at: since, tags: checkedTags(tags) };
        if (await isThere(folder)) return;
        try {
          await place(`${folder}/${runFile}`, jsonBytes(begun));
        } catch (error) {
          // Somebody else made it at this moment: theirs is as good.
          if (!(await isThere(folder))) throw error;
        }
      }),
    note: (run, facts) =>
      reach(async () => {
        checkedFacts(facts);
        const folder = await opened(run);
        if (facts.params !== undefined) await hold(folder, facts.params);
        const bytes = jsonBytes(facts);
        const digest = createHash('sha256').update(bytes).digest('hex');
        const last = (await notes(folder)).at(-1);
        if (last?.endsWith(`-${digest}.json`) === true) return;
        const number = String(Number(last?.slice(0, 9) ?? 0) + 1).padStart(9, '0');
        await place(`${folder}/facts/${number}-${digest}.json`, bytes);
      }),
    put: (run, path, bytes) =>
      reach(async () => place(`${await opened(run)}/files/${checkedFile(path)}`, bytes)),
    get: (run, path) =>
      reach(async () => {
        const bytes = await readIfThere(files, `${await opened(run)}/files/${checkedFile(path)}`);
        if (bytes !== null) return bytes;
        throw new LoupeError('not-found', { what: 'file', id: path });
      }),
    list: (run, folder) =>
      reach(async () => {
        const inside = folder === '' ? '' : `/${checkedPath('The folder', folder, 6)}`;
        const place = `${await opened(run)}/files${inside}`;
        const found: StoredFile[] = [];
        for (const name of (await files.list(place)).filter(isPart)) {
          const there = await files.stat(`${place}/${name}`);
          if (there === null) continue;
          found.push({ name, size: there.folder ? 0 : there.size, folder: there.folder });
        }
        return found;
      }),
  };
}

const flat = (path: string): string => path.replaceAll('/', '+');
const unflat = (name: string): string[] => (name.split('+').every(isPart) ? [name.replaceAll('+', '/')] : []);

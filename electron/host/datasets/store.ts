import { createHash } from 'node:crypto';
import { z } from 'zod';
import { datasetTasks, readDataset, type Dataset } from '../../../ml/dataset/dataset.ts';
import { datasetName, datasetSummarySchema } from '../../contract/datasets.ts';
import { sha256 } from '../../contract/digest.ts';
import { LoupeError } from '../../contract/errors.ts';
import { causeOf, jsonBytes, makeFolders, readIfThere, removeIfThere, writeWhole } from '../durable.ts';
import { inTurns } from '../in-turns.ts';
import type { Files, Platform } from '../platform.ts';

/** One version of a dataset, and what a list shows of it. */
const stepSchema = z.strictObject({
  hash: sha256,
  frozen: z.boolean(),
  at: z.iso.datetime(),
  by: z.string(),
  /** What made it, in a few words. */
  made: z.string(),
  task: z.enum(datasetTasks),
  images: z.number().int(),
  parent: sha256.nullable(),
  classes: datasetSummarySchema.shape.classes,
  /** Offenders of the checks that block, and of those that warn. */
  blocks: z.number().int(),
  warns: z.number().int(),
});
export type Step = z.infer<typeof stepSchema>;

/** `current.json`: every version of a dataset that can be gone back to, the one in force last. */
const pointerSchema = z.strictObject({ format: z.literal(1), steps: z.array(stepSchema).min(1) });

/**
 * Datasets on disk: `datasets/<name>/<sha256>.json`, a version that never changes under the hash of its own bytes, and
 * `datasets/<name>/current.json`, the one pointer. A version is there before the pointer names it, so a kill at any moment leaves either
 * the old version or the new one.
 */
export interface DatasetStore extends Pick<DatasetReader, 'read'> {
  names(): readonly string[];
  /** Oldest first; none where there is no such dataset. */
  steps(name: string): readonly Step[];
  /** Puts a version in force in place of `replaced` last steps. @throws LoupeError `not-written` */
  write(name: string, text: string, step: Omit<Step, 'hash'>, replaced?: number): Promise<Step>;
  /** Moves the pointer alone. @throws LoupeError `not-written` */
  point(name: string, steps: readonly Step[]): Promise<void>;
  remove(name: string): Promise<void>;
}

const folder = 'datasets';
/** Where a version lies. */
export const versionPath = (name: string, hash: string): string => `${folder}/${name}/${hash}.json`;
const versionFile = /^([0-9a-f]{64})\.json$/;

export async function openDatasetStore({
  files,
  log,
}: Pick<Platform, 'files' | 'log'>): Promise<DatasetStore> {
  await makeFolders(files, folder);
  const reader = createDatasetReader(files);
  const all = new Map<string, readonly Step[]>();
  for (const name of await reader.names()) {
    try {
      const steps = await reader.steps(name);
      if (steps.length > 0) all.set(name, steps);
      // What a change that was cut short left behind.
      const kept = new Set(steps.map(({ hash }) => `${hash}.json`));
      for (const file of await files.list(`${folder}/${name}`))
        if (file.endsWith('.part') || (versionFile.test(file) && !kept.has(file)))
          await removeIfThere(files, `${folder}/${name}/${file}`);
    } catch (error) {
      // Left as it is for somebody to look at; its name stays taken.
      log({ level: 'error', what: 'a dataset cannot be read', name, cause: causeOf(error) });
      all.set(name, []);
    }
  }

  const written = async (run: () => Promise<void>) => {
    try {
      await run();
    } catch (error) {
      throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
    }
  };
  const point = (name: string, steps: readonly Step[]) =>
    written(async () => {
      await writeWhole(files, `${folder}/${name}/current.json`, jsonBytes({ format: 1, steps }));
      all.set(name, steps);
    });

  return {
    names: () => [...all.keys()].toSorted(),
    steps: (name) => all.get(name) ?? [],
    read: (name, hash) => reader.read(name, hash),
    async write(name, text, facts, replaced = 0) {
      const step: Step = { hash: hashOf(text), ...facts };
      const bytes = new TextEncoder().encode(text);
      await written(async () => {
        await makeFolders(files, `${folder}/${name}`);
        await writeWhole(files, versionPath(name, step.hash), bytes);
      });
      const before = all.get(name) ?? [];
      await point(name, [...before.slice(0, before.length - replaced), step]);
      return step;
    },
    point,
    remove: (name) =>
      written(async () => {
        await removeIfThere(files, `${folder}/${name}/current.json`);
        await files.syncFolder(`${folder}/${name}`);
        all.delete(name);
        for (const file of await files.list(`${folder}/${name}`))
          await removeIfThere(files, `${folder}/${name}/${file}`);
      }),
  };
}

/** Reads datasets and changes nothing, so it may run beside the station that writes them. */
export interface DatasetReader {
  names(): Promise<string[]>;
  /** Oldest first; none where there is no such dataset. @throws Error for a pointer that cannot be read */
  steps(name: string): Promise<readonly Step[]>;
  /** @throws LoupeError `not-found`; `conflict` when the file no longer matches its name */
  read(name: string, hash: string): Promise<Dataset>;
}

export function createDatasetReader(files: Pick<Files, 'read' | 'list'>): DatasetReader {
  return {
    names: async () => (await files.list(folder)).filter((name) => datasetName.safeParse(name).success),
    async steps(name) {
      const bytes = await readIfThere(files, `${folder}/${name}/current.json`);
      return bytes === null ? [] : pointerSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).steps;
    },
    async read(name, hash) {
      const bytes = await readIfThere(files, versionPath(name, hash));
      if (bytes === null) throw new LoupeError('not-found', { what: 'dataset version', id: hash });
      if (hashOf(bytes) !== hash)
        throw new LoupeError('conflict', { what: `version ${hash} of ${name} no longer matches its name` });
      return inTurns(readDataset(new TextDecoder().decode(bytes)));
    },
  };
}

/** What a version is called: the hash of its file. */
export const hashOf = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

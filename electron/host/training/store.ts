import { trainingDetailSchema, runId, type TrainingDetail } from '../../contract/training-runs.ts';
import { causeOf, jsonBytes, makeFolders, readIfThere, removeIfThere, writeWhole } from '../durable.ts';
import type { Platform } from '../platform.ts';
import { decodeKept, encodeKept, type Checkpoints } from './checkpoint.ts';

const folder = 'training';
const gridFile = 'augmentations.png';
const folderOf = (run: string) => `${folder}/${run}`;

/**
 * Runs on disk, a folder each: `run.json`, all that is known of it; `recipe.json`, which `loupe train --config` takes; `augmentations.png`, training
 * pictures and their varied copies; `last.checkpoint` and `best.checkpoint` until it has ended, of each trial where it has several. Every file is there whole or as it was before.
 */
export interface RunStore {
  /** Oldest first. One that cannot be read stays where it is, and is told to the log. */
  list(): Promise<TrainingDetail[]>;
  /** @throws FileError */
  create(detail: TrainingDetail): Promise<void>;
  /** @throws FileError */
  write(detail: TrainingDetail): Promise<void>;
  /** @returns the name of the file. @throws FileError */
  writeGrid(run: string, png: Uint8Array): Promise<string>;
  /** Null where there is none. @throws FileError */
  readGrid(run: string): Promise<Uint8Array | null>;
  /**
   * @param key of all that decides the training
   * @param trial its place among several of the run
   */
  checkpoints(run: string, key: string, trial?: number): Checkpoints;
  dropCheckpoints(run: string): Promise<void>;
  remove(run: string): Promise<void>;
}

export function createRunStore({ files, log }: Pick<Platform, 'files' | 'log'>): RunStore {
  const write: RunStore['write'] = (detail) =>
    writeWhole(files, `${folderOf(detail.run.id)}/run.json`, jsonBytes(detail));
  const removeAll = async (run: string, wanted: (name: string) => boolean) => {
    for (const name of await files.list(folderOf(run)))
      if (wanted(name)) await removeIfThere(files, `${folderOf(run)}/${name}`);
  };
  return {
    async list() {
      const found: TrainingDetail[] = [];
      for (const id of await files.list(folder)) {
        if (!runId.safeParse(id).success) continue;
        try {
          const bytes = await readIfThere(files, `${folderOf(id)}/run.json`);
          if (bytes !== null)
            found.push(trainingDetailSchema.parse(JSON.parse(new TextDecoder().decode(bytes))));
        } catch (error) {
          log({ level: 'error', what: 'a training run cannot be read', run: id, why: causeOf(error) });
        }
      }
      return found;
    },
    async create(detail) {
      await makeFolders(files, folderOf(detail.run.id));
      await writeWhole(files, `${folderOf(detail.run.id)}/recipe.json`, jsonBytes(detail.recipe));
      await write(detail);
    },
    write,
    async writeGrid(run, png) {
      await writeWhole(files, `${folderOf(run)}/${gridFile}`, png);
      return gridFile;
    },
    readGrid: (run) => readIfThere(files, `${folderOf(run)}/${gridFile}`),
    checkpoints: (run, key, trial) => {
      const own = trial === undefined ? '' : `trial-${trial + 1}.`;
      const fileOf = (which: string) => `${folderOf(run)}/${own}${which}.checkpoint`;
      return {
        async read(which) {
          const bytes = await readIfThere(files, fileOf(which));
          return bytes === null ? undefined : decodeKept(key, bytes);
        },
        write: (which, kept) => writeWhole(files, fileOf(which), encodeKept(key, kept)),
      };
    },
    dropCheckpoints: (run) => removeAll(run, (name) => /\.checkpoint(\.part)?$/.test(name)),
    async remove(run) {
      // Without its `run.json` a folder is no run any longer, whenever this is cut off.
      await removeIfThere(files, `${folderOf(run)}/run.json`);
      await files.syncFolder(folderOf(run));
      await removeAll(run, () => true);
    },
  };
}

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Recipe } from '../../ml/train/recipe.ts';
import { decodeKept, encodeKept, type Checkpoints, type KeptAs } from '../host/training/checkpoint.ts';
import type { TrainingDataset } from '../host/training/dataset.ts';

/** Hash of all that decides a run: only a run of the same goes on from its checkpoint. `from`: the model that it begins with. */
export const runKey = (
  recipe: Recipe,
  minutes: number | null,
  { hash }: Pick<TrainingDataset, 'hash'>,
  from: string | null,
): string =>
  createHash('sha256')
    .update(JSON.stringify([recipe, minutes, hash, from]))
    .digest('hex');

/** A run that was stopped goes on from its last whole epoch. Nobody asks for the best here. */
export function checkpointFiles(path: string, key: string): Checkpoints & { remove(): Promise<void> } {
  const asked = (which: KeptAs) => which === 'last';
  return {
    async read(which) {
      if (!asked(which)) return undefined;
      const bytes = await readFile(path).catch(() => null);
      return bytes === null ? undefined : decodeKept(key, new Uint8Array(bytes));
    },
    async write(which, kept) {
      if (!asked(which)) return;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.making`, encodeKept(key, kept));
      await rename(`${path}.making`, path);
    },
    remove: () => rm(path, { force: true }),
  };
}

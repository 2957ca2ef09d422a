import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { dataFolder } from './arguments.ts';
import { openFolderSet } from './folder-set.ts';
import type { Io } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import type { PictureSet } from './picture-set.ts';
import { openStoredSet } from './stored-set.ts';

/**
 * The pictures that a word of the command line means: what exists is meant as it is written, else a dataset of the station.
 * @param data the station's folder, where one was named
 * @throws UsageError
 */
export const openSet = (
  word: string,
  data: string | undefined,
  { pictures }: Pick<ModelBench, 'pictures'>,
  io: Pick<Io, 'environment' | 'signal'>,
): Promise<PictureSet> =>
  existsSync(resolve(word))
    ? openFolderSet(resolve(word), pictures, io)
    : openStoredSet(word, dataFolder(data, io.environment), pictures);

/** The same to learn from; null, with the reason on stderr, for a dataset in which something blocks. @throws UsageError */
export async function setToTrain(
  word: string,
  data: string | undefined,
  bench: Pick<ModelBench, 'pictures'>,
  io: Pick<Io, 'environment' | 'signal' | 'stderr'>,
): Promise<PictureSet | null> {
  const set = await openSet(word, data, bench, io);
  // Of a folder, what is on two sides is left out when it is dealt, and said.
  const found = set.hash === undefined ? [] : await set.blocks();
  for (const line of found) io.stderr(`loupe train: ${line}`);
  return found.length > 0 ? null : set;
}

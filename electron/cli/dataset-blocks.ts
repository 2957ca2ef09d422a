import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkDataset } from '../../ml/dataset/check.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import { examine } from '../host/datasets/examine.ts';
import { UsageError, type Io } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import { filesBelow } from './picture-files.ts';

/**
 * What the checks of a dataset find that blocks, in words: figures measured on it would say nothing.
 * @throws UsageError for what has no checks
 */
export async function datasetBlocks(
  root: string,
  { pictures }: Pick<ModelBench, 'pictures'>,
  { signal }: Pick<Io, 'signal'>,
): Promise<readonly string[]> {
  const files = (await stat(root)).isDirectory() ? await filesBelow(root) : [];
  const bytes = async (file: string) => new Uint8Array(await readFile(join(root, file)));
  const source = await readSource({ files, text: (file) => readFile(join(root, file), 'utf8') });
  if (source.pictures.length === 0)
    throw new UsageError(`--check-dataset: ${root} has no picture files to check`);
  return checkDataset(await examine(source, bytes, pictures, { signal }))
    .filter(({ severity }) => severity === 'blocks')
    .map(({ check, count, offenders }) => `${check}: ${count}, such as ${offenders[0]?.message ?? ''}`);
}

import { checkDataset } from '../../ml/dataset/check.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import { examine } from '../host/datasets/examine.ts';
import { sourceFolder } from '../host/datasets/source-folder.ts';
import { UsageError, type Io } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import { openFolder } from './picture-files.ts';

/**
 * What the checks of a dataset find that blocks, in words: figures measured on it would say nothing.
 * @throws UsageError for what has no checks
 */
export async function datasetBlocks(
  root: string,
  { pictures }: Pick<ModelBench, 'pictures'>,
  { signal }: Pick<Io, 'signal'>,
): Promise<readonly string[]> {
  const draft = await openFolder(root);
  const source = await readSource(sourceFolder(draft));
  if (source.pictures.length === 0)
    throw new UsageError(`--check-dataset: ${root} has no picture files to check`);
  return checkDataset(await examine(source, draft.read, pictures, { signal }))
    .filter(({ severity }) => severity === 'blocks')
    .map(({ check, count, offenders }) => `${check}: ${count}, such as ${offenders[0]?.message ?? ''}`);
}

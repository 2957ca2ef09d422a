import { LoupeError } from '../../../contract/errors.ts';
import { isPart } from '../names.ts';

// Where MLflow puts things and what it calls them. Whatever an answer names is believed only in these forms: a path made of anything else
// could climb out of the folder it is said to lie in, or be on another server.

export const experimentOf = (collection: string): string => `loupe/${collection}`;
export const collectionOf = (experiment: string): string | null => {
  const [first, ...rest] = experiment.split('/');
  return first === 'loupe' && rest.length > 0 && rest.length <= 3 && rest.every(isPart)
    ? rest.join('/')
    : null;
};
export const registeredOf = (model: string): string => `loupe-${model}`;

const experimentId = String.raw`\d{1,20}`;
const runId = '[0-9a-f]{32}';
const modelId = 'm-[0-9a-f]{32}';
const runFolder = new RegExp(`^mlflow-artifacts:/(${experimentId}/${runId}/artifacts)$`);
const modelFolder = new RegExp(`^mlflow-artifacts:/(${experimentId}/models/${modelId}/artifacts)$`);

/** The folder on the server of an `artifact_uri`. @throws LoupeError `registry-refused` when files lie elsewhere than on this server */
export function folderOf(uri: string): string {
  const [, folder] = runFolder.exec(uri) ?? modelFolder.exec(uri) ?? [];
  if (folder !== undefined) return folder;
  throw new LoupeError('registry-refused', {
    cause: 'the server does not keep files itself (--serve-artifacts)',
  });
}

/** What the `source` of a version names. */
export type Source =
  { readonly model: string } | { readonly run: string; readonly folder: string } | { readonly at: string };

const fromModel = new RegExp(`^models:/(${modelId})$`);
const fromRun = new RegExp(`^runs:/(${runId})/(.+)$`);
const fromFolder = new RegExp(`^mlflow-artifacts:/(${experimentId}/${runId}/artifacts)/(.+)$`);

/** The three forms that are followed; null for every other: a bucket, another server, a path. */
export function sourceOf(source: string): Source | null {
  const [, model] = fromModel.exec(source) ?? [];
  if (model !== undefined) return { model };
  const [, run, folder] = fromRun.exec(source) ?? [];
  if (run !== undefined && folder !== undefined) return isPath(folder) ? { run, folder } : null;
  const [, at, inside] = fromFolder.exec(source) ?? [];
  return at !== undefined && inside !== undefined && isPath(inside) ? { at: `${at}/${inside}` } : null;
}

const isPath = (path: string): boolean => path.split('/').every(isPart);

import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import { isPart } from '../names.ts';
import { unlessMissing } from '../unless.ts';
import { parsed, type MlflowApi } from './api.ts';
import type { MlflowRuns } from './runs.ts';
import { modelSchema, own } from './versions.ts';

/** Tags of the run that made the package of that hash, and of those that judged it. */
export const madeTag = 'loupe.made';
export const judgedTag = 'loupe.judged';

const runSchema = z.object({
  info: z.object({ run_id: z.string() }),
  data: z.object({ metrics: z.array(z.looseObject({ key: z.string() })).optional() }).optional(),
  inputs: z
    .object({
      dataset_inputs: z
        .array(z.object({ dataset: z.object({ name: z.string(), digest: z.string() }) }))
        .optional(),
    })
    .optional(),
  outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string() })).optional() }).optional(),
});

/** The logged models of a package: one that was begun before, two where two registered it at the same moment. */
export async function loggedModels(api: MlflowApi, experiment: string, sha256: string) {
  const same = { experiment_ids: [experiment], filter: `tags.\`${own.sha256}\` = '${sha256}'` };
  const answer = z.object({ models: z.array(modelSchema).optional() });
  const { models = [] } = await api.ask('POST', 'logged-models/search', same, answer);
  return models.map(({ info }) => info);
}

/** MLflow's own id of the run that made a package, where it knows it: a training, or the run in which an adopted model was logged. */
export async function runOf(
  api: MlflowApi,
  runs: Pick<MlflowRuns, 'idOf'>,
  { name, training }: { readonly name: string; readonly training: string },
): Promise<string | null> {
  if (!isPart(training)) return null;
  const ours = await unlessMissing(runs.idOf({ collection: `train/${name}`, key: training }));
  if (ours !== null || !/^[0-9a-f]{32}$/.test(training)) return ours;
  try {
    await api.ask('GET', `runs/get?run_id=${training}`, undefined, z.unknown());
    return training;
  } catch (error) {
    // Deleted, or of an experiment that this account may not read.
    if (error instanceof LoupeError && error.code !== 'registry-unreachable') return null;
    throw error;
  }
}

/**
 * Makes MLflow's own pages lead from a package to the run that made it and to those that judged it, and back: a run has it as its output or
 * as its input, and what was measured of it stands on its own page, beside the dataset. Of a package and a run, whichever comes last finds
 * the other; doing it again changes nothing.
 */
export async function tie(api: MlflowApi, experiment: string, sha256: string): Promise<void> {
  const models = (await loggedModels(api, experiment, sha256)).map(({ model_id: id }) => ({ model_id: id }));
  if (models.length === 0) return;
  const search = (tag: string) =>
    api.all({
      ...{ method: 'POST', path: 'runs/search' },
      ask: { experiment_ids: [experiment], max_results: 1000, filter: `tags.\`${tag}\` = '${sha256}'` },
      rows: (answer) => parsed(z.object({ runs: z.array(runSchema).optional() }), answer).runs ?? [],
    });
  const say = (path: string, body: object) => api.ask('POST', `runs/${path}`, body, z.unknown());

  for (const { info, outputs } of await search(madeTag)) {
    const there = new Set(outputs?.model_outputs?.map(({ model_id: id }) => id));
    const missing = models.filter(({ model_id: id }) => !there.has(id));
    // Of these alone it does not take the same again.
    if (missing.length > 0) await say('outputs', { run_id: info.run_id, models: missing });
  }
  for (const { info, data, inputs } of await search(judgedTag)) {
    const [on] = inputs?.dataset_inputs ?? [];
    const where = on && { dataset_name: on.dataset.name, dataset_digest: on.dataset.digest };
    for (const model of models) {
      const metrics = (data?.metrics ?? []).map((metric) => ({ ...metric, ...model, ...where }));
      await say('log-batch', { run_id: info.run_id, metrics });
    }
    await say('log-inputs', { run_id: info.run_id, models });
  }
}

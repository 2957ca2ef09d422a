import { LoupeError } from '../../../contract/errors.ts';
import type { Registry } from '../registry.ts';
import type { Runs } from '../runs.ts';
import { createMlflowApi } from './api.ts';
import { createExperiments } from './experiments.ts';
import { createMlflowForeign } from './foreign.ts';
import { createMlflowHttp, type MlflowHttp, type MlflowServer } from './http.ts';
import { createMlflowPackages } from './packages.ts';
import { createMlflowPromotions } from './promotions.ts';
import { createMlflowRuns } from './runs.ts';

export interface MlflowRegistry {
  readonly registry: Registry;
  readonly runs: Runs;
  /** Of the server. @throws LoupeError `registry-refused` for what does not say one */
  version(): Promise<string>;
  /** Ends the connections; what is under way fails. */
  close(): void;
}

/**
 * A real MLflow server, 3.x, over its REST interface: both may share it with every other station.
 * @param now of the wall clock: which of two runs was asked for last
 * @throws LoupeError `bad-input`
 */
export function connectMlflow(server: MlflowServer, now: () => number = () => 0): MlflowRegistry {
  const http = createMlflowHttp(server);
  const api = createMlflowApi(http);
  const experiments = createExperiments(api);
  const runs = createMlflowRuns(api, experiments, now);
  const packages = createMlflowPackages(api, experiments, runs);
  const { models, versions, register, fetch } = packages;
  const registry = {
    ...{ models, versions, register, fetch },
    ...createMlflowPromotions(api, packages),
    ...createMlflowForeign(api),
  };
  return { registry, runs, version: () => versionOf(http), close: http.close };
}

/** MLflow says it as a page: `text/html`. */
async function versionOf({ text: read }: MlflowHttp): Promise<string> {
  const text = (await read('version')).trim();
  if (/^\d{1,4}\.\d{1,4}[\w.+-]{0,50}$/.test(text)) return text;
  const why = text.startsWith('<') ? 'portal' : 'not-mlflow';
  const cause = 'what answers there does not say its version as MLflow does';
  throw new LoupeError('registry-refused', { cause, why });
}

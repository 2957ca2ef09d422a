import type { Registry } from '../registry.ts';
import type { Runs } from '../runs.ts';
import { createMlflowApi } from './api.ts';
import { createMlflowForeign } from './foreign.ts';
import { createMlflowHttp, type MlflowServer } from './http.ts';
import { createMlflowPackages } from './packages.ts';
import { createMlflowPromotions } from './promotions.ts';
import { createMlflowRuns } from './runs.ts';

export interface MlflowRegistry {
  readonly registry: Registry;
  readonly runs: Runs;
  /** Ends the connections; what is under way fails. */
  close(): void;
}

/** A real MLflow server, 3.x, over its REST interface: both may share it with every other station. @throws LoupeError `bad-input` */
export function connectMlflow(server: MlflowServer): MlflowRegistry {
  const http = createMlflowHttp(server);
  const api = createMlflowApi(http);
  const runs = createMlflowRuns(api);
  const packages = createMlflowPackages(api, runs);
  const { models, versions, register, fetch } = packages;
  const registry = {
    ...{ models, versions, register, fetch },
    ...createMlflowPromotions(api, packages),
    ...createMlflowForeign(api),
  };
  return { registry, runs, close: http.close };
}

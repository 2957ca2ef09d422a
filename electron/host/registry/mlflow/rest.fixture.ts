import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RunKey } from '../runs.ts';
import type { KeptRun } from '../runs-suite.fixture.ts';
import type { RunningServer } from './mlflow-server.fixture.ts';

/** Takes every row out of the server's database, as a new one has none. */
export function emptyServer({ folder }: RunningServer): void {
  const database = new DatabaseSync(join(folder, 'mlflow.db'), { timeout: 20_000 });
  const kept = new Set(['alembic_version', 'workspaces', 'experiments']);
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  database.exec('PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE');
  for (const { name } of tables)
    if (!kept.has(String(name)) && !String(name).startsWith('sqlite_'))
      database.exec(`DELETE FROM "${String(name)}"`);
  database.exec('DELETE FROM experiments WHERE experiment_id <> 0; COMMIT');
  database.close();
}

/** MLflow's own interface, as the test says it. @param path below `/api/2.0/mlflow/` */
export async function askServer({ url }: RunningServer, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
    ...(body !== undefined && {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(body),
    }),
  });
  return answer.json();
}

/** What MLflow says of a run. */
export async function keptRun(server: RunningServer, { collection, key }: RunKey): Promise<KeptRun> {
  const found = (await askServer(server, `experiments/get-by-name?experiment_name=loupe/${collection}`)) as {
    experiment: { experiment_id: string };
  };
  const { runs } = (await askServer(server, 'runs/search', {
    ...{ experiment_ids: [found.experiment.experiment_id], max_results: 10 },
    filter: `tags.\`loupe.key\` = '${key}'`,
  })) as { runs: [RestRun, ...RestRun[]] };
  const { info, data } = runs[0];
  const metrics: string[] = [];
  for (const metric of new Set(data.metrics?.map(({ key: name }) => name)))
    for (let token: string | undefined = ''; token !== undefined;) {
      const query = new URLSearchParams({
        ...{ run_id: info.run_id, metric_key: metric, max_results: '1000', page_token: token },
      });
      const page = (await askServer(server, `metrics/get-history?${query.toString()}`)) as {
        metrics?: RestMetric[];
        next_page_token?: string;
      };
      for (const { key: name, step = 0, timestamp, value } of page.metrics ?? [])
        metrics.push(`${name} ${step} ${timestamp} ${value}`);
      token = page.next_page_token || undefined;
    }
  const textsOf = (rows: RestTag[] = []) => Object.fromEntries(rows.map((row) => [row.key, row.value]));
  return {
    ...{ params: textsOf(data.params), tags: textsOf(data.tags), metrics: metrics.toSorted() },
    status: info.status,
  };
}

export interface RestTag {
  readonly key: string;
  readonly value: string;
}
interface RestMetric {
  readonly key: string;
  readonly value: number;
  readonly step?: number;
  readonly timestamp: number;
}
export interface RestRun {
  readonly info: { readonly run_id: string; readonly status: string };
  readonly data: { readonly metrics?: RestMetric[]; readonly params?: RestTag[]; readonly tags?: RestTag[] };
}

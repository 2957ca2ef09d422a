import type { RunningServer } from '../mlflow/mlflow-server.fixture.ts';
import { askServer, type RestTag } from '../mlflow/rest.fixture.ts';

/** A file in a run of the server, as MLflow's own interface names it. */
export interface ServerFile {
  readonly run: string;
  /** Inside the run. */
  readonly path: string;
  bytes(): Promise<Uint8Array>;
}
export interface ServerRun {
  /** The experiment's name and the run's tag `loupe.key`. */
  readonly key: string;
  readonly id: string;
  readonly files: readonly ServerFile[];
  /** Every point of every curve. */
  readonly metrics: readonly { readonly key: string; readonly step: number; readonly value: number }[];
}

interface Page {
  readonly experiments?: { readonly experiment_id: string; readonly name: string }[];
  readonly runs?: {
    readonly info: { readonly run_id: string; readonly artifact_uri: string };
    readonly data: { readonly tags?: RestTag[]; readonly metrics?: { readonly key: string }[] };
  }[];
  readonly metrics?: { readonly key: string; readonly step?: number; readonly value: number }[];
  readonly files?: { readonly path: string; readonly is_dir?: boolean }[];
}

/** Everything that runs of `loupe/…` hold, asked without any code of ours. */
export async function runsOnServer(server: RunningServer): Promise<readonly ServerRun[]> {
  const ask = async (path: string, body?: unknown) => (await askServer(server, path, body)) as Page;
  const { experiments = [] } = await ask('experiments/search', {
    ...{ filter: "name LIKE 'loupe/%'", max_results: 1000 },
  });
  const found: ServerRun[] = [];
  for (const { experiment_id: id, name } of experiments) {
    const { runs = [] } = await ask('runs/search', { experiment_ids: [id], max_results: 1000 });
    for (const { info, data } of runs) {
      const key = `${name} ${data.tags?.find((tag) => tag.key === 'loupe.key')?.value ?? 'without a key'}`;
      const folder = info.artifact_uri.replace('mlflow-artifacts:/', '');
      const metrics: ServerRun['metrics'][number][] = [];
      for (const metric of new Set(data.metrics?.map((one) => one.key))) {
        const query = `run_id=${info.run_id}&metric_key=${encodeURIComponent(metric)}&max_results=25000`;
        const { metrics: points = [] } = await ask(`metrics/get-history?${query}`);
        metrics.push(...points.map((point) => ({ ...point, step: point.step ?? 0 })));
      }
      found.push({ key, id: info.run_id, files: await filesBelow(server, key, folder, ''), metrics });
    }
  }
  return found;
}

async function filesBelow(
  server: RunningServer,
  run: string,
  root: string,
  inside: string,
): Promise<ServerFile[]> {
  const at = `${server.url}/api/2.0/mlflow-artifacts/artifacts`;
  const { files = [] } = (await (await fetch(`${at}?path=${root}${inside}`)).json()) as Page;
  const found: ServerFile[] = [];
  for (const { path: name, is_dir: isFolder } of files) {
    const path = `${inside}/${name}`;
    if (isFolder === true) found.push(...(await filesBelow(server, run, root, path)));
    else {
      const bytes = async () => new Uint8Array(await (await fetch(`${at}/${root}${path}`)).arrayBuffer());
      found.push({ run, path: path.slice(1), bytes });
    }
  }
  return found;
}

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { registrySuite, signedPromotion, signedSample, signer } from '../registry-suite.fixture.ts';
import { runsSuite, type KeptRun } from '../runs-suite.fixture.ts';
import type { RunKey } from '../runs.ts';
import { openPackage } from '../../models/package.ts';
import { connectMlflow, type MlflowRegistry } from './mlflow-registry.ts';
import { serverPython, startServer, type RunningServer } from './mlflow-server.fixture.ts';

describe.skipIf(serverPython === null)('a real MLflow server (skipped where there is none)', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(serverPython!);
  }, 200_000);
  afterAll(() => server?.stop());

  const open: MlflowRegistry[] = [];
  afterEach(() => open.splice(0).forEach(({ close }) => close()));
  const connect = () => {
    const connected = connectMlflow({ url: server.url, login: null });
    open.push(connected);
    return connected;
  };

  /** Takes every row out of the server's database, as a new one has none. */
  const empty = () => {
    const database = new DatabaseSync(join(server.folder, 'mlflow.db'), { timeout: 20_000 });
    const kept = new Set(['alembic_version', 'workspaces', 'experiments']);
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    database.exec('PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE');
    for (const { name } of tables)
      if (!kept.has(String(name)) && !String(name).startsWith('sqlite_'))
        database.exec(`DELETE FROM "${String(name)}"`);
    database.exec('DELETE FROM experiments WHERE experiment_id <> 0; COMMIT');
    database.close();
  };

  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
      ...(body !== undefined && {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify(body),
      }),
    });
    return answer.json();
  };

  describe('as a registry', () =>
    registrySuite(async () => {
      empty();
      return () => connect().registry;
    }));
  describe('as runs', () =>
    runsSuite(async () => {
      empty();
      return { connect: () => connect().runs, kept };
    }));

  async function kept({ collection, key }: RunKey): Promise<KeptRun> {
    const found = (await ask(`experiments/get-by-name?experiment_name=loupe/${collection}`)) as {
      experiment: { experiment_id: string };
    };
    const { runs } = (await ask('runs/search', {
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
        const page = (await ask(`metrics/get-history?${query.toString()}`)) as {
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

  const us = signer();
  const one = signedSample(us);

  test('MLflow’s own pages find a package as a version with an alias, a logged model and the files to load it by', async () => {
    empty();
    const { registry } = connect();
    await registry.register(one.ref, one.files, { 'loupe.note': 'x' });
    await registry.publish(signedPromotion(us, one.ref, 3));
    const { model_version: version } = (await ask(
      'registered-models/alias?name=loupe-sample&alias=champion',
    )) as { model_version: { version: string; source: string; tags: RestTag[] } };
    expect(version.tags).toContainEqual({ key: 'loupe.sha256', value: one.ref.sha256 });
    expect(version.source).toMatch(/^models:\/m-[0-9a-f]{32}$/);
    const { model } = (await ask(`logged-models/${version.source.slice('models:/'.length)}`)) as {
      model: { info: { status: string; artifact_uri: string } };
    };
    expect(model.info.status).toBe('LOGGED_MODEL_READY');
    const folder = model.info.artifact_uri.slice('mlflow-artifacts:/'.length);
    const listed = await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts?path=${folder}`);
    const { files } = (await listed.json()) as { files: { path: string }[] };
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ...[...one.files.keys()].map((path) => path.split('/')[0]),
        ...['MLmodel', 'conda.yaml', 'python_env.yaml', 'requirements.txt'],
      ]),
    );
  });

  test('what somebody does there by hand moves no station: aliases, promotions that are none, foreign sources, changed files', async () => {
    empty();
    const { registry } = connect();
    const two = signedSample(us, { version: 2, gain: 0.5 });
    for (const { ref, files } of [one, two]) await registry.register(ref, files, {});
    const first = signedPromotion(us, one.ref, 1);
    await registry.publish(first);
    // The alias is moved by hand: nothing follows.
    await ask('registered-models/alias', { name: 'loupe-sample', alias: 'champion', version: '2' });
    expect(await registry.promoted('sample', 'champion')).toEqual(first);
    // A version whose files lie in a bucket is none.
    const tags = [
      { key: 'loupe.version', value: '9' },
      { key: 'loupe.sha256', value: 'a'.repeat(64) },
    ];
    await ask('model-versions/create', { name: 'loupe-sample', source: 's3://elsewhere/x', tags });
    expect((await registry.versions('sample')).map(({ version }) => version)).toEqual([2, 1]);
    // A file is replaced: what is fetched does not verify, and registering again mends it.
    const { models } = (await ask('logged-models/search', {
      ...{ experiment_ids: ['1'], filter: `tags.\`loupe.sha256\` = '${one.ref.sha256}'` },
    })) as { models: { info: { artifact_uri: string } }[] };
    const folder = models[0]!.info.artifact_uri.slice('mlflow-artifacts:/'.length);
    await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${folder}/model.json`, {
      ...{ method: 'PUT', body: '{}' },
    });
    const changed = await registry.fetch(one.ref);
    const key = { publicKey: us.publicKey, name: 'us' };
    expect(() => openPackage(changed, [key])).toThrow('model.json is not the file that was signed');
    await registry.register(one.ref, one.files, {});
    expect(openPackage(await registry.fetch(one.ref), [key]).model.sha256).toBe(one.ref.sha256);
    // A statement that is none is refused, and a higher serial goes on from it.
    const junk = { key: `loupe.champion.7.${'f'.repeat(64)}`, value: '{}' };
    await ask('registered-models/set-tag', { name: 'loupe-sample', ...junk });
    await expect(registry.promoted('sample', 'champion')).rejects.toMatchObject({ code: 'model-refused' });
    const next = signedPromotion(us, one.ref, 8);
    await registry.publish(next);
    expect(await registry.promoted('sample', 'champion')).toEqual(next);
  });

  test('a registration that was cut short is gone on with, in the same place', async () => {
    empty();
    const { experiment_id: id } = (await ask('experiments/create', { name: 'loupe/train/sample' })) as {
      experiment_id: string;
    };
    await ask('logged-models', {
      ...{ experiment_id: id, name: 'sample-v1' },
      tags: [{ key: 'loupe.sha256', value: one.ref.sha256 }],
    });
    const { registry } = connect();
    expect(await registry.versions('sample')).toEqual([]);
    await registry.register(one.ref, one.files, {});
    const { models } = (await ask('logged-models/search', { experiment_ids: [id] })) as { models: unknown[] };
    expect(models).toHaveLength(1);
    expect((await registry.fetch(one.ref)).size).toBe(one.files.size);
  });
});

interface RestTag {
  readonly key: string;
  readonly value: string;
}
interface RestMetric {
  readonly key: string;
  readonly value: number;
  readonly step?: number;
  readonly timestamp: number;
}
interface RestRun {
  readonly info: { readonly run_id: string; readonly status: string };
  readonly data: { readonly metrics?: RestMetric[]; readonly params?: RestTag[]; readonly tags?: RestTag[] };
}

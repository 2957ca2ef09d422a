import { describe, expect, test } from 'vitest';
import { signedPromotion, signedSample, signer } from '../statements/signer.fixture.ts';
import { openPackage } from '../../models/package.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { systemClock } from '../../platform-node.ts';
import { tryRegistry } from '../access/trial.ts';
import { connectMlflow } from './mlflow-registry.ts';
import { serverPython, startServer } from './mlflow-server.fixture.ts';
import { askServer, emptyServer, keptRun, type RestRun, type RestTag } from './rest.fixture.ts';
import { cuttingProxy } from './cutting-proxy.fixture.ts';
import { mlflowSuites } from './suites.fixture.ts';

describe.skipIf(serverPython === null)('a real MLflow server (skipped where there is none)', () => {
  const { server, connect } = mlflowSuites(() => startServer(serverPython!), emptyServer);
  const empty = () => emptyServer(server());
  const ask = (path: string, body?: unknown) => askServer(server(), path, body);

  test('a trial reaches it, reads and writes, twice', async () => {
    empty();
    const deps = { platform: createMemoryPlatform(), stationId: 'abcd' };
    const wish = { registryUrl: server().url, registryFolder: '', registryCaFile: '' };
    for (const stations of ['0 stations', '1 station']) {
      const told = [];
      for await (const { steps } of tryRegistry(deps, wish)) told.push(steps);
      expect(told.at(-1)?.map(({ step, state, found }) => `${step} ${state} ${found}`)).toEqual([
        ...['reach passed ', 'login passed it asks for none'],
        expect.stringMatching(/^mlflow passed version 3\./),
        ...[`read passed 0 models, ${stations}`, 'write passed written and read back'],
      ]);
    }
  });

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
    const listed = await fetch(`${server().url}/api/2.0/mlflow-artifacts/artifacts?path=${folder}`);
    const { files } = (await listed.json()) as { files: { path: string }[] };
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ...[...one.files.keys()].map((path) => path.split('/')[0]),
        ...['MLmodel', 'conda.yaml', 'python_env.yaml', 'requirements.txt'],
      ]),
    );
  });

  test('the page of a version has the card up to its recipe, that of a logged model says whose it is and stays short', async () => {
    empty();
    const { registry } = connect();
    const recipe = '```json\n{}\n```\n';
    const cards = [`# A sample\n\n${recipe}`, `# A sample\n\n${'a line of words\n'.repeat(500)}`];
    for (const [i, card] of cards.entries()) {
      const { ref, files } = signedSample(us, { version: i + 1, card });
      await registry.register(ref, files, {});
    }
    const { model_versions: versions } = (await ask('model-versions/search')) as {
      model_versions: { description: string; source: string }[];
    };
    const rest = '… the whole card is `card.md` among its files.';
    const [long, short] = versions.map(({ description }) => description.split('\n').slice(2));
    expect(short).toEqual(['# A sample', '', '', rest]);
    expect([long!.at(-1), long!.at(-3)]).toEqual([rest, 'a line of words']);
    expect(versions[0]!.description.length).toBeLessThanOrEqual(5000);
    const id = versions[0]!.source.slice('models:/'.length);
    const { model } = (await ask(`logged-models/${id}`)) as { model: { info: { tags: RestTag[] } } };
    const tags = new Map(model.info.tags.map(({ key, value }) => [key, value]));
    expect(tags.get('mlflow.user')).toBe('a test');
    expect(tags.get('mlflow.note.content')).toMatch(/^sample v2, package [0-9a-f]{64}\. /);
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
    await fetch(`${server().url}/api/2.0/mlflow-artifacts/artifacts/${folder}/model.json`, {
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

  test('what one station sends at once opens its run once, and a dataset that is named twice is one input', async () => {
    empty();
    const { runs } = connect();
    const day = { collection: 'inspect/st-1', key: '2026-11-22/j1' };
    const open = () => runs.open(day, { name: '2026-11-22', at: 1_795_300_000_000 });
    await Promise.all([open(), open(), open(), open()]);
    const dataset = { name: 'trays', sha256: 'd'.repeat(64), split: 'test' };
    for (let times = 0; times < 2; times++) await runs.note(day, { dataset });
    const { runs: found } = (await ask('runs/search', { experiment_ids: ['1'] })) as {
      runs: { inputs: { dataset_inputs: { dataset: object }[] } }[];
    };
    expect(found.map(({ inputs }) => inputs.dataset_inputs.map((one) => one.dataset))).toMatchObject([
      [{ name: 'trays', digest: 'd'.repeat(36), source: `data/trays/${'d'.repeat(64)}` }],
    ]);
  });

  test.each(['before', 'after'])(
    'a package that is registered %s what was told of it: version, training and evaluation lead to each other, and twice is once',
    async (when) => {
      empty();
      const { registry, runs } = connect();
      const made = signedSample(us, { trainingRun: '20261122-0900-1a2b' });
      const { sha256 } = made.ref;
      const register = () => registry.register(made.ref, made.files, {});
      const training = { collection: 'train/sample', key: '20261122-0900-1a2b' };
      const evaluation = { collection: 'train/sample', key: 'evaluation-1' };
      const at = 1_795_300_000_000;
      const tell = async () => {
        const ended = { at, status: 'FINISHED' } as const;
        await runs.note(training, { made: sha256, ended });
        await runs.open(evaluation, { name: 'evaluation', at });
        const dataset = { name: 'trays', sha256: 'd'.repeat(64), split: 'test' };
        const metrics = [{ key: 'test/escapes', value: 2, step: 0, at }];
        await runs.note(evaluation, { judged: sha256, dataset, metrics, ended });
      };
      await runs.open(training, { name: 'training', at });
      const [first, then] = when === 'before' ? [register, tell] : [tell, register];
      await first();
      for (let times = 0; times < 2; times++) await then();
      const { model_versions: versions } = (await ask('model-versions/search')) as {
        model_versions: { run_id: string; source: string }[];
      };
      const model = versions[0]!.source.slice('models:/'.length);
      const runOf = async (run_id: string) =>
        (
          (await ask(`runs/get?run_id=${run_id}`)) as {
            run: { info: object; inputs: object; outputs: object };
          }
        ).run;
      expect(await runOf(versions[0]!.run_id)).toMatchObject({
        info: { run_name: 'training' },
        outputs: { model_outputs: [{ model_id: model }] },
      });
      const { model: logged } = (await ask(`logged-models/${model}`)) as {
        model: { info: { source_run_id: string }; data: { metrics: { run_id: string }[] } };
      };
      expect(logged.info.source_run_id).toBe(versions[0]!.run_id);
      expect(logged.data.metrics).toMatchObject([
        { key: 'test/escapes', value: 2, dataset_name: 'trays', dataset_digest: 'd'.repeat(36) },
      ]);
      expect(await runOf(logged.data.metrics[0]!.run_id)).toMatchObject({
        info: { run_name: 'evaluation' },
        inputs: { model_inputs: [{ model_id: model }] },
      });
    },
  );

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

  test('a run that was given up and arrives after all stays empty, and all read and write the other', async () => {
    empty();
    const proxy = await cuttingProxy(server().url);
    const days = Array.from({ length: 8 }, (_, n) => ({ collection: 'inspect/st-1', key: `day-${n}` }));
    const begun = { name: 'a day', at: 1_795_300_000_000 };
    const bytes = new TextEncoder().encode('x');
    try {
      // Its first life asks, gets no answer, and dies.
      proxy.hold('/runs/create');
      const first = connectMlflow({ url: proxy.url, login: null, silenceMs: 3000 }, systemClock.now);
      const asked = await Promise.allSettled(days.map((day) => first.runs.open(day, begun)));
      expect(asked.map(({ status }) => status)).toEqual(days.map(() => 'rejected'));
      first.close();
      const second = connect().runs;
      for (const day of days) {
        await second.open(day, begun);
        await second.put(day, 'journal/1', bytes);
      }
      const late = proxy.letGo();
      expect(late).toBeGreaterThan(0);
      const runs = async () =>
        ((await ask('runs/search', { experiment_ids: ['1'], max_results: 100 })) as { runs: RestRun[] }).runs;
      await expect.poll(async () => (await runs()).length, { timeout: 20_000 }).toBe(8 + late);

      const third = connect().runs;
      for (const day of days) {
        await third.put(day, 'journal/2', bytes);
        await third.open(day, begun);
        await third.put(day, 'journal/3', bytes);
        const reader = connect().runs;
        expect((await reader.list(day, 'journal')).map(({ name }) => name)).toEqual(['1', '2', '3']);
      }
      const marked = (await runs()).filter(({ data }) =>
        data.tags?.some(({ key }) => key === 'loupe.duplicate_of'),
      );
      expect(marked).toHaveLength(late);
    } finally {
      proxy.stop();
    }
  }, 120_000);

  test('an answer that is lost, whichever it is, costs a second try and makes nothing twice', async () => {
    const proxy = await cuttingProxy(server().url);
    const day = { collection: 'inspect/st-1', key: '2026-11-22/j1' };
    const promotion = signedPromotion(us, one.ref, 1);
    const act = async () => {
      const { registry, runs, close } = connectMlflow({ url: proxy.url, login: null });
      try {
        await runs.open(day, { name: '2026-11-22', at: 1_795_300_000_000 });
        await runs.note(day, {
          params: { model: 'sample' },
          metrics: [{ key: 'count/inspected', value: 3, step: 1, at: 1_795_300_000_001 }],
        });
        await runs.put(day, 'summary.json', new TextEncoder().encode('{}'));
        await registry.register(one.ref, one.files, { 'loupe.note': 'x' });
        await registry.publish(promotion);
      } finally {
        close();
      }
    };
    const count = async (path: string, body: unknown, rows: string): Promise<number> =>
      ((await ask(path, body)) as Record<string, unknown[] | undefined>)[rows]?.length ?? 0;
    const every = process.env['LOUPE_FULL'] === '1' ? 1 : 6;
    let [cuts, told] = [0, 0];
    try {
      for (let n = 1, reached = true; reached; n += every) {
        empty();
        proxy.cutAt(n);
        for (let tries = 0; tries < 3; tries++)
          try {
            await act();
            break;
          } catch (error) {
            expect(error).toMatchObject({ code: 'registry-unreachable' });
            told += 1;
          }
        reached = proxy.hasCut();
        if (reached) cuts += 1;
        const { registry, runs } = connect();
        expect(await runs.keys(day.collection)).toEqual([day.key]);
        expect((await keptRun(server(), day)).metrics).toEqual(['count/inspected 1 1795300000001 3']);
        expect(await runs.get(day, 'summary.json')).toEqual(new TextEncoder().encode('{}'));
        expect(await registry.promoted('sample', 'champion')).toEqual(promotion);
        expect(openPackage(await registry.fetch(one.ref), [{ ...us, name: 'us' }]).model.sha256).toBe(
          one.ref.sha256,
        );
        const experiments = ['1', '2'];
        expect([
          await count('runs/search', { experiment_ids: experiments }, 'runs'),
          await count('logged-models/search', { experiment_ids: experiments }, 'models'),
          await count('model-versions/search?max_results=100', undefined, 'model_versions'),
        ]).toEqual([1, 1, 1]);
      }
    } finally {
      proxy.stop();
    }
    expect(cuts).toBeGreaterThan(5);
    console.log(`${cuts} answers lost, ${told} of them told; nothing twice, nothing missing`);
  }, 600_000);
});

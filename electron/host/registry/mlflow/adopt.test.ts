import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { originOf } from '../../../../ml/package/wrap/origin.ts';
import type { ForeignRef } from '../../../contract/adopting.ts';
import type { Wishes } from '../../../contract/model-draft.ts';
import { createDrafts } from '../../models/drafts.ts';
import type { TrustedKey } from '../../models/package.ts';
import { createAdopting, fetchModel } from '../adopt.ts';
import { signedSample, signer } from '../statements/signer.fixture.ts';
import { admin, levels } from '../promotion/station-bench.fixture.ts';
import { stations } from '../promotion/stations.fixture.ts';
import { connectMlflow, type MlflowRegistry } from './mlflow-registry.ts';
import { clientPython, serverPython, startServer, type RunningServer } from './mlflow-server.fixture.ts';
import { runClient } from './python.fixture.ts';
import { askServer, emptyServer } from './rest.fixture.ts';

vi.setConfig({ testTimeout: 300_000 });

interface Logged extends ForeignRef {
  readonly run: string;
  readonly sha256: string;
}

/** What no file says; the classes came with the model. */
const answers = { name: 'surface', version: 1, kernel: 'pil-bilinear/u8', range: '0-1' } satisfies Wishes;

describe.skipIf(clientPython === null || serverPython === null)(
  'models that MLflow’s own Python client registered (skipped where `loupe setup tests` found no MLflow)',
  () => {
    const { workers, station: bench } = stations();
    let server: RunningServer;
    let there: MlflowRegistry;
    beforeAll(async () => {
      server = await startServer(serverPython!);
      there = connectMlflow({ url: server.url, login: null });
    }, 200_000);
    beforeEach(() => emptyServer(server));
    afterAll(async () => {
      there?.close();
      await server?.stop();
    });

    const log = async (...kinds: string[]) =>
      (await runClient(server, 'log_models.py', ...kinds)) as [Logged, ...Logged[]];
    const station = async (trusted: () => readonly TrustedKey[] = () => []) => {
      const at = await bench({ registry: () => there.registry, trusted });
      await at.haveTest(levels);
      const drafts = createDrafts({ platform: workers, models: at.models, threads: 1 });
      return { ...at, drafts, adopting: createAdopting({ registry: () => there.registry, drafts }) };
    };
    const refusal = (ref: ForeignRef, most = 1e9) =>
      fetchModel(there.registry, ref, most).then(
        () => 'brought',
        (error: { code: string; data: object }) => ({ code: error.code, ...error.data }),
      );

    test('one is listed, brought, answered for, judged, promoted, and delivered to another station', async () => {
      const [logged] = await log('good');
      const keys: TrustedKey[] = [];
      const [one, two] = [await station(), await station(() => keys)];
      keys.push({ publicKey: one.station.publicKey, name: 'station 1' });
      const from = { name: 'Surface check', version: 1 };
      const { models, more } = await one.adopting.list();
      expect([models, more]).toEqual([
        [
          {
            ...{ ...from, description: 'of kind good', by: expect.stringMatching(/./) as string },
            at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
            bytes: expect.any(Number) as number,
          },
        ],
        0,
      ]);
      expect(models[0]?.bytes).toBeGreaterThan(3000);

      const brought = await one.adopting.bring(from);
      expect(brought.said).toEqual({ classes: ['ok', 'pit'], size: null });
      expect(brought.origin).toEqual({
        model: from.name,
        version: 1,
        run: logged.run,
        sha256: logged.sha256,
      });
      const draft = { file: 'Surface check 1', bytes: brought.onnx, wishes: answers as Wishes };
      expect((await one.drafts.examine(draft)).asked).toEqual(['classes']);
      const wishes: Wishes = { ...answers, classes: brought.said.classes!.map((name) => ({ name })) };
      const { sha256, manifest, trustedBy } = await one.adopting.wrap({ ...draft, wishes }, from, admin);
      expect([trustedBy, manifest.trainingRun]).toEqual(['this station', logged.run]);
      expect(originOf(manifest.attribution)).toEqual(brought.origin);
      expect(manifest.classes.map(({ verdict }) => verdict)).toEqual(['pass', 'defect']);
      expect(await one.judging()).toBe('model-unavailable');

      await one.judgeTest(sha256);
      await one.promotions.promote({ sha256, version: 1, reason: 'seen on 40 pieces' }, admin);
      const [registered] = await there.registry.versions('surface');
      expect(registered).toMatchObject({ sha256, tags: { 'loupe.adopted_from': 'Surface check 1' } });
      // Ours is no stranger's, and what it was made of stays where it was.
      expect((await two.adopting.list()).models).toEqual(models);

      expect(await two.promotions.obey('surface')).toEqual({ serial: 1, tray: null });
      const [version, score] = (await two.judging()) as readonly [number, number];
      expect([version, score]).toEqual([1, expect.closeTo(0.5, 1)]);
      expect([version, score]).toEqual(await one.judging());
    });

    test('what cannot become a package is refused with the reason and the remedy', async () => {
      const [apart, custom, other, anySize] = await log('external', 'custom', 'other', 'any-size');
      const said = {
        external: { code: 'model-refused', cause: expect.stringMatching(/save_as_external_data=False$/) },
        custom: { code: 'model-refused', cause: expect.stringContaining('custom domain "acme"') },
        other: {
          code: 'model-refused',
          cause:
            'it was logged as python_function; log it with mlflow.onnx.log_model(…, save_as_external_data=False)',
        },
      };
      expect(await refusal(apart)).toEqual(said.external);
      expect(await refusal(custom!)).toEqual(said.custom);
      expect(await refusal(other!)).toEqual(said.other);
      // Not refused: what its file leaves open, MLflow's signature says.
      expect((await fetchModel(there.registry, anySize!, 1e9)).said.size).toEqual({ width: 64, height: 64 });
      expect(await refusal({ name: 'Nobody', version: 1 })).toMatchObject({ code: 'not-found' });
      const { models } = await there.registry.foreign();
      expect(models.map(({ name }) => name).toSorted()).toEqual(['Any size', 'Apart', 'Custom', 'Forest']);
    });

    test('one that is too large is refused before its first byte, one that changes under way before it is kept', async () => {
      const [logged] = await log('good');
      const file = artifact(server, 'model.onnx');
      const { size } = statSync(file);
      expect(await refusal(logged, size - 1)).toEqual({
        code: 'too-large',
        bytes: size,
        limitBytes: size - 1,
      });
      const at = await station();
      const { onnx } = await at.adopting.bring(logged);
      // Another network of the same size: one weight is changed.
      const changed = Uint8Array.from(onnx);
      changed[Buffer.from(onnx).lastIndexOf('weights') + 40]! ^= 1;
      writeFileSync(file, changed);
      const wishes: Wishes = { ...answers, classes: [{ name: 'ok' }, { name: 'pit' }] };
      await expect(at.adopting.wrap({ file: 'x', bytes: onnx, wishes }, logged, admin)).rejects.toMatchObject(
        {
          data: { cause: 'Surface check 1 was changed in the registry since; bring it anew' },
        },
      );
      expect(await at.models.list()).toEqual([]);
    });

    test('hostile rows: names that steer, sources elsewhere, packages without their tags, versions that are not whole', async () => {
      const us = signer();
      const { ref, files } = signedSample(us);
      await there.registry.register(ref, files, {});
      const { model_versions: rows } = (await askServer(server, 'model-versions/search?max_results=10')) as {
        model_versions: [{ source: string }];
      };
      const make = async (name: string, source: string, model?: string) => {
        await askServer(server, 'registered-models/create', { name });
        const row = {
          name,
          source,
          ...(model !== undefined && { model_id: model }),
          description: 'a\u001B[2J\nb',
        };
        await askServer(server, 'model-versions/create', row);
      };
      await make('bucket', 's3://somewhere/else');
      await make('bell\u0007', 's3://somewhere/else');
      await make('turn\u202Eed', 's3://somewhere/else');
      // The files of our package under another name, without tags.
      const [{ source }] = rows;
      await make('copy', source, source.slice('models:/'.length));
      const { models } = await there.registry.foreign();
      expect(models.map(({ name, by, bytes, description }) => [name, by, bytes, description])).toEqual([
        ['bucket', null, null, 'a [2J b'],
      ]);
      expect(await refusal({ name: 'bucket', version: 1 })).toEqual({
        ...{ code: 'model-refused', cause: 'its files lie where no station looks' },
      });
      expect(await refusal({ name: 'copy', version: 1 })).toEqual({
        ...{ code: 'model-refused', cause: 'it is a package already' },
      });
      expect(await refusal({ name: 'loupe-sample', version: 1 })).toEqual({
        ...{ code: 'model-refused', cause: 'it is a package already, or not whole' },
      });
    });
  },
);

/** The one file of that name that the server keeps. */
function artifact({ folder }: RunningServer, name: string): string {
  const all = readdirSync(join(folder, 'artifacts'), { recursive: true, encoding: 'utf8' });
  const found = all
    .filter((path) => path.endsWith(`/${name}`))
    .map((path) => join(folder, 'artifacts', path));
  return found.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]!;
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { manifestSchema } from '../../ml/package/manifest.ts';
import { originOf } from '../../ml/package/wrap/origin.ts';
import {
  clientPython,
  serverPython,
  startServer,
  type RunningServer,
} from '../host/registry/mlflow/mlflow-server.fixture.ts';
import { runClient } from '../host/registry/mlflow/python.fixture.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import { openStation } from '../host/station.ts';
import { openDesk } from './desk.fixture.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(clientPython === null || serverPython === null)(
  'loupe registry adopt (skipped where `loupe setup tests` found no MLflow)',
  () => {
    const desk = openDesk();
    let server: RunningServer;
    let logged: { run: string; sha256: string }[];
    const loupe = (...args: string[]) => desk.loupe('registry', ...args);
    beforeAll(async () => {
      server = await startServer(serverPython!);
      logged = (await runClient(server, 'log_models.py', 'any-size', 'external')) as typeof logged;
      const platform = createNodePlatform({ data: desk.at('station'), workers: () => '' });
      await openStation({ platform, app: '0.1.0' });
      await desk.write('station/settings.json', JSON.stringify({ registryUrl: server.url }));
    });
    afterAll(async () => {
      await server?.stop();
    });

    test('what Python registered is no package: pulling it says so and stores nothing', async () => {
      for (const pull of [
        ['Any size'],
        ['Any size', '--version', '1'],
        ['Any size', '--out', desk.at('x')],
      ]) {
        const { code, complaints, results } = await loupe('pull', ...pull);
        expect([code, results]).toEqual([1, []]);
        expect(complaints).toMatch(
          /^Any size is no package: it was registered from Python by .*nobody signed it/,
        );
        expect(complaints).toContain('loupe registry adopt "Any size" --out PACKAGE');
      }
    });

    test('it is listed, and adopted with what its signature and the flags of wrap say', async () => {
      expect((await loupe('adopt')).results).toMatchObject([
        { name: 'Apart', version: 1, description: 'of kind external' },
        { name: 'Any size', version: 1 },
      ]);
      expect(await loupe('adopt', 'Nobody', '--out', desk.at('p'))).toMatchObject({ code: 2 });
      expect(await loupe('adopt', 'Apart', '--out', desk.at('p'))).toMatchObject({
        code: 1,
        complaints: expect.stringMatching(/Log it again with save_as_external_data=False$/) as string,
      });
      const flags = [
        '--kernel',
        'pil-bilinear/u8',
        '--range',
        '0-1',
        '--classes',
        'ok,pit',
        '--version',
        '3',
      ];
      const { code, results } = await loupe('adopt', 'Any size', ...flags, '--out', desk.at('p'));
      expect([code, results]).toMatchObject([0, [{ name: 'any-size', version: 3, task: 'classify' }]]);
      const manifest = manifestSchema.parse(JSON.parse(readFileSync(desk.at('p', 'model.json'), 'utf8')));
      expect(manifest.input).toMatchObject({ width: 64, height: 64 });
      const [{ run, sha256 } = { run: '', sha256: '' }] = logged;
      expect(originOf(manifest.attribution)).toEqual({ model: 'Any size', version: 1, run, sha256 });
      const onnx = readFileSync(desk.at('p', 'model.onnx'));
      expect(createHash('sha256').update(onnx).digest('hex')).toBe(sha256);
      expect((await desk.loupe('model', 'install', desk.at('p'))).code).toBe(0);
    });
  },
);

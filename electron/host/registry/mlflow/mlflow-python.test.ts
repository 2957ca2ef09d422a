import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedPromotion, signedSample, signer } from '../statements/signer.fixture.ts';
import { connectMlflow } from './mlflow-registry.ts';
import { clientPython, serverPython, startServer, type RunningServer } from './mlflow-server.fixture.ts';
import { runClient } from './python.fixture.ts';

const [client, served] = [clientPython, serverPython];

describe.skipIf(client === null || served === null)(
  'MLflow’s own Python client (skipped where `loupe setup tests` found no MLflow)',
  () => {
    let server: RunningServer;
    beforeAll(async () => {
      server = await startServer(served!);
    }, 200_000);
    afterAll(() => server?.stop());

    test('finds days, figures and files under our names, who made and who judged a package, and loads what is champion', async () => {
      const { registry, runs, close } = connectMlflow({ url: server.url, login: null });
      const us = signer();
      const training = { collection: 'train/sample', key: '20261122-0900-1a2b' };
      const evaluation = { collection: 'train/sample', key: 'evaluation-1' };
      const { ref, files } = signedSample(us, { trainingRun: training.key });
      const day = { collection: 'inspect/st-1', key: '2026-11-22/j1' };
      try {
        await runs.open(training, { name: 'training sample 1', at: 1_795_300_000_000 });
        await runs.note(training, { made: ref.sha256 });
        await registry.register(ref, files, { 'loupe.signed_by': us.keyId });
        await registry.publish(signedPromotion(us, ref, 1));
        await runs.open(day, { name: '2026-11-22', at: 1_795_300_000_000 });
        const at = 1_795_300_100_000;
        await runs.note(day, {
          params: { model: 'sample' },
          metrics: [3, 9].map((value, step) => ({ key: 'count/inspected', value, step, at: at + step })),
          ended: { at, status: 'FINISHED' },
        });
        await runs.put(day, 'journal/1-abc.jsonl', new TextEncoder().encode('{}\n'));
        await runs.open(evaluation, { name: 'test of sample 1', at });
        await runs.note(evaluation, {
          ...{ judged: ref.sha256, dataset: { name: 'trays', sha256: 'd'.repeat(64), split: 'test' } },
          metrics: [{ key: 'test/escapes', value: 2, step: 0, at }],
        });
      } finally {
        close();
      }
      const said = await runClient(server, 'read_registry.py', 'loupe-sample', 'loupe/inspect/st-1');
      expect(said).toEqual({
        experiments: ['Default', 'loupe/inspect/st-1', 'loupe/train/sample'],
        tags: {
          ...{ 'loupe.signed_by': us.keyId, 'loupe.version': '1', 'loupe.sha256': ref.sha256 },
          'loupe.added': 'MLmodel conda.yaml python_env.yaml requirements.txt',
        },
        files: [
          ...['MLmodel', 'SIGNATURE.json', 'card.md', 'conda.yaml', 'golden'],
          ...['model.json', 'model.onnx', 'python_env.yaml', 'requirements.txt'],
        ],
        made_by: ['training sample 1', [true]],
        measured: [['test/escapes', 2, 'trays', 'test of sample 1']],
        onnx: [0.5],
        pyfunc: [0.5],
        run: {
          ...{ name: '2026-11-22', status: 'FINISHED', params: { model: 'sample' }, key: day.key },
          ...{ files: ['journal'], curve: [...[3, 9].entries()] },
        },
      });
    }, 400_000);
  },
);

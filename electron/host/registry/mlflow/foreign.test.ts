import { expect, test } from 'vitest';
import type { MlflowApi } from './api.ts';
import { createMlflowForeign } from './foreign.ts';

const model = `m-${'a'.repeat(32)}`;
const mlmodel = 'flavors:\n  onnx:\n    data: model.onnx\n';
const row = (name: string, version: number, at: number) => ({
  ...{ name, version: String(version), source: `models:/${model}`, creation_timestamp: at },
});

/** A server that holds these rows, all with these files; `told` is what its list says of a file's size. */
function server(
  files: Readonly<Record<string, string>>,
  told: Readonly<Record<string, number>> = {},
  rows = [row('Screw', 1, 1)],
) {
  const refuse = () => Promise.reject(new Error('not asked'));
  const asked: string[] = [];
  const api: MlflowApi = {
    put: refuse,
    ask: (_, path, __, schema) => {
      const uri = `mlflow-artifacts:/1/models/${model}/artifacts`;
      const answer = path.startsWith('logged-models/')
        ? { model: { info: { model_id: model, artifact_uri: uri } } }
        : { model_version: rows[0] };
      return Promise.resolve(schema.parse(answer));
    },
    all: (pages) => Promise.resolve([...pages.rows({ model_versions: rows })]),
    list: () =>
      Promise.resolve(
        Object.entries(files).map(([name, text]) => ({
          ...{ name, folder: false, size: told[name] ?? text.length },
        })),
      ),
    get: (path) => {
      const name = path.split('/').at(-1) ?? '';
      asked.push(name);
      return Promise.resolve(new TextEncoder().encode(files[name]));
    },
  };
  return { foreign: createMlflowForeign(api), asked };
}
const fetched = async (...held: Parameters<typeof server>) => {
  const { foreign, asked } = server(...held);
  const said = await foreign.fetchForeign({ name: 'Screw', version: 1 }, 100).then(
    ({ onnx }) => new TextDecoder().decode(onnx),
    (error: { code: string; data: { cause?: string } }) => `${error.code} ${error.data.cause ?? ''}`,
  );
  return [said, asked] as const;
};

test.each([
  ['as it is', { MLmodel: mlmodel, 'model.onnx': 'net' }, {}, /^net$/, 2],
  [
    'shorter than its list says',
    { MLmodel: mlmodel, 'model.onnx': 'net' },
    { 'model.onnx': 9 },
    /changed while it was read/,
    2,
  ],
  [
    'too large, not asked for',
    { MLmodel: mlmodel, 'model.onnx': 'net' },
    { 'model.onnx': 101 },
    /^too-large/,
    1,
  ],
  ['an endless MLmodel, not asked for', { MLmodel: mlmodel }, { MLmodel: 1e12 }, /^too-large/, 0],
  ['no MLmodel', { 'model.onnx': 'net' }, {}, /no file MLmodel.*save_as_external_data=False/, 0],
  ['no network', { MLmodel: mlmodel }, {}, /no file model\.onnx/, 1],
  [
    'a network above it',
    { MLmodel: mlmodel.replace('model.onnx', '../x'), '../x': 'net' },
    {},
    /a file that no station reads/,
    1,
  ],
  [
    'not logged as ONNX',
    { MLmodel: 'flavors:\n  sklearn:\n    x: y\n' },
    {},
    /logged as sklearn; log it with/,
    1,
  ],
  [
    'a package of ours',
    { MLmodel: mlmodel, 'model.onnx': 'net', 'SIGNATURE.json': '{}' },
    {},
    /a package already/,
    0,
  ],
])('%s', async (_, files, told, said, reads) => {
  const [answer, asked] = await fetched(
    files as unknown as Record<string, string>,
    told as Record<string, number>,
  );
  expect(answer).toMatch(said);
  expect(asked).toHaveLength(reads);
});

test('the newest hundred are listed, and how many more there are is said', async () => {
  const rows = Array.from({ length: 130 }, (_, n) => row('Screw', n + 1, n));
  const { models, more } = await server({ MLmodel: mlmodel }, {}, rows).foreign.foreign();
  expect([models.length, models[0]?.version, models.at(-1)?.version, more]).toEqual([100, 130, 31, 30]);
  expect(models[0]).toEqual({
    ...{ name: 'Screw', version: 130, at: '1970-01-01T00:00:00.129Z', by: null },
    ...{ bytes: mlmodel.length, description: '' },
  });
});

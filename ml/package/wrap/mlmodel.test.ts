import { expect, test } from 'vitest';
import { readMlmodel } from './mlmodel.ts';
import { originOf, originWords } from './origin.ts';
import { readYaml } from './yaml.ts';

/** As MLflow 3.17.2 wrote it (`mlflow.onnx.log_model` with a signature and metadata). */
const logged = `artifact_path: mlflow-artifacts:/1/models/m-8f3bc65e994b4433a1f07470a48de5bd/artifacts
flavors:
  onnx:
    code: null
    data: model.onnx
    providers:
    - CUDAExecutionProvider
    - CPUExecutionProvider
  python_function:
    data: model.onnx
    env:
      conda: conda.yaml
metadata:
  classes:
  - good
  - 'scratch: "deep"'
  - "Kratzer \\xFC"
  note: 'a

    b'
mlflow_version: 3.17.2
run_id: 229f6e7870724b4abd19fed9a01cbabb
signature:
  inputs: '[{"name": "x", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape":
    [-1, 3, 48, 64]}}]'
  outputs: '[{"name": "y", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape":
    [-1, 3]}}]'
  params: null
`;

test('what MLflow writes is read: flavours, the file, class names and the size of the picture', () => {
  expect(readMlmodel(logged)).toEqual({
    ...{ flavours: ['onnx', 'python_function'], data: 'model.onnx' },
    classes: ['good', 'scratch: "deep"', 'Kratzer ü'],
    size: { width: 64, height: 48 },
  });
  expect(readYaml("a:\n- - 1\n  - b: 2\n    c: 'it''s'\n-\n  d\ne: x:y\n")).toEqual(
    new Map<string, unknown>([
      ['a', [['1', new Map(Object.entries({ b: '2', c: "it's" }))], 'd']],
      ['e', 'x:y'],
    ]),
  );
  // Folded as PyYAML folds.
  const folded = readYaml("a: \"one \\xFC\\\n  \\ two\n  three\"\nb: 'c\n\n\n  d''s\\\n  e'\n");
  expect(folded).toEqual(new Map(Object.entries({ a: 'one ü two three', b: "c\n\nd's\\ e" })));
});

test.each([
  ['by number', 'metadata:\n  id2label:\n    0: good\n    1: pit\n', ['good', 'pit']],
  ['a number missing', 'metadata:\n  id2label:\n    0: good\n    2: pit\n', null],
  ['no texts', 'metadata:\n  classes:\n  - good\n  - a: b\n', null],
  ['an empty name', "metadata:\n  labels:\n  - good\n  - ''\n", null],
  ['a name with a bell in it', 'metadata:\n  labels:\n  - good\n  - "\\x07"\n', null],
  ['in one line', 'metadata: {classes: [good, pit]}\n', null],
  ['none', 'metadata: null\n', null],
])('classes %s', (_, text, classes) => expect(readMlmodel(text).classes).toEqual(classes));

test.each(['[-1, 64, 32, 3]', '[1, 1, 64, 32]', '[-1, 3, -1, 64]', '[2, 3]', '"x"', '[-1, 3, 1e9, 64]'])(
  'a shape %s gives a size where it has one',
  (shape) => {
    const { size } = readMlmodel(`signature:\n  inputs: '[{"tensor-spec": {"shape": ${shape}}}]'\n`);
    const known = shape.includes('32');
    expect(size).toEqual(known ? { width: 32, height: 64 } : null);
  },
);

test('what is no MLmodel, or was made to hurt, says nothing and ends', () => {
  const none = { flavours: [], data: null, classes: null, size: null };
  const long = { list: `a:\n${'- b\n'.repeat(200_000)}`, open: `a: '${'b\n'.repeat(200_000)}` };
  const deep = Array.from({ length: 400 }, (_, n) => `${' '.repeat(n)}a:`).join('\n');
  for (const text of [
    '',
    'x',
    '- a',
    "'",
    'flavors:',
    '[[[[',
    deep,
    long.list,
    long.open,
    long.open.replace("'", '"'),
    ':'.repeat(20_000),
    `'${"'".repeat(20_001)}`,
  ])
    expect(readMlmodel(text)).toEqual(none);
  expect(readMlmodel('flavors:\n  sklearn:\n    pickled_model: model.pkl\n')).toEqual({
    ...none,
    flavours: ['sklearn'],
  });
  expect(readMlmodel('flavors:\n  __proto__:\n    data: x\n').flavours).toEqual(['__proto__']);
});

test('where a package was adopted from is said in its attribution, and found there again', () => {
  const origin = { version: 12, run: '2'.repeat(32), sha256: 'a'.repeat(64) };
  for (const model of ['Screw detector', 'a "b" \\ c', 'x version 1 of the registry, run'])
    for (const run of [origin.run, null]) {
      const words = originWords({ ...origin, model, run });
      expect(originOf(`model.onnx as it came, producer pytorch; ${words}`)).toEqual({
        ...origin,
        model,
        run,
      });
    }
  expect(originOf('model.onnx as it came, producer pytorch')).toBeNull();
  expect(originOf(undefined)).toBeNull();
});

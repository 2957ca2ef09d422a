import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operatorsOf, requiredInputs } from './model.ts';
import { MessageWriter } from './protobuf-writer.ts';
import { ProtobufError } from './protobuf-reader.ts';
import { readModel } from './read.ts';
import { sample } from './sample.fixture.ts';
import { writeModel } from './write.ts';

const data = join(process.env['LOUPE_DATA'] ?? '../shared/data', 'onnx');
const third = (name: string) => readModel(readFileSync(join(data, name)));

test('what was written is read back', () => {
  const model = readModel(writeModel(sample));
  expect(model).toMatchObject({
    irVersion: 8,
    producer: 'Loupe',
    opsets: [{ domain: '', version: 17 }],
    metadata: { method: 'sample', grüße: 'ok' },
  });
  expect(model.graph.inputs).toEqual([{ name: 'x', type: 'float32', shape: ['batch', 1, 3, 3] }]);
  expect(model.graph.outputs).toEqual([{ name: 'y', type: 'float32', shape: ['batch', 3] }]);
  expect(model.graph.initialisers).toEqual([
    {
      name: 'kernel',
      type: 'float32',
      dims: [2, 1, 2, 2],
      external: false,
      bytes: 32,
      values: [1, 0, 0, 1, -1, -1, -1, -1],
    },
    { name: 'shape', type: 'int64', dims: [2], external: false, bytes: 16, values: [-1, 3] },
  ]);
  expect(model.graph.nodes[1]).toMatchObject({ op: 'LeakyRelu', domain: '', inputs: ['c'], outputs: ['r'] });
  expect(model.graph.nodes[1]?.attributes.get('alpha')?.floats).toEqual([0.5]);
  expect(model.graph.nodes[0]?.attributes.get('kernel_shape')?.integers).toEqual([2, 2]);
  expect(model.graph.nodes[4]?.attributes.get('value')?.tensors[0]?.values).toEqual([7]);
  expect(operatorsOf(model)).toEqual([
    'Concat',
    'Constant',
    'Conv',
    'Flatten',
    'GlobalAveragePool',
    'LeakyRelu',
    'Reshape',
  ]);
});

test.skipIf(!existsSync(data))('models made by others are read: CNTK, PyTorch export, TorchDynamo', () => {
  const cntk = third('cntk_mnist.onnx');
  expect([cntk.producer, cntk.opsets]).toEqual(['CNTK', [{ domain: '', version: 8 }]]);
  expect(operatorsOf(cntk)).toEqual(['Add', 'Conv', 'MatMul', 'MaxPool', 'Relu', 'Reshape']);
  expect(cntk.graph.inputs.length).toBeGreaterThan(1);
  expect(requiredInputs(cntk.graph)).toEqual([{ name: 'Input3', type: 'float32', shape: [1, 1, 28, 28] }]);

  const yolox = third('yolox_nano.onnx');
  expect(requiredInputs(yolox.graph)).toEqual([{ name: 'images', type: 'float32', shape: [1, 3, 416, 416] }]);
  expect(yolox.graph.outputs).toEqual([{ name: 'output', type: 'float32', shape: [1, 3549, 85] }]);

  const pcb = third('pcb_simple_cnn_fp32.onnx');
  expect(pcb.opsets).toEqual([{ domain: '', version: 18 }]);
  expect(requiredInputs(pcb.graph)).toEqual([
    { name: 'input', type: 'float32', shape: ['batch', 1, 64, 64] },
  ]);
});

test('any cut of a model is refused, or is a shorter model; never anything but a ProtobufError', () => {
  const bytes = writeModel(sample);
  for (let length = 0; length < bytes.length; length += 1) {
    try {
      readModel(bytes.subarray(0, length));
    } catch (error) {
      expect(error).toBeInstanceOf(ProtobufError);
    }
  }
});

test('damaged and random bytes end as a ProtobufError or a model', () => {
  const good = writeModel(sample);
  const damage = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 8 }), (changes) => {
      const bytes = good.slice();
      for (const [at, value] of changes) bytes[at] = value;
      try {
        readModel(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    }),
    { numRuns: 2000, seed: 20261121 },
  );
});

test('what protobuf would merge, and a reader might overlook, is refused', () => {
  const second = new MessageWriter().message(7, new MessageWriter().text(2, 'again')).finish();
  expect(() => readModel(new Uint8Array([...writeModel(sample), ...second]))).toThrow('a second graph');
});

test('graphs nested without end are refused', () => {
  let graph = new MessageWriter().text(2, 'innermost');
  for (let depth = 0; depth < 1000; depth += 1) {
    const attribute = new MessageWriter().text(1, 'body').message(6, graph);
    graph = new MessageWriter().message(1, new MessageWriter().text(4, 'If').message(5, attribute));
  }
  expect(() => readModel(new MessageWriter().message(7, graph).finish())).toThrow('nested more than 8 deep');
});

test('numbers of 64 bits keep their sign and size', () => {
  const model = readModel(
    writeModel({
      ...sample,
      nodes: [
        {
          op: 'A',
          inputs: [],
          outputs: [],
          attributes: { n: { ints: [-1, 2n ** 62n, -(2n ** 40n), 2 ** 32] } },
        },
      ],
    }),
  );
  expect(model.graph.nodes[0]?.attributes.get('n')?.integers).toEqual([-1, 2 ** 62, -(2 ** 40), 2 ** 32]);
});

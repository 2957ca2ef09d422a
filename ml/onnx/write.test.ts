import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { sample } from './sample.fixture.ts';
import { writeModel, type GraphSpec } from './write.ts';

test('a written model loads in the runtime and gives exactly the numbers worked out by hand', async () => {
  const session = await InferenceSession.create(writeModel(sample), { executionProviders: ['cpu'] });
  const x = new Tensor('float32', new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9]), [1, 1, 3, 3]);
  const { y } = await session.run({ x });
  // channel 0: (1+5)+(2+6)+(4+8)+(5+9) = 40 / 4; channel 1: −(12+16+24+28) / 4 · 0.5
  expect(y?.data).toEqual(new Float32Array([10, -10, 7]));
  expect(y?.dims).toEqual([1, 3]);
  expect(session.inputMetadata[0]).toMatchObject({ name: 'x', type: 'float32', shape: ['batch', 1, 3, 3] });
  await session.release();
});

test('equal graphs give equal bytes', () => {
  expect(writeModel(sample)).toEqual(writeModel(structuredClone(sample)));
});

test('data that do not fill the shape, and numbers that are not whole, are refused', () => {
  const bad = (initialiser: GraphSpec['initialisers'][number]) => () =>
    writeModel({ ...sample, initialisers: [initialiser] });
  expect(bad({ name: 'w', dims: [2, 2], data: new Float32Array(3) })).toThrow(
    '"w": shape [2, 2] does not hold 3 values',
  );
  expect(() =>
    writeModel({
      ...sample,
      nodes: [{ op: 'Flatten', inputs: [], outputs: [], attributes: { axis: { int: 1.5 } } }],
    }),
  ).toThrow('whole number');
});

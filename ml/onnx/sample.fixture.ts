import type { GraphSpec } from './write.ts';

/** y = mean over H, W of conv(x) · 2 + 1, then Concat with a reshaped constant: every kind of attribute an exporter here needs. */
export const sample: GraphSpec = {
  name: 'sample',
  opset: 17,
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 1, 3, 3] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 3] }],
  nodes: [
    {
      op: 'Conv',
      inputs: ['x', 'kernel'],
      outputs: ['c'],
      attributes: {
        kernel_shape: { ints: [2, 2] },
        pads: { ints: [0, 0, 0, 0] },
        auto_pad: { string: 'NOTSET' },
      },
    },
    { op: 'LeakyRelu', inputs: ['c'], outputs: ['r'], attributes: { alpha: { float: 0.5 } } },
    { op: 'GlobalAveragePool', inputs: ['r'], outputs: ['g'] },
    { op: 'Flatten', inputs: ['g'], outputs: ['f'], attributes: { axis: { int: 1 } } },
    {
      op: 'Constant',
      inputs: [],
      outputs: ['k'],
      attributes: { value: { tensor: { name: 'k', dims: [1, 1], data: new Float32Array([7]) } } },
    },
    { op: 'Concat', inputs: ['f', 'k'], outputs: ['joined'], attributes: { axis: { int: -1 } } },
    { op: 'Reshape', inputs: ['joined', 'shape'], outputs: ['y'] },
  ],
  initialisers: [
    { name: 'kernel', dims: [2, 1, 2, 2], data: new Float32Array([1, 0, 0, 1, -1, -1, -1, -1]) },
    { name: 'shape', dims: [2], data: new BigInt64Array([-1n, 3n]) },
  ],
  metadata: { method: 'sample', grüße: 'ok' },
};

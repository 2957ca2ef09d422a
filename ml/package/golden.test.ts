import { expect, test } from 'vitest';
import { normalise } from '../image/normalise.ts';
import { readGolden, writeGolden, type GoldenTensorDraft } from './golden.ts';
import { manifestOf } from './manifest.fixture.ts';

const colour = (layout: string) =>
  manifestOf(
    {},
    {
      width: 2,
      height: 1,
      channels: 3,
      colour: 'rgb',
      layout,
      scale: 1 / 255,
      mean: [0.5, 0.25, 0],
      std: [0.5, 0.25, 2],
    },
  );
const answer = { y: { dims: [1, 2], data: new Float32Array([0.25, 0.75]) } };
const write = (layout: string, ...inputs: readonly GoldenTensorDraft['input'][]) => {
  const tensors = inputs.map((input, index) => ({ name: `case ${index}`, input, outputs: answer }));
  return writeGolden({ tolerance: { default: 1e-3 }, tensors, frames: [] }, colour(layout));
};

test('levels are normalised channel by channel in the tensor’s layout; floats are as they were', () => {
  const levels = Uint8Array.of(0, 51, 102, 153, 204, 255);
  const floats = Float32Array.of(1, -2, 3, -4, 5, -6);
  for (const [layout, channels] of [
    ['nchw', [0, 0, 1, 1, 2, 2]],
    ['nhwc', [0, 1, 2, 0, 1, 2]],
  ] as const) {
    const manifest = colour(layout);
    const { tensors, tolerance } = readGolden(write(layout, levels, floats), manifest);
    expect(tolerance).toEqual({ default: 1e-3 });
    expect(tensors[0]).toEqual({
      name: 'case 0',
      input: Float32Array.from(levels, (level, at) => normalise(manifest.input, channels[at] ?? 0, level)),
      outputs: answer,
    });
    expect(tensors[1]?.input).toEqual(floats);
  }
  expect(readGolden(write('nchw', levels), colour('nchw')).tensors[0]?.input[0]).toBe(-1);
});

test('files that lie anywhere in a larger buffer are read alike', () => {
  const floats = Float32Array.of(1, -2, 3, -4, 5, -6);
  const files = [...write('nchw', floats)].map(([path, bytes]) => {
    const larger = Buffer.alloc(bytes.length + 8, 7);
    larger.set(bytes, 1);
    return [path, larger.subarray(1, 1 + bytes.length)] as const;
  });
  expect(readGolden(new Map(files), colour('nchw')).tensors[0]?.input).toEqual(floats);
});

test('cases that do not belong together, or are none, are not written', () => {
  const input = new Float32Array(6);
  const other = { y: { dims: [2, 1], data: new Float32Array(2) } };
  const tensors = [
    { name: 'a', input, outputs: answer },
    { name: 'b', input, outputs: other },
  ];
  const draft = { tolerance: { default: 1e-3 }, tensors, frames: [] };
  expect(() => writeGolden(draft, colour('nchw'))).toThrow('"b": the output "y" differs in shape');
  expect(() => write('nchw', new Float32Array(5))).toThrow('has 28 bytes, the index asks for 32');
  expect(() => write('nchw', new Float32Array(6).fill(NaN))).toThrow('case 0 holds what is not a number');
  expect(() => write('nchw')).toThrow();
});

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { demoDataset } from '../../ml/demo/dataset.ts';
import { rgbOf } from '../../ml/image/colour.ts';
import { referencePreprocess } from '../../ml/image/preprocess.ts';
import { harmless, hostileModels } from '../../ml/onnx/hostile.fixture.ts';
import { writeModel, type GraphSpec, type NodeSpec } from '../../ml/onnx/write.ts';
import { sharpOf } from './pictures.fixture.ts';
import { openDesk } from './desk.fixture.ts';
import { places } from './places.fixture.ts';
import { openBench } from './model-worker.ts';

const desk = openDesk();
const { at, loupe, wrap, write } = desk;

const side = 64;
const strides = [8, 16, 32];
const cells = strides.flatMap((stride) =>
  Array.from({ length: (side / stride) ** 2 }, (_, cell) => ({
    stride,
    x: stride * (cell % (side / stride)),
    y: stride * Math.floor((cell * stride) / side),
  })),
);

/** YOLOv8 in shape: a box for each cell, whose score is how bright the cell is in red. */
function detector(): Uint8Array {
  const ints = (...values: number[]) => BigInt64Array.from(values, BigInt);
  const boxes = Float32Array.from([
    ...cells.map(({ x, stride }) => x + stride / 2),
    ...cells.map(({ y, stride }) => y + stride / 2),
    ...cells.map(({ stride }) => stride),
    ...cells.map(({ stride }) => stride),
  ]);
  const nodes: NodeSpec[] = [
    { op: 'Conv', inputs: ['images', 'red'], outputs: ['plane'] },
    ...strides.flatMap((stride): NodeSpec[] => [
      {
        op: 'AveragePool',
        inputs: ['plane'],
        outputs: [`pool${stride}`],
        attributes: { kernel_shape: { ints: [stride, stride] }, strides: { ints: [stride, stride] } },
      },
      { op: 'Reshape', inputs: [`pool${stride}`, 'row'], outputs: [`row${stride}`] },
    ]),
    {
      op: 'Concat',
      inputs: strides.map((stride) => `row${stride}`),
      outputs: ['scores'],
      attributes: { axis: { int: 2 } },
    },
    { op: 'Concat', inputs: ['boxes', 'scores'], outputs: ['output0'], attributes: { axis: { int: 1 } } },
  ];
  return writeModel({
    name: 'bright',
    opset: 17,
    inputs: [{ name: 'images', type: 'float32', shape: [1, 3, side, side] }],
    outputs: [{ name: 'output0', type: 'float32', shape: [1, 5, cells.length] }],
    nodes,
    initialisers: [
      { name: 'red', dims: [1, 3, 1, 1], data: Float32Array.of(1, 0, 0) },
      { name: 'row', dims: [3], data: ints(1, 1, -1) },
      { name: 'boxes', dims: [1, 4, cells.length], data: boxes },
    ],
    metadata: { task: 'detect', names: "{0: 'glare'}", imgsz: '[64, 64]', stride: '32' },
  });
}

const castToFloat: NodeSpec = { op: 'Cast', inputs: ['x'], outputs: ['f'], attributes: { to: { int: 1 } } };
/** As the runtime's own quantiser writes it: fixed steps (QDQ), and steps that follow each picture (dynamic int8). */
const throughInt8: Record<'qdq' | 'dynamic', readonly NodeSpec[]> = {
  qdq: [
    { op: 'QuantizeLinear', inputs: ['x', 'step', 'zero'], outputs: ['q'] },
    { op: 'DequantizeLinear', inputs: ['q', 'step', 'zero'], outputs: ['f'] },
  ],
  dynamic: [
    { op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['q', 's', 'z'] },
    { op: 'DequantizeLinear', inputs: ['q', 's', 'z'], outputs: ['f'] },
  ],
};

/** y = k · x: the picture is its own map. */
const mirror = (
  shape: GraphSpec['inputs'][number]['shape'],
  type: 'float32' | 'float16' | 'uint8' = 'float32',
  nodes: readonly NodeSpec[] = [castToFloat],
) =>
  writeModel({
    name: 'mirror',
    opset: 17,
    inputs: [{ name: 'x', type, shape }],
    outputs: [{ name: 'y', type: 'float32', shape }],
    nodes: [...nodes, { op: 'Mul', inputs: ['f', 'k'], outputs: ['y'] }],
    initialisers: [
      { name: 'k', dims: [1], data: Float32Array.of(type === 'uint8' ? 1 / 255 : 1) },
      { name: 'step', dims: [], data: Float32Array.of(1 / 255) },
      { name: 'zero', dims: [], data: Uint8Array.of(0) },
    ],
  });

/** Equal scores have no order of their own. */
const byPlace = ({ box: one }: { box: number[] }, { box: other }: { box: number[] }): number =>
  one[1]! - other[1]! || one[0]! - other[0]! || one[2]! - other[2]!;

describe('models made here, on rendered pictures', () => {
  test('an Ultralytics-like detector needs no word; its boxes are those of plain arithmetic', async () => {
    const { manifest } = await wrap(await write('bright.onnx', detector()), 'bright', '--min-score', '0.35');
    expect(manifest).toMatchObject({
      task: 'detect',
      classes: [{ name: 'glare', verdict: 'info' }],
      input: { fit: 'letterbox' },
    });
    const [sample] = demoDataset(1, { size: { width: 320, height: 180 } });
    const rgb = rgbOf(sample!.frame);
    const frame = {
      width: 320,
      height: 180,
      layout: 'rgb',
      colour: sample!.frame.colour,
      data: rgb,
    } as const;
    await mkdir(at('pictures'), { recursive: true });
    await sharpOf(sample!.frame).png().toFile(at('pictures', 'piece.png'));

    const { tensor, placement } = referencePreprocess(manifest.input, frame);
    const expected = cells
      .map(({ x, y, stride }) => {
        let sum = 0;
        for (let row = y; row < y + stride; row += 1)
          for (let column = x; column < x + stride; column += 1) sum += tensor[row * side + column] ?? NaN;
        const [top, bottom] = [y, y + stride].map((at) =>
          Math.min(180, Math.max(0, (at - placement.top) / placement.scaleY)),
        );
        const box = [x / placement.scaleX, top!, stride / placement.scaleX, bottom! - top!];
        return {
          score: sum / stride ** 2,
          box,
          beside: y + stride < placement.top || y > placement.top + 36,
        };
      })
      .filter(({ score, beside }) => score >= 0.35 && !beside)
      .toSorted(byPlace);
    expect(expected.length).toBeGreaterThan(5);

    const { code, results } = await loupe('inspect', at('pictures', 'piece.png'), '--model', at('bright'));
    const found = (
      (results[0]?.['findings'] ?? []) as { class: string; score: number; box: number[] }[]
    ).toSorted(byPlace);
    expect([code, found.length]).toEqual([0, expected.length]);
    for (const [index, { score, box }] of expected.entries()) {
      expect(found[index]?.class).toBe('glare');
      expect(found[index]?.score).toBeCloseTo(score, 5);
      for (const [which, pixels] of box.entries()) expect(found[index]?.box[which]).toBeCloseTo(pixels, 3);
    }
  });

  test('a large picture in tiles, through the worker: the same answer wherever the damage lies', async () => {
    const { manifest, onnx } = await wrap(
      await write('map.onnx', mirror([1, 1, 'h', 'w'])),
      'map',
      ...['--task', 'anomaly', '--kernel', 'area/u8', '--range', '0-1', '--size', '64x64', '--tile', '16'],
    );
    expect(manifest.input).toMatchObject({ fit: 'tile', tile: { overlap: 16, scale: 1 } });
    const bench = await openBench({ places });
    try {
      await bench.load(manifest, onnx);
      for (const [x, y] of [
        [5, 5],
        [40, 44],
        [56, 60],
        [63, 63],
        [100, 120],
        [180, 130],
      ] as const) {
        const data = Uint8Array.from({ length: 200 * 150 }, (_, pixel) => {
          const [column, row] = [pixel % 200, Math.floor(pixel / 200)];
          return column >= x && column < x + 9 && row >= y && row < y + 7 ? 204 : 25;
        });
        const frame = {
          width: 200,
          height: 150,
          layout: 'grey',
          colour: { matrix: 'bt601', range: 'full' },
          data,
        } as const;
        const { verdict, score, findings, map } = await bench.judge(frame);
        expect([verdict, map?.width, map?.height]).toEqual(['defect', 200, 150]);
        expect(score).toBeCloseTo(0.8, 6);
        expect(findings.map(({ box }) => box.map(Math.round))).toEqual([[x, y, 9, 7]]);
      }
    } finally {
      await bench.close();
    }
  });

  test.each([
    ['uint8, channels last', mirror([1, 48, 64, 1], 'uint8'), 'nhwc', [], 1 / 255],
    ['float16', mirror([1, 1, 48, 64], 'float16'), 'nchw', ['--range', '0-1'], 1e-3],
    [
      'int8 with fixed steps',
      mirror([1, 1, 48, 64], 'float32', throughInt8.qdq),
      'nchw',
      ['--range', '0-1'],
      1 / 255,
    ],
    [
      'int8 with steps of each picture',
      mirror([1, 1, 48, 64], 'float32', throughInt8.dynamic),
      'nchw',
      ['--range', '0-1'],
      1 / 255,
    ],
  ] as const)('%s', async (_, model, layout, flags, step) => {
    const { manifest, onnx } = await wrap(
      await write('other.onnx', model),
      'other',
      ...['--task', 'segment', '--classes', 'bright:defect', '--kernel', 'area/u8', ...flags],
    );
    expect(manifest.input).toMatchObject({ layout, width: 64, height: 48, channels: 1 });
    const verified = await loupe('model', 'verify', at('other'));
    expect(verified).toMatchObject({ code: 0, results: [{ ok: true, golden: { tensors: 64 } }] });
    const bench = await openBench({ places });
    try {
      await bench.load(manifest, onnx);
      const level = 178;
      const fed = new Float32Array(48 * 64).fill(level * manifest.input.scale);
      const { y } = await bench.run(fed);
      expect(y?.data.every((value) => Math.abs(value - level / 255) <= step)).toBe(true);
    } finally {
      await bench.close();
    }
  });

  test('what is missing is named, and nothing is written', async () => {
    const file = await write('map.onnx', mirror([1, 1, 'h', 'w']));
    const asked = async (...args: string[]) => {
      const { code, complaints } = await loupe('model', 'wrap', file, '--out', at('nothing'), ...args);
      expect(code).toBe(2);
      return /--\w+ is missing/.exec(complaints)?.[0];
    };
    expect(await asked()).toBe('--size is missing');
    expect(await asked('--size', '64x64')).toBe('--task is missing');
    expect(await asked('--size', '64x64', '--task', 'anomaly')).toBe('--kernel is missing');
    expect(await asked('--size', '64x64', '--task', 'anomaly', '--kernel', 'area/u8')).toBe(
      '--range is missing',
    );
    expect(await asked('--size', '64', '--task', 'anomaly')).toBeUndefined();
    expect(await asked('--task', 'detekt')).toBeUndefined();
    expect(existsSync(at('nothing'))).toBe(false);
  });

  test.each(hostileModels().filter(({ expect: where }) => where === 'gate'))(
    'refused: $name',
    async ({ bytes }) => {
      const { code, results } = await loupe(
        'model',
        'wrap',
        await write('hostile.onnx', bytes),
        '--out',
        at('hostile'),
      );
      const reasons = results[0]?.['refused'];
      expect([code, Array.isArray(reasons) && reasons.length > 0, existsSync(at('hostile'))]).toEqual([
        1,
        true,
        false,
      ]);
    },
  );
  // Random numbers are refused by the gate; a value far above one is a logit.
  const notANumber = hostileModels().filter(({ name }) => name.includes('weights'));
  test.each(notANumber)('refused when it has answered: $name', async ({ bytes }) => {
    const flags = ['--classes', 'good,damage', '--kernel', 'area/u8', '--range', '0-1'];
    const { code, results } = await loupe(
      'model',
      'wrap',
      await write('bad.onnx', bytes),
      '--out',
      at('bad'),
      ...flags,
    );
    expect([code, results[0]?.['refused']]).toEqual([1, [expect.any(String)]]);
  });
});

describe('keys', () => {
  const flags = ['--classes', 'good,damage', '--kernel', 'area/u8', '--range', '0-1'];
  test('a package is believed by who trusts its key, and only as it was signed', async () => {
    const file = await write('harmless.onnx', harmless);
    const key = at('maker.pem');
    const made = await loupe('model', 'keygen', '--out', key);
    expect(made).toMatchObject({ code: 0, results: [{ key, publicKey: `${key}.pub` }] });
    expect((await loupe('model', 'keygen', '--out', key)).code).toBe(2);
    await wrap(file, 'signed', ...flags, '--key', key);
    const verify = (...args: string[]) => loupe('model', 'verify', at('signed'), ...args);
    expect(await verify('--key', `${key}.pub`)).toMatchObject({
      code: 0,
      results: [{ ok: true, trustedBy: `${key}.pub` }],
    });
    expect(await verify()).toMatchObject({
      code: 1,
      results: [{ ok: false, why: expect.stringContaining('does not trust') }],
    });

    const card = await readFile(at('signed', 'card.md'), 'utf8');
    await writeFile(at('signed', 'card.md'), `${card}better than it is`);
    expect(await verify('--key', `${key}.pub`)).toMatchObject({
      code: 1,
      results: [{ why: 'card.md is not the file that was signed' }],
    });
    expect((await loupe('model', 'sign', at('signed'))).code).toBe(0);
    expect(await verify()).toMatchObject({ code: 0, results: [{ trustedBy: 'this station' }] });
    expect(await loupe('model', 'show', at('signed'))).toMatchObject({
      code: 0,
      results: [{ manifest: { name: 'harmless' } }],
    });
    expect(await loupe('model', 'show', file)).toMatchObject({
      code: 0,
      results: [{ inputs: [{ name: 'x', shape: [1, 1, 64, 64] }], problems: [] }],
    });
  });
  test('what is no key, no package, no action', async () => {
    const text = await write('text.pem', 'hello');
    expect((await loupe('model', 'sign', at('signed'), '--key', text)).complaints).toContain(
      'is no private key',
    );
    expect((await loupe('model', 'verify', at('signed'), '--key', text)).complaints).toContain('is no key');
    expect((await loupe('model', 'verify', at('nowhere'))).complaints).toContain('there is no package');
    expect((await loupe('model', 'wrop')).complaints).toContain('say what to do: wrap, verify');
  });
});

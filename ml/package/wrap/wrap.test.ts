import { describe, expect, test } from 'vitest';
import type { OutputTensor } from '../../decode/output.ts';
import { readModel } from '../../onnx/read.ts';
import { ultralytics } from '../../onnx/ultralytics.ts';
import { writeModel, type Dimension, type GraphSpec, type NodeSpec } from '../../onnx/write.ts';
import { contradictions } from '../contradictions.ts';
import { fedPicture } from './fed-picture.ts';
import { wrapManifest } from './manifest.ts';
import { WrapQuestion, WrapRefusal, type WrapWishes } from './wishes.ts';

type Shape = readonly number[];
const said = { name: 'theirs', version: 1 } as const;
const made = { created: '2026-11-21T09:00:00Z', by: 'a test' } as const;

interface Theirs {
  readonly input?: readonly Dimension[];
  readonly type?: GraphSpec['inputs'][number]['type'];
  readonly nodes?: readonly NodeSpec[];
  readonly initialisers?: GraphSpec['initialisers'];
  readonly metadata?: Record<string, string>;
  /** The values that every output has. */
  readonly value?: number;
}
/** Wraps a model that gives outputs of these shapes. */
function wrapOf(outputs: Record<string, Shape>, wishes: Partial<WrapWishes> = {}, theirs: Theirs = {}) {
  const {
    input = [1, 3, 64, 64],
    type = 'float32',
    nodes = [],
    initialisers = [],
    metadata = {},
    value = 0.5,
  } = theirs;
  const model = readModel(
    writeModel({
      ...{ name: 'theirs', opset: 17, nodes, initialisers, metadata },
      inputs: [{ name: 'in:0', type, shape: input }],
      outputs: Object.keys(outputs).map((name) => ({ name, type: 'float32', shape: ['?'] })),
    }),
  );
  const trial = new Map<string, OutputTensor>(
    Object.entries(outputs).map(([name, dims]) => [
      name,
      { dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(value) },
    ]),
  );
  const { manifest, notes } = wrapManifest(
    model,
    fedPicture(model, { ...said, ...wishes }),
    trial,
    { ...said, ...wishes },
    made,
  );
  expect(contradictions(manifest)).toEqual([]);
  return { ...manifest, notes };
}
/** What a person must say of an ordinary classifier. */
const rest = { kernel: 'pil-bilinear/u8', range: '0-1', classes: 'numbered' } as const;
const names = (...list: string[]) => list.map((name) => ({ name }));

describe('families by the shapes of the outputs', () => {
  const cells = 64 + 16 + 4;
  test.each<[string, Record<string, Shape>, object]>([
    [
      'a value a class',
      { y: [1, 7] },
      { task: 'classify', outputs: { family: 'classes', scores: 'y', activation: 'softmax' } },
    ],
    ['a value a class, not flattened', { y: [1, 7, 1, 1] }, { task: 'classify' }],
    [
      'YOLOX',
      { o: [1, cells, 8] },
      { task: 'detect', outputs: { family: 'yolox', output: 'o', strides: [8, 16, 32] } },
    ],
    [
      'YOLOX with four strides',
      { o: [1, 85, 8] },
      { outputs: { family: 'yolox', strides: [8, 16, 32, 64] } },
    ],
    ['YOLOv5', { o: [1, 3 * cells, 8] }, { outputs: { family: 'yolov5', output: 'o' } }],
    ['YOLOv8', { o: [1, 7, cells] }, { outputs: { family: 'yolov8', output: 'o' } }],
    [
      'SSD',
      { a: [1, 20, 4], b: [1, 20, 3] },
      {
        outputs: {
          family: 'ssd',
          boxes: 'a',
          scores: 'b',
          order: 'xyxy',
          normalised: true,
          background: false,
        },
      },
    ],
    [
      'SSD, scores first',
      { 795: [1, 20, 3], 802: [1, 20, 4] },
      { outputs: { family: 'ssd', boxes: '802', scores: '795' } },
    ],
    [
      'SSD of four classes, told by name',
      { conf: [1, 20, 4], loc: [1, 20, 4] },
      { outputs: { boxes: 'loc', scores: 'conf' } },
    ],
    [
      'CenterNet',
      { off: [1, 2, 16, 16], hm: [1, 5, 16, 16], wh: [1, 2, 16, 16] },
      { outputs: { family: 'centernet', heat: 'hm', size: 'wh', offset: 'off', stride: 4 } },
    ],
    [
      'a map a class',
      { m: [1, 4, 32, 32] },
      { task: 'segment', outputs: { family: 'segmentation', logits: 'm', activation: 'softmax' } },
    ],
    [
      'an anomaly map without channels',
      { m: [1, 32, 32] },
      { task: 'anomaly', outputs: { family: 'score-map', map: 'm' } },
    ],
  ])('%s', (_, outputs, expected) => {
    expect(wrapOf(outputs, rest)).toMatchObject(expected);
  });

  test('one value is the evidence of the second of two classes; a graph that ends with its own softmax gives probabilities', () => {
    const nodes: NodeSpec[] = [
      { op: 'Sigmoid', inputs: ['a'], outputs: ['b'] },
      { op: 'Reshape', inputs: ['b', 's'], outputs: ['y'] },
    ];
    const { classes, outputs } = wrapOf({ y: [1, 1] }, rest, { nodes });
    expect([classes.length, outputs]).toEqual([2, { family: 'classes', scores: 'y', activation: 'none' }]);
  });
  test('the number of names settles what shapes leave open', () => {
    const classes = names('a', 'b', 'c', 'd');
    expect(wrapOf({ o: [1, 84, 9] }, { ...rest, classes }).outputs.family).toBe('yolox');
    expect(wrapOf({ o: [1, 84, 8] }, { ...rest, classes }).outputs.family).toBe('yolov8');
    const { outputs } = wrapOf({ a: [1, 20, 4], b: [1, 20, 5] }, { ...rest, classes });
    expect(outputs).toMatchObject({ family: 'ssd', background: true });
  });
  test('channels last', () => {
    const { input, outputs } = wrapOf({ m: [1, 24, 32, 4] }, rest, { input: [1, 48, 64, 3] });
    expect(input).toMatchObject({ layout: 'nhwc', width: 64, height: 48 });
    expect(outputs).toMatchObject({ family: 'segmentation', logits: 'm' });
    expect(
      wrapOf(
        { m: [1, 24, 32, 1] },
        { ...rest, task: 'anomaly', classes: names('odd') },
        { input: [1, 48, 64, 3] },
      ).task,
    ).toBe('anomaly');
  });
});

describe('what the file says', () => {
  test('Ultralytics: names, size, task; nothing is asked', () => {
    const metadata = {
      task: 'detect',
      names: `{0: 'scratch', 1: "driver's seat"}`,
      imgsz: '[64, 96]',
      stride: '32',
    };
    const { input, classes, outputs } = wrapOf(
      { output0: [1, 6, 126] },
      {},
      { metadata, input: ['b', 3, 'h', 'w'], ...firstConvolution },
    );
    expect(input).toMatchObject({
      width: 96,
      height: 64,
      channels: 3,
      kernel: 'cv2-linear/u8',
      fit: 'letterbox',
      place: 'centre',
      colour: 'rgb',
      scale: 1 / 255,
      padding: 114,
    });
    expect([classes.map(({ name }) => name), outputs.family]).toEqual([
      ['scratch', "driver's seat"],
      'yolov8',
    ]);
  });
  test('Ultralytics with built-in suppression: the names are all the classes there are', () => {
    const metadata = { task: 'detect', names: `{0: 'scratch', 1: 'rust', 2: 'pit'}` };
    const { classes, outputs } = wrapOf({ output0: [1, 300, 6] }, {}, { metadata });
    expect([classes.length, outputs]).toMatchObject([3, { family: 'detections', output: 'output0', iou: 1 }]);
    expect(() => wrapOf({ output0: [1, 300, 6] }, rest)).toThrow(
      '--classes is missing: the model tells some classes apart',
    );
  });
  test('names as Python prints them', () => {
    const of = (text: string) => ultralytics({ task: 'detect', names: text })?.names;
    expect(of(`{1: 'b', 0: 'it\\'s'}`)).toEqual(["it's", 'b']);
    expect(of(`['a', 'b, c']`)).toEqual(['a', 'b, c']);
    expect([of('{}'), ultralytics({ producer: 'x' })]).toEqual([[], undefined]);
  });
  const firstConvolution = {
    nodes: [{ op: 'Conv', inputs: ['in:0', 'w'], outputs: ['c'] }],
    initialisers: [{ name: 'w', dims: [2, 3, 1, 1], data: new Float32Array(6) }],
  };
  test('channels that the shape leaves open, from the first convolution', () => {
    expect(
      wrapOf(
        { y: [1, 7] },
        { ...rest, size: { width: 32, height: 16 } },
        { input: ['b', 'c', 'h', 'w'], ...firstConvolution },
      ).input,
    ).toMatchObject({ channels: 3, width: 32, height: 16 });
    expect(() =>
      wrapOf({ y: [1, 7] }, { ...rest, size: { width: 32, height: 16 } }, { input: ['b', 'c', 'h', 'w'] }),
    ).toThrow(WrapRefusal);
  });
  test('uint8 takes levels as they are', () => {
    expect(
      wrapOf({ y: [1, 7] }, { kernel: 'area/u8', classes: 'numbered' }, { type: 'uint8' }).input,
    ).toMatchObject({ scale: 1, mean: [0], std: [1] });
    expect(() => wrapOf({ y: [1, 7] }, rest, { type: 'uint8' })).toThrow('holds 0-255');
  });
});

describe('what nobody can know is asked, one thing at a time, with the choices', () => {
  test.each<[string, Record<string, Shape>, Partial<WrapWishes>, string, Theirs?]>([
    ['size', { y: [1, 7] }, rest, 'WIDTHxHEIGHT', { input: [1, 3, 'h', 'w'] }],
    ['classes', { y: [1, 7] }, { ...rest, classes: undefined as never }, '7 classes'],
    [
      'kernel',
      { y: [1, 7] },
      { classes: 'numbered' },
      'cv2-linear/u8, pil-bilinear/u8, pil12-bilinear/u8, area/u8',
    ],
    ['range', { y: [1, 7] }, { classes: 'numbered', kernel: 'area/u8' }, '0-255, 0-1, signed, imagenet'],
    ['task', { m: [1, 1, 32, 32] }, rest, 'anomaly or segment'],
    ['task', { m: [1, 3, 64, 64] }, rest, 'image-to-image'],
    [
      'calibration',
      { m: [1, 1, 32, 32] },
      { ...rest, task: 'anomaly', classes: names('odd') },
      'sigmoid(A',
      { value: 12 },
    ],
  ])('--%s', (flag, outputs, wishes, choices, theirs) => {
    const asked = () => wrapOf(outputs, wishes, theirs);
    expect(asked).toThrow(WrapQuestion);
    expect(asked).toThrow(`--${flag} is missing: `);
    expect(asked).toThrow(choices);
  });
  test('of YOLOX only the classes', () => {
    expect(wrapOf({ o: [1, 84, 8] }, { classes: names('a', 'b', 'c') }).input).toMatchObject({
      kernel: 'cv2-linear/u8',
      colour: 'bgr',
      scale: 1,
      place: 'top-left',
    });
  });
});

test('values of one’s own, as UltraFace has them', () => {
  const range = { scale: 1, mean: [127], std: [128] };
  expect(wrapOf({ y: [1, 7] }, { ...rest, range }).input).toMatchObject(range);
});

describe('refused, with the reason', () => {
  test.each<[string, Record<string, Shape>, Partial<WrapWishes>, string, Theirs?]>([
    ['super-resolution', { o: [1, 3, 128, 128] }, rest, 'larger than the input: an image-to-image model'],
    ['tokens', { o: [1, 17, 768] }, rest, 'no decoder reads outputs of this shape: "o" [1, 17, 768]'],
    ['another task', { y: [1, 7] }, { ...rest, task: 'detect' }, '--task detect does not go with'],
    [
      'another family',
      { y: [1, 7] },
      { ...rest, family: 'ssd' },
      'can be read as --task classify --family classes',
    ],
    [
      'too few names',
      { y: [1, 7] },
      { ...rest, classes: names('a', 'b') },
      "2 classes are named, the model's outputs hold 7",
    ],
    ['SSD of logits', { a: [1, 20, 4], b: [1, 20, 3] }, rest, 'holds no probabilities', { value: 5 }],
    [
      'Ultralytics segment',
      { o: [1, 7, 84] },
      rest,
      'task "segment"',
      { metadata: { task: 'segment', names: '{}' } },
    ],
    [
      'imagenet for grey',
      { y: [1, 7] },
      { ...rest, range: 'imagenet' },
      'three channels',
      { input: [1, 1, 64, 64] },
    ],
  ])('%s', (_, outputs, wishes, message, theirs) => {
    const tried = () => wrapOf(outputs, wishes, theirs);
    expect(tried).toThrow(WrapRefusal);
    expect(tried).toThrow(message);
  });
});

test('what classes mean: as said, else by the words for good, else nothing', () => {
  const meaning = (...classes: { name: string; verdict?: 'pass' | 'defect' | 'info' }[]) =>
    wrapOf({ y: [1, classes.length] }, { ...rest, classes }).classes.map(({ verdict }) => verdict);
  expect(meaning(...names('ok_front', 'def_front'))).toEqual(['pass', 'defect']);
  expect(meaning(...names('forceps', 'scissors'))).toEqual(['info', 'info']);
  expect(meaning({ name: 'a', verdict: 'pass' }, { name: 'b', verdict: 'defect' })).toEqual([
    'pass',
    'defect',
  ]);
});
test('tiles: a quarter of the side overlaps unless said otherwise', () => {
  expect(wrapOf({ y: [1, 7] }, { ...rest, fit: 'tile' }).input).toMatchObject({
    fit: 'tile',
    tile: { overlap: 16, scale: 1 },
  });
  expect(wrapOf({ y: [1, 7] }, { ...rest, tile: { overlap: 8, scale: 0.5 } }).input).toMatchObject({
    fit: 'tile',
    tile: { overlap: 8, scale: 0.5 },
  });
});

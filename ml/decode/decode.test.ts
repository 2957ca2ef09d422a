import { describe, expect, test } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { decode, DecodeError, type OutputTensor } from './decode.ts';

const frame = { width: 4, height: 4 };
const whole = { scaleX: 1, scaleY: 1, left: 0, top: 0 };
const tensor = (dims: readonly number[], ...data: number[]): OutputTensor => ({
  dims,
  data: new Float32Array(data),
});
const run = (
  manifest: Record<string, unknown>,
  outputs: Record<string, OutputTensor>,
  input: Record<string, unknown> = {},
  size = frame,
  placement = whole,
) => decode(manifestOf(manifest, input), new Map(Object.entries(outputs)), size, placement);

const three = [
  { name: 'good', verdict: 'pass' },
  { name: 'scratch', verdict: 'defect' },
  { name: 'rust', verdict: 'defect' },
];
const classify = (activation: string) => ({ outputs: { family: 'classes', scores: 'y', activation } });

describe('classes', () => {
  test('none: the defect classes together, named from the strongest', () => {
    const decoded = run({ ...classify('none'), classes: three }, { y: tensor([1, 3], 0.5, 0.125, 0.375) });
    expect(decoded).toEqual({
      score: 0.5,
      findings: [],
      classes: [
        { class: 'good', score: 0.5 },
        { class: 'rust', score: 0.375 },
        { class: 'scratch', score: 0.125 },
      ],
    });
  });
  test('softmax: equal logits share; large ones do not overflow', () => {
    expect(run({ ...classify('softmax'), classes: three }, { y: tensor([1, 3], 5, 5, 5) }).score).toBeCloseTo(
      2 / 3,
      12,
    );
    expect(run(classify('softmax'), { y: tensor([1, 2], 1000, 0) }).score).toBe(0);
    expect(run(classify('softmax'), { y: tensor([1, 2], 0, Math.log(3)) }).score).toBeCloseTo(0.75, 6);
  });
  test('sigmoid: independent, the largest defect counts', () => {
    const decoded = run({ ...classify('sigmoid'), classes: three }, { y: tensor([3], 9, 0, Math.log(3)) });
    expect(decoded.score).toBeCloseTo(0.75, 6);
  });
  test('one value for two classes speaks of the second', () => {
    expect(run(classify('sigmoid'), { y: tensor([1, 1], Math.log(3)) }).score).toBeCloseTo(0.75, 6);
    expect(run(classify('none'), { y: tensor([1, 1], 0.125) })).toMatchObject({
      score: 0.125,
      classes: [
        { class: 'good', score: 0.875 },
        { class: 'scratch', score: 0.125 },
      ],
    });
  });
  test('calibration moves the log-odds: sigmoid(2 · ln 3 + ln 2) = 18/19', () => {
    const calibration = { a: 2, b: Math.LN2 };
    expect(run({ ...classify('none'), calibration }, { y: tensor([1, 2], 0.25, 0.75) }).score).toBeCloseTo(
      18 / 19,
      12,
    );
    expect(run({ ...classify('none'), calibration }, { y: tensor([1, 2], 1, 0) }).score).toBe(0);
    expect(run({ ...classify('none'), calibration }, { y: tensor([1, 2], 0, 1) }).score).toBe(1);
  });
  test('information is no evidence', () => {
    const classes = [
      { name: 'forceps', verdict: 'info' },
      { name: 'scissors', verdict: 'info' },
    ];
    expect(run({ ...classify('none'), classes }, { y: tensor([1, 2], 0, 1) }).score).toBe(0);
  });
});

describe('score map', () => {
  const map = { task: 'anomaly', outputs: { family: 'score-map', map: 'y' } };
  const values = [0, 0, 0, 0, 0, 0.5, 0.75, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0.125];

  test('the highest value; the region above pass as an outline on the frame', () => {
    const decoded = run(
      map,
      { y: tensor([1, 1, 4, 4], ...values) },
      {},
      { width: 8, height: 16 },
      {
        ...whole,
        scaleX: 0.5,
        scaleY: 0.25,
      },
    );
    expect(decoded).toEqual({
      score: 0.75,
      findings: [
        {
          kind: 'mask',
          box: [2, 4, 4, 8],
          polygon: [2, 4, 6, 4, 6, 12, 2, 12],
          class: 'scratch',
          score: 0.75,
          lengthPx: Math.hypot(4, 8),
        },
      ],
      map: { width: 4, height: 4, values: new Float32Array(values), onFrame: [0, 0, 8, 16] },
    });
  });
  test('calibrated raw distances', () => {
    const decoded = run({ ...map, calibration: { a: 1, b: -2 } }, { y: tensor([1, 2, 2], 2, 2, 2, 2) });
    expect(decoded.score).toBe(0.5);
    expect(decoded.map?.values).toEqual(new Float32Array(4).fill(0.5));
  });
  test('minArea: the score is what so many touching pixels reach', () => {
    const outputs = { family: 'score-map', map: 'y', minArea: 4 };
    const decoded = run({ ...map, outputs }, { y: tensor([1, 4, 4], ...values) });
    expect([decoded.score, decoded.findings[0]?.score]).toEqual([0.5, 0.5]);
    const five = run({ ...map, outputs: { ...outputs, minArea: 5 } }, { y: tensor([1, 4, 4], ...values) });
    expect([five.score, five.findings]).toEqual([0.125, []]);
  });
  test('the padding of a letterbox says nothing: a frame of 4 × 2 in rows 1 and 2', () => {
    const padded = [1, 1, 1, 1, 0, 0.5, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
    const decoded = run(
      map,
      { y: tensor([1, 4, 4], ...padded) },
      { fit: 'letterbox' },
      { width: 4, height: 2 },
      {
        ...whole,
        top: 1,
      },
    );
    expect(decoded.score).toBe(0.5);
    expect(decoded.findings.map(({ box }) => box)).toEqual([[1, 0, 1, 1]]);
    expect(decoded.map?.onFrame).toEqual([0, -1, 4, 4]);
  });

  test('nor does padding at the sides: a frame of 2 × 4 in columns 1 and 2', () => {
    const padded = [1, 0, 0, 1, 1, 0.5, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1];
    const decoded = run(
      map,
      { y: tensor([1, 4, 4], ...padded) },
      { fit: 'letterbox' },
      { width: 2, height: 4 },
      { ...whole, left: 1 },
    );
    expect(decoded.score).toBe(0.5);
    expect(decoded.findings.map(({ box }) => box)).toEqual([[0, 1, 1, 1]]);
    expect(decoded.map?.onFrame).toEqual([-1, 0, 4, 4]);
  });
  test('a map of nothing is bad output, not a pass', () => {
    expect(() => run(map, { y: tensor([1, 0, 4]) })).toThrow(DecodeError);
    expect(() => run(map, { y: tensor([1, 1, 0, 0]) })).toThrow(DecodeError);
  });
});

describe('segmentation', () => {
  const segment = (more: Record<string, unknown>) => ({
    task: 'segment',
    outputs: { family: 'segmentation', logits: 'y', activation: 'none', minScore: 0.5, ...more },
    classes: three,
  });
  // left column scratch, right column rust; 2 × 2
  const planes = [0, 0.25, 0, 0.25, 0.875, 0.25, 0.75, 0.25, 0.125, 0.5, 0.25, 0.5];

  test('defect classes are one evidence; a region has the class it holds most of', () => {
    const decoded = run(segment({}), { y: tensor([1, 3, 2, 2], ...planes) });
    expect(decoded.score).toBe(1);
    expect(decoded.map?.values).toEqual(new Float32Array([1, 0.75, 1, 0.75]));
    expect(decoded.findings).toEqual([
      {
        kind: 'mask',
        box: [0, 0, 4, 4],
        polygon: [0, 0, 4, 0, 4, 4, 0, 4],
        class: 'scratch',
        score: 1,
        lengthPx: Math.hypot(4, 4),
      },
    ]);
  });
  test('softmax of equal logits over three classes is 2/3 defect everywhere', () => {
    const decoded = run(segment({ activation: 'softmax' }), { y: tensor([1, 3, 1, 1], 4, 4, 4) });
    expect(decoded.score).toBeCloseTo(2 / 3, 6);
  });
  test('information gives findings of its own and no score', () => {
    const classes = [three[0], { name: 'handle', verdict: 'info' }, three[2]];
    const decoded = run(
      { ...segment({}), classes },
      { y: tensor([1, 3, 2, 2], ...planes.slice(0, 8), 0, 0, 0, 0) },
    );
    expect(decoded.score).toBe(0);
    expect(decoded.findings.map(({ class: name, box, score }) => [name, box, score])).toEqual([
      ['handle', [0, 0, 2, 4], 0.875],
    ]);
  });
});

const boxes = { minScore: 0.3, iou: 0.5 };
const detect = <Outputs extends { family: string }>(outputs: Outputs) => ({
  task: 'detect',
  outputs: { ...boxes, ...outputs },
});
const found = (decoded: ReturnType<typeof run>) =>
  decoded.findings.map(({ class: name, box, score }) => [name, box, score]);

describe('yolox', () => {
  const manifest = detect({ family: 'yolox', output: 'y', strides: [2, 4] });
  const quiet = [0, 0, 0, 0, 0, 0, 0];
  test('cells of stride 2, then of stride 4', () => {
    // cell (1, 0) of stride 2: centre ((0.5 + 1) · 2, 0.5 · 2), sides 2; the cell of stride 4: centre (2, 2), sides 4 and 2
    const rows = [
      quiet,
      [0.5, 0.5, 0, 0, 0.5, 0.25, 1],
      quiet,
      quiet,
      [0.5, 0.5, 0, Math.log(0.5), 1, 0.75, 0],
    ].flat();
    const decoded = run(manifest, { y: tensor([1, 5, 7], ...rows) });
    expect(found(decoded)).toEqual([
      ['good', [0, 1, 4, 2].map((edge) => expect.closeTo(edge, 6)), 0.75],
      ['scratch', [2, 0, 2, 2], 0.5],
    ]);
    expect(decoded.score).toBe(0.5);
  });
  test('rows of cells in a picture wider than high: in 6 × 4 the fifth of stride 2 is (1, 1)', () => {
    const rows = [quiet, quiet, quiet, quiet, [0.5, 0.5, 0, 0, 1, 0, 1], quiet].flat();
    const wide = detect({ family: 'yolox', output: 'y', strides: [2] });
    const size = { width: 6, height: 4 };
    expect(found(run(wide, { y: tensor([1, 6, 7], ...rows) }, size, size))).toEqual([
      ['scratch', [2, 2, 2, 2], 1],
    ]);
  });
  test('a box beyond every number is bad output', () => {
    const rows = [[0, 0, 800, 0, 1, 0, 1], quiet, quiet, quiet, quiet].flat();
    expect(() => run(manifest, { y: tensor([1, 5, 7], ...rows) })).toThrow(DecodeError);
  });
});

test('yolov8: columns of centre, size and class; back through the letterbox, clipped to the frame', () => {
  // boxes: centre (2, 2) size 2 × 2; the same, weaker (suppressed); centre (0, 1) size 2 × 2 (half outside)
  const columns = [2, 2, 0, 2, 2, 1, 2, 2, 2, 2, 2, 2, 0, 0.25, 0.125, 0.75, 0.5, 0.375];
  const manifest = detect({ family: 'yolov8', output: 'y' });
  const decoded = run(
    manifest,
    { y: tensor([1, 6, 3], ...columns) },
    {},
    { width: 8, height: 6 },
    {
      scaleX: 0.5,
      scaleY: 0.5,
      left: 0,
      top: 0.5,
    },
  );
  expect(found(decoded)).toEqual([
    ['scratch', [2, 1, 4, 4], 0.75],
    ['scratch', [0, 0, 2, 3], 0.375],
  ]);
  expect(decoded.score).toBe(0.75);
});

test('yolov8: a letterbox with padding at the left; an infinite box nobody would see, and no boxes at all, are bad output', () => {
  const manifest = detect({ family: 'yolov8', output: 'y' });
  const one = (x: number, score: number) => ({ y: tensor([1, 6, 1], x, 2, 1, 2, 0, score) });
  const beside = { ...whole, scaleX: 0.5, left: 1 };
  expect(found(run(manifest, one(2, 0.5), {}, { width: 4, height: 4 }, beside))).toEqual([
    ['scratch', [1, 1, 2, 2], 0.5],
  ]);
  expect(() => run(manifest, one(Infinity, 0))).toThrow('"y" holds Infinity');
  expect(() => run(manifest, { y: tensor([1, 6, 0]) })).toThrow(DecodeError);
});

test('yolov8: a box in the padding is no finding and no evidence; findings keep to maxDetections', () => {
  const columns = [2, 2, 0.5, 3.5, 1, 1, 1, 1, 0, 0, 1, 0.5];
  const manifest = detect({ family: 'yolov8', output: 'y', maxDetections: 1 });
  const below = { ...whole, top: 2 };
  expect(run(manifest, { y: tensor([1, 6, 2], ...columns) }, {}, { width: 4, height: 2 }, below).score).toBe(
    0,
  );
  const decoded = run(
    detect({ family: 'yolov8', output: 'y' }),
    { y: tensor([1, 6, 2], ...columns) },
    {},
    frame,
    below,
  );
  expect(found(decoded)).toEqual([['scratch', [1.5, 1, 1, 1], 0.5]]);
});

describe('ssd', () => {
  test('normalised corners y, x, y, x; background in front', () => {
    const manifest = detect({
      family: 'ssd',
      boxes: 'b',
      scores: 's',
      order: 'yxyx',
      normalised: true,
      background: true,
    });
    const decoded = run(manifest, {
      b: tensor([1, 2, 4], 0.25, 0.5, 0.75, 1, 0, 0, 1, 1),
      s: tensor([1, 2, 3], 0, 0.125, 0.875, 1, 0, 0),
    });
    expect(found(decoded)).toEqual([['scratch', [2, 1, 2, 2], 0.875]]);
  });
  test('pixels x, y, x, y without background', () => {
    const manifest = detect({
      family: 'ssd',
      boxes: 'b',
      scores: 's',
      order: 'xyxy',
      normalised: false,
      background: false,
    });
    const decoded = run(manifest, { b: tensor([1, 1, 4], 0, 1, 2, 3), s: tensor([1, 1, 2], 0.5, 0.25) });
    expect(found(decoded)).toEqual([['good', [0, 1, 2, 2], 0.5]]);
    expect(decoded.score).toBe(0);
  });
  test('corners in the wrong order are bad output, not a box that vanishes', () => {
    const manifest = detect({
      family: 'ssd',
      boxes: 'b',
      scores: 's',
      order: 'xyxy',
      normalised: false,
      background: false,
    });
    expect(() => run(manifest, { b: tensor([1, 1, 4], 2, 1, 0, 3), s: tensor([1, 1, 2], 0, 1) })).toThrow(
      '(2, 1) to (0, 3)',
    );
  });
});

describe('centernet', () => {
  // 2 × 2 cells of stride 2; class 1 peaks in cell (1, 0), its neighbours are lower
  const heat = tensor([1, 2, 2, 2], 0, 0, 0, 0, 0.5, 0.75, 0.5, 0.625);
  const size = tensor([1, 2, 2, 2], 0, 1, 0, 0, 0, 0.5, 0, 0);
  test('peaks with offset', () => {
    const manifest = detect({ family: 'centernet', heat: 'h', size: 's', offset: 'o', stride: 2 });
    const offset = tensor([1, 2, 2, 2], 0, 0.25, 0, 0, 0, 0.5, 0, 0);
    expect(found(run(manifest, { h: heat, s: size, o: offset }))).toEqual([
      ['scratch', [1.5, 0.5, 2, 1], 0.75],
    ]);
  });
  test('without offset the centre is the cell’s', () => {
    const manifest = detect({ family: 'centernet', heat: 'h', size: 's', stride: 2 });
    expect(found(run(manifest, { h: heat, s: size }))).toEqual([['scratch', [2, 0.5, 2, 1], 0.75]]);
  });
});

describe('bad output is an error, whatever the family', () => {
  type Case = readonly [
    { outputs: { family: string } & Record<string, unknown> },
    { y: OutputTensor } & Record<string, OutputTensor>,
  ];
  const families: readonly Case[] = [
    [classify('none'), { y: tensor([1, 2], 0.5, 0.5) }],
    [{ outputs: { family: 'score-map', map: 'y' } }, { y: tensor([1, 2, 2], 0, 0, 0, 0) }],
    [
      { outputs: { family: 'segmentation', logits: 'y', activation: 'none', minScore: 0.5 } },
      { y: tensor([1, 2, 1, 1], 0, 0) },
    ],
    [detect({ family: 'yolox', output: 'y', strides: [4] }), { y: tensor([1, 1, 7], 0, 0, 0, 0, 1, 1, 1) }],
    [detect({ family: 'yolov8', output: 'y' }), { y: tensor([1, 6, 1], 0, 0, 0, 0, 1, 1) }],
    [
      detect({ family: 'ssd', boxes: 'b', scores: 'y', order: 'xyxy', normalised: false, background: false }),
      { b: tensor([1, 1, 4], 0, 0, 1, 1), y: tensor([1, 1, 2], 1, 1) },
    ],
    [
      detect({ family: 'centernet', heat: 'y', size: 's', stride: 4 }),
      { y: tensor([1, 2, 1, 1], 1, 1), s: tensor([1, 2, 1, 1], 1, 1) },
    ],
  ];

  test.each(families.map(([manifest, outputs]) => [manifest.outputs.family, manifest, outputs] as const))(
    '%s',
    (_, manifest, outputs) => {
      expect(run(manifest, outputs).score).toBeGreaterThanOrEqual(0);
      const { dims, data } = outputs.y;
      const last = (value: number) => ({ dims, data: data.with(-1, value) });
      const bad: readonly (OutputTensor | undefined)[] = [
        last(NaN),
        last(Infinity),
        last(-Infinity),
        last(1.5),
        last(-0.5),
        { dims: [], data },
        { dims: [...dims, 1, 1, 1, 1, 1], data },
        { dims, data: new Float32Array(0) },
        { dims: dims.map(() => 0), data: new Float32Array(0) },
        { dims, data: data.subarray(1) },
        undefined,
      ];
      for (const y of bad) {
        const rest = Object.entries(outputs).filter(([name]) => name !== 'y');
        const damaged = Object.fromEntries(y === undefined ? rest : [...rest, ['y', y]]);
        expect(() => run(manifest, damaged)).toThrow(DecodeError);
      }
    },
  );
});

describe('detections, and others that need no test of their own above', () => {
  const boxes = { output: 'y', minScore: 0.3, iou: 0.5 };
  const detect = (family: string) => ({ task: 'detect', outputs: { family, ...boxes }, classes: three });
  const found = ({
    findings,
  }: {
    findings: readonly { box: readonly number[]; class: string; score: number }[];
  }) => findings.map((each) => [each.class, each.score, ...each.box]);

  test('suppressed already: corners, score, class', () => {
    const y = tensor([1, 3, 6], 0, 1, 2, 3, 0.5, 1, 1, 1, 4, 4, 0.75, 2, 0, 0, 0, 0, 0, 0);
    const decoded = run(detect('detections'), { y });
    expect([decoded.score, found(decoded)]).toEqual([
      0.75,
      [
        ['rust', 0.75, 1, 1, 3, 3],
        ['scratch', 0.5, 0, 1, 2, 2],
      ],
    ]);
  });
  test.each([[3], [-1], [0.5]])('class %s is none of three', (index) => {
    const y = tensor([1, 1, 6], 0, 0, 1, 1, 0.5, index);
    expect(() => run(detect('detections'), { y })).toThrow(DecodeError);
  });
  test('YOLOv5: objectness times probability', () => {
    const y = tensor([1, 2, 8], 2, 2, 2, 4, 0.5, 0.25, 1, 0.5, 2, 2, 2, 2, 0.25, 1, 1, 1);
    expect(found(run(detect('yolov5'), { y }))).toEqual([['scratch', 0.5, 1, 0, 2, 4]]);
  });
  test('YOLOv8 turned: a row a box', () => {
    const y = tensor([1, 2, 7], 2, 2, 2, 4, 0.125, 0.5, 0.25, 1, 1, 2, 2, 0, 0.25, 0);
    expect(found(run(detect('yolov8'), { y }))).toEqual([['scratch', 0.5, 1, 0, 2, 4]]);
  });
  test('channels last: a class map is turned into planes', () => {
    const y = tensor([1, 1, 2, 3], 1, 0, 0, 0.25, 0.25, 0.5);
    const outputs = { family: 'segmentation', logits: 'y', activation: 'none', minScore: 0.5 };
    const decoded = run({ task: 'segment', outputs, classes: three }, { y }, { layout: 'nhwc', channels: 1 });
    expect([decoded.score, [...(decoded.map?.values ?? [])]]).toEqual([0.75, [0, 0.75]]);
  });
});

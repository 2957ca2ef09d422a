import type { PictureInput } from '../onnx/picture.ts';
import type { OnnxModel } from '../onnx/model.ts';
import type { ModelOutputs, Task } from './manifest.ts';

type Family = ModelOutputs['family'];

/** One way to read a model's outputs. */
export interface Proposal {
  readonly task: Task;
  readonly family: Family;
  /** The tensors, by the manifest's names for them, and what else the shapes and the graph tell. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How many classes the outputs hold; for `ssd` perhaps one more, the background; 0 where the shapes do not tell. */
  readonly classes: number;
  /** Why, in words. */
  readonly why: string;
}

interface Output {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A picture as the model is really fed. */
export type FedPicture = Required<PictureInput>;

/** Strides of the cells that detectors have; the second is of models for large pictures. */
const strideSets = [
  [8, 16, 32],
  [8, 16, 32, 64],
];

/**
 * The families that can decode a model's outputs, from their shapes, the likeliest first. Empty: no decoder reads them.
 *
 * @param shapes what the outputs measure for one picture, by name
 */
export function proposeFamilies(
  model: OnnxModel,
  picture: FedPicture,
  shapes: ReadonlyMap<string, readonly number[]>,
): readonly Proposal[] {
  const outputs = model.graph.outputs.flatMap(({ name }) => {
    const shape = shapes.get(name);
    return shape === undefined ? [] : [{ name, shape }];
  });
  const boxes = [
    ...pairedBoxes(outputs, model.producer),
    ...centres(outputs, picture),
    ...outputs.flatMap((output) => rowsOfBoxes(output, picture)),
  ];
  // Boxes explain their outputs; the same shapes could else be read as odd little maps.
  if (boxes.length > 0) return boxes;
  return [
    ...outputs.flatMap((output) => classScores(output, model)),
    ...outputs.flatMap((output) => maps(output, picture, model)),
  ];
}

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** What to say where `proposeFamilies` is empty. */
export function whyNone(
  shapes: ReadonlyMap<string, readonly number[]>,
  { width, height }: FedPicture,
): string {
  const large = [...shapes].find(
    ([, shape]) => shape.length === 4 && shape.some((side) => side > Math.max(width, height)),
  );
  if (large !== undefined)
    return `the output "${large[0]}" is a picture, ${show(large[1])}, larger than the input: an image-to-image model finds nothing`;
  const seen = [...shapes].map(([name, shape]) => `"${name}" ${show(shape)}`).join(', ');
  return `no decoder reads outputs of this shape: ${seen}`;
}

/** SSD: corners [1, N, 4] and scores [1, N, K], in either order and under any name. */
function pairedBoxes(outputs: readonly Output[], producer: string): Proposal[] {
  const rows = outputs.filter(({ shape }) => shape.length === 3 && shape[0] === 1);
  const boxesFirst = (one: Output, other: Output) => Number(isScores(one)) - Number(isScores(other));
  for (const boxes of rows.filter(({ shape }) => shape[2] === 4).toSorted(boxesFirst)) {
    const scores = rows.find((each) => each !== boxes && each.shape[1] === boxes.shape[1]);
    const [, count = 0, classes = 0] = scores?.shape ?? [];
    if (scores === undefined) continue;
    const turned = /tf2onnx|tflite|tensorflow/i.test(producer);
    return [
      {
        task: 'detect',
        family: 'ssd',
        outputs: { boxes: boxes.name, scores: scores.name, order: turned ? 'yxyx' : 'xyxy' },
        classes,
        why: `"${boxes.name}" holds ${count} boxes of 4 numbers, "${scores.name}" ${classes} scores for each`,
      },
    ];
  }
  return [];
}

const isScores = ({ name }: Output): boolean => /score|conf|cls|class|prob|label/i.test(name);

/** CenterNet: a heat map a class, sizes [1, 2, h, w], perhaps offsets of the same shape. */
function centres(outputs: readonly Output[], { width }: FedPicture): Proposal[] {
  const pairs = outputs.filter(({ shape }) => shape.length === 4 && shape[1] === 2);
  const named = (pattern: RegExp) => pairs.find(({ name }) => pattern.test(name));
  const size = named(/wh|size|dim/i);
  const offset = named(/off|reg/i);
  const heat = outputs.find((each) => each !== size && each !== offset && each.shape.length === 4);
  if (size === undefined || heat === undefined || heat.shape[3] !== size.shape[3]) return [];
  const [, classes = 0, , columns = 1] = heat.shape;
  return [
    {
      task: 'detect',
      family: 'centernet',
      outputs: {
        heat: heat.name,
        size: size.name,
        ...(offset && { offset: offset.name }),
        stride: width / columns,
      },
      classes,
      why: `"${heat.name}" is a heat map for ${classes} classes, "${size.name}" holds sizes`,
    },
  ];
}

/** The YOLO families: as many rows (or columns) as the input has cells. */
function rowsOfBoxes({ name, shape }: Output, { width, height }: FedPicture): Proposal[] {
  const [batch, second = 0, third = 0] = shape;
  if (shape.length !== 3 || batch !== 1) return [];
  const of = (family: Family, classes: number, why: string, more: object = {}): Proposal => ({
    task: 'detect',
    family,
    outputs: { output: name, ...more },
    classes,
    why: `"${name}" ${show(shape)}: ${why}`,
  });
  for (const strides of strideSets) {
    const cells = strides.reduce(
      (sum, stride) => sum + Math.floor(width / stride) * Math.floor(height / stride),
      0,
    );
    const sizes = `${cells} cells of strides ${strides.join(', ')}`;
    if (second === cells && third > 5) {
      return [
        of('yolox', third - 5, `a row for each of ${sizes}`, { strides }),
        of('yolov8', third - 4, `a row for each of ${sizes}, if it holds no objectness`),
      ];
    }
    if (second === 3 * cells && third > 5)
      return [of('yolov5', third - 5, `a row for three anchors of ${sizes}`)];
    if (third === cells && second > 4) return [of('yolov8', second - 4, `a column for each of ${sizes}`)];
  }
  if (third === 6 && second <= 1000)
    return [of('detections', 0, `at most ${second} boxes: corners, score, class, suppressed already`)];
  return [];
}

/** [K], [1, K] and the like: a value a class. One value is the evidence of the second of two. */
function classScores({ name, shape }: Output, model: OnnxModel): Proposal[] {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count < 1 || count > 1000 || shape.length === 0 || shape.filter((size) => size > 1).length > 1)
    return [];
  const activation = lastActivation(model, name);
  return [
    {
      task: 'classify',
      family: 'classes',
      outputs: { scores: name, activation: activation === undefined ? 'softmax' : 'none' },
      classes: count === 1 ? 2 : count,
      why:
        `"${name}" ${show(shape)}: ${count === 1 ? 'one value for two classes' : `a value for each of ${count} classes`}, ` +
        (activation === undefined
          ? 'taken for logits'
          : `probabilities, since the graph ends with ${activation}`),
    },
  ];
}

/** [1, K, h, w], [1, h, w, K] or [1, h, w], no larger than the picture. */
function maps(
  { name, shape }: Output,
  { layout, width, height, channels }: FedPicture,
  model: OnnxModel,
): Proposal[] {
  const four = shape.length === 3 ? [shape[0] ?? 0, 1, ...shape.slice(1)] : shape;
  const last = layout === 'nhwc' && shape.length === 4 && (four[3] ?? 0) < (four[1] ?? 0);
  const [batch = 0, ...rest] = four;
  const [classes = 0, rows = 0, columns = 0] = last ? [rest[2], rest[0], rest[1]] : rest;
  const fits =
    four.length === 4 && batch === 1 && rows > 1 && columns > 1 && rows <= height && columns <= width;
  if (!fits || classes < 1) return [];
  const ended = lastActivation(model, name);
  const activation = ended === undefined ? (classes === 1 ? 'sigmoid' : 'softmax') : 'none';
  const picture =
    classes === channels && rows === height && columns === width
      ? '; it could as well be a picture (image-to-image), which finds nothing'
      : '';
  const map = `"${name}" ${show(shape)}: a map of ${columns} × ${rows}`;
  const segment: Proposal = {
    task: 'segment',
    family: 'segmentation',
    outputs: { logits: name, activation },
    classes,
    why: `${map}, a plane for each of ${classes} classes${picture}`,
  };
  if (classes > 1 || shape.length === 3) {
    return shape.length === 3 ? [anomaly(name, `${map} of anomaly scores`)] : [segment];
  }
  return [anomaly(name, `${map} of anomaly scores${picture}`), segment];
}

function anomaly(name: string, why: string): Proposal {
  return { task: 'anomaly', family: 'score-map', outputs: { map: name }, classes: 1, why };
}

/** `Softmax` or `Sigmoid` where an output comes straight from one, however it is reshaped after. */
function lastActivation({ graph }: OnnxModel, output: string): 'Softmax' | 'Sigmoid' | undefined {
  const passing = new Set([
    'Reshape',
    'Squeeze',
    'Unsqueeze',
    'Flatten',
    'Transpose',
    'Identity',
    'Cast',
    'DequantizeLinear',
    'QuantizeLinear',
  ]);
  let wanted: string | undefined = output;
  for (let step = 0; step < 16 && wanted !== undefined; step += 1) {
    const maker = graph.nodes.find(({ outputs }) => outputs.includes(wanted ?? ''));
    if (maker === undefined) return undefined;
    if (maker.op === 'Softmax' || maker.op === 'Sigmoid') return maker.op;
    if (!passing.has(maker.op)) return undefined;
    wanted = maker.inputs[0];
  }
  return undefined;
}

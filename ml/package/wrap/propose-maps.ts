import type { OnnxModel } from '../../onnx/model.ts';
import type { FedPicture } from './fed-picture.ts';
import { show, type Output, type Proposal } from './proposal.ts';

/** [K], [1, K] and the like: a value a class. One value is the evidence of the second of two. */
export function classScores({ name, shape }: Output, model: OnnxModel): Proposal[] {
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
export function maps(
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

import type { Manifest } from '../package/manifest.ts';
import { requiredInputs, type OnnxModel, type OnnxValue } from './model.ts';
import type { Dimension } from './write.ts';

/** Why the model cannot be an image model at all, whatever a manifest says. Empty: it can. */
export function imageProblems(model: OnnxModel): readonly string[] {
  const inputs = requiredInputs(model.graph);
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) {
    return [`the model takes ${inputs.length} inputs (${names(inputs)}); an image model takes one picture`];
  }
  const problems: string[] = [];
  if (!isPictureType(input.type)) {
    const got = input.type ?? 'something else';
    problems.push(`the input "${input.name}" must be ${pictureTypes.join(', ')}; it is ${got}`);
  }
  if (input.shape?.length !== 4) {
    problems.push(`the input "${input.name}" has shape ${show(input.shape)}; a picture has four dimensions`);
  } else if (!holdsPicture(input.shape)) {
    problems.push(
      `the input "${input.name}" has shape ${show(input.shape)}; one picture of 1 or 3 channels was expected`,
    );
  }
  if (model.graph.outputs.length === 0) problems.push('the model has no outputs');
  return problems;
}

/** Element types in which a model may take its picture. `uint8` takes levels as they are. */
export const pictureTypes = ['float32', 'float16', 'uint8'] as const;
export type PictureType = (typeof pictureTypes)[number];

export function isPictureType(type: string | undefined): type is PictureType {
  return pictureTypes.some((each) => each === type);
}

/** Whether the tensor holds pixel levels, 0 to 255, as they are. */
function holdsLevels({ scale, mean, std }: Manifest['input']): boolean {
  return scale === 1 && mean.every((each) => each === 0) && std.every((each) => each === 1);
}

function holdsPicture([batch, second, , last]: readonly Dimension[]): boolean {
  const channels = (size: Dimension | undefined) => size === 1 || size === 3 || typeof size === 'string';
  return (typeof batch === 'string' || batch === 1) && (channels(second) || channels(last));
}

/** Where the model's own inputs and outputs contradict its manifest. Sizes that the model leaves open are accepted. */
export function signatureProblems(model: OnnxModel, manifest: Manifest): readonly string[] {
  const { tensor, width, height, channels, layout } = manifest.input;
  const problems: string[] = [];
  const input = requiredInputs(model.graph).find((each) => each.name === tensor);
  const wanted = layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];
  if (input === undefined)
    problems.push(`the model has no input "${tensor}", it has ${names(requiredInputs(model.graph))}`);
  else if (!fits(input.shape, wanted)) {
    problems.push(`the input "${tensor}" has shape ${show(input.shape)}, the manifest says ${show(wanted)}`);
  }
  if (input?.type === 'uint8' && !holdsLevels(manifest.input)) {
    problems.push(`the input "${tensor}" takes levels, 0 to 255: scale must be 1, mean 0 and std 1`);
  }
  for (const [name, shapes] of expectedOutputs(manifest)) {
    const output = model.graph.outputs.find((each) => each.name === name);
    if (output === undefined)
      problems.push(`the model has no output "${name}", it has ${names(model.graph.outputs)}`);
    else if (output.shape !== undefined && !shapes.some((shape) => fits(output.shape, shape))) {
      const allowed = shapes.map(show).join(' or ');
      problems.push(`the output "${name}" has shape ${show(output.shape)}, the manifest asks for ${allowed}`);
    }
  }
  return problems;
}

const any = '?';

/** The output tensors a manifest names and the shapes that its decoder reads. */
function expectedOutputs({
  outputs,
  classes,
  input,
}: Manifest): readonly (readonly [string, readonly Dimension[][]])[] {
  const count = classes.length;
  switch (outputs.family) {
    case 'classes': {
      const counts = count === 2 ? [2, 1] : [count];
      return [[outputs.scores, counts.flatMap((n) => [[n], [1, n], [1, n, 1, 1], [1, 1, 1, n]])]];
    }
    case 'score-map':
      return [
        [
          outputs.map,
          [[1, any, any], [1, 1, any, any], ...(input.layout === 'nhwc' ? [[1, any, any, 1]] : [])],
        ],
      ];
    case 'segmentation':
      return [
        [outputs.logits, [[1, count, any, any], ...(input.layout === 'nhwc' ? [[1, any, any, count]] : [])]],
      ];
    case 'yolox': {
      const cells = outputs.strides.reduce(
        (sum, s) => sum + Math.floor(input.width / s) * Math.floor(input.height / s),
        0,
      );
      return [[outputs.output, [[1, cells, 5 + count]]]];
    }
    case 'yolov8':
      return [
        [
          outputs.output,
          [
            [1, 4 + count, any],
            [1, any, 4 + count],
          ],
        ],
      ];
    case 'detections':
      return [[outputs.output, [[1, any, 6]]]];
    case 'yolov5':
      return [[outputs.output, [[1, any, 5 + count]]]];
    case 'ssd':
      return [
        [outputs.boxes, [[1, any, 4]]],
        [outputs.scores, [[1, any, count + (outputs.background ? 1 : 0)]]],
      ];
    case 'centernet': {
      const pair = [[1, 2, any, any]];
      const offset = outputs.offset === undefined ? [] : [[outputs.offset, pair] as const];
      return [[outputs.heat, [[1, count, any, any]]], [outputs.size, pair], ...offset];
    }
  }
}

function fits(shape: readonly Dimension[] | undefined, wanted: readonly Dimension[]): boolean {
  if (shape?.length !== wanted.length) return false;
  return shape.every(
    (size, axis) => typeof size === 'string' || wanted[axis] === any || size === wanted[axis],
  );
}

function show(shape: readonly Dimension[] | undefined): string {
  return shape === undefined ? 'of unknown rank' : `[${shape.join(', ')}]`;
}

function names(values: readonly OnnxValue[]): string {
  return values.length === 0
    ? 'none'
    : values
        .slice(0, 8)
        .map(({ name }) => `"${name}"`)
        .join(', ');
}

import type { OnnxModel } from '../../onnx/model.ts';
import type { FedPicture } from './fed-picture.ts';
import { show, type Proposal } from './proposal.ts';
import { centres, pairedBoxes, rowsOfBoxes } from './propose-boxes.ts';
import { classScores, maps } from './propose-maps.ts';

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

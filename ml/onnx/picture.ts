import { requiredInputs, type OnnxModel } from './model.ts';
import { isPictureType, type PictureType } from './signature.ts';
import type { Dimension } from './write.ts';

/** How a model takes its picture, as far as the file says. */
export interface PictureInput {
  readonly tensor: string;
  readonly type: PictureType;
  readonly layout: 'nchw' | 'nhwc';
  readonly channels?: 1 | 3;
  readonly width?: number;
  readonly height?: number;
}

/**
 * Reads the shape of the input; a number of channels that the shape leaves open is the one that the first convolution takes. Throws where
 * `imageProblems` finds that the model takes no picture.
 */
export function pictureInput(model: OnnxModel): PictureInput {
  const [input] = requiredInputs(model.graph);
  const shape = input?.shape;
  if (input === undefined || shape?.length !== 4 || !isPictureType(input.type))
    throw new Error('the model takes no picture');
  const [, second, third, last] = shape;
  const layout = channelsOf(second) === undefined && channelsOf(last) !== undefined ? 'nhwc' : 'nchw';
  const [declared, height, width] = layout === 'nhwc' ? [last, second, third] : [second, third, last];
  const channels = channelsOf(declared) ?? channelsOf(firstWeights(model, input.name)?.[1]);
  return {
    tensor: input.name,
    type: input.type,
    layout,
    ...(channels !== undefined && { channels }),
    ...(typeof width === 'number' && { width }),
    ...(typeof height === 'number' && { height }),
  };
}

function channelsOf(size: Dimension | undefined): 1 | 3 | undefined {
  return size === 1 || size === 3 ? size : undefined;
}

/** Shape of the weights of a convolution that takes the input itself: [out, in, height, width]. */
function firstWeights({ graph }: OnnxModel, input: string): readonly number[] | undefined {
  const first = graph.nodes.find(({ op, inputs }) => op === 'Conv' && inputs[0] === input);
  return graph.initialisers.find(({ name }) => name === first?.inputs[1])?.dims;
}

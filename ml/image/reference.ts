/** From a frame to a tensor in plain TypeScript: what the WebAssembly kernel must give, byte for byte. */
import type { ModelInput } from '../package/manifest.ts';
import { rgbOf } from './colour.ts';
import { checkFrame, type Frame } from './frame.ts';
import { contentOf, placementOf, type Placement } from './geometry.ts';
import { channelOrder, checkInput, greyWeights, normalise, readsLuma, tablesOf } from './normalise.ts';
import { resize, type Picture } from './twin.ts';

/** A new tensor, and where the frame lies in it. Throws where frame and input do not go together. */
export function referencePreprocess(
  input: ModelInput,
  frame: Frame,
): { tensor: Float32Array<ArrayBuffer>; placement: Placement } {
  checkInput(input);
  checkFrame(frame);
  const content = contentOf(input, frame.width, frame.height);
  const small = resize(input.kernel, pictureOf(input, frame), content.width, content.height);
  const channels = split(input, small);
  const tables = tablesOf(input, frame);
  const tensor = padded(input);
  const { pixelStep, channelStep } = stepsOf(input);
  channels.forEach((bytes, channel) => {
    const table = tables[channel]!;
    for (let y = 0, from = 0; y < small.height; y++) {
      let to = ((content.top + y) * input.width + content.left) * pixelStep + channel * channelStep;
      for (let x = 0; x < small.width; x++, to += pixelStep) tensor[to] = table[bytes[from++]!]!;
    }
  });
  return { tensor, placement: placementOf(content, frame.width, frame.height) };
}

/** Distance between neighbouring pixels, and between the channels of one pixel, in floats. */
export function stepsOf(input: ModelInput): { pixelStep: number; channelStep: number } {
  return input.layout === 'nchw'
    ? { pixelStep: 1, channelStep: input.width * input.height }
    : { pixelStep: input.channels, channelStep: 1 };
}

/** A tensor of nothing but padding. */
export function padded(input: ModelInput): Float32Array<ArrayBuffer> {
  const { pixelStep, channelStep } = stepsOf(input);
  const tensor = new Float32Array(input.width * input.height * input.channels);
  for (let channel = 0; channel < input.channels; channel++) {
    const value = normalise(input, channel, input.padding);
    for (let i = 0; i < input.width * input.height; i++)
      tensor[i * pixelStep + channel * channelStep] = value;
  }
  return tensor;
}

function pictureOf(input: ModelInput, frame: Frame): Picture {
  const { width, height } = frame;
  return readsLuma(input, frame.layout)
    ? { width, height, channels: 1, data: frame.data.subarray(0, width * height) }
    : { width, height, channels: 3, data: rgbOf(frame) };
}

/** The bytes of each channel of the tensor, in its order. */
function split(input: ModelInput, { channels, data }: Picture): Uint8Array[] {
  if (channels === 1) return Array.from({ length: input.channels }, () => data);
  const at = (pixel: number, colour: number) => data[3 * pixel + colour]!;
  const length = data.length / 3;
  if (input.channels === 1) {
    const [red, green, blue] = greyWeights(input.kernel);
    return [
      Uint8Array.from(
        { length },
        (_, i) => (at(i, 0) * red + at(i, 1) * green + at(i, 2) * blue + 32768) >> 16,
      ),
    ];
  }
  return channelOrder(input.colour).map((colour) => Uint8Array.from({ length }, (_, i) => at(i, colour)));
}

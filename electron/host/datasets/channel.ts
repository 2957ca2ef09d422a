import type { GreyPage } from '../../../ml/dataset/tiff.ts';
import type { Mask } from '../inspection/pictures.ts';

/** The numbers of a mask; of a coloured one those of its first channel. */
export function firstChannel({ width, height, bits, channels, data }: Mask): GreyPage {
  if (channels === 1) return { width, height, bits, data };
  const size = bits / 8;
  const out = new Uint8Array(width * height * size);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let byte = 0; byte < size; byte++) out[pixel * size + byte] = data[pixel * size * channels + byte]!;
  return { width, height, bits, data: out };
}

import type { GreyPage } from '../../../ml/dataset/tiff.ts';
import type { Mask } from '../inspection/pictures.ts';

/** The numbers of a mask, row by row; of a coloured one the largest of each pixel, so that nothing drawn is lost. */
export function numbersOf({ width, height, bits, channels, data }: Mask): Uint8Array | Uint16Array {
  const at = (place: number) => (bits === 8 ? data[place]! : data[2 * place]! | (data[2 * place + 1]! << 8));
  const numbers = bits === 8 ? new Uint8Array(width * height) : new Uint16Array(width * height);
  for (let pixel = 0; pixel < numbers.length; pixel++)
    for (let channel = 0; channel < channels; channel++)
      numbers[pixel] = Math.max(numbers[pixel]!, at(pixel * channels + channel));
  return numbers;
}

/** The values that occur in a mask, sorted. */
export function valuesOf(mask: Mask): number[] {
  const seen = new Uint8Array(65_536);
  for (const value of numbersOf(mask)) seen[value] = 1;
  return [...seen.keys()].filter((value) => seen[value] === 1);
}

/** A mask as one grey page; 16 bit little-endian. */
export function greyPage(mask: Mask): GreyPage {
  const { width, height, bits, channels } = mask;
  if (channels === 1) return { width, height, bits, data: mask.data };
  const numbers = numbersOf(mask);
  const data = new Uint8Array((numbers.length * bits) / 8);
  for (const [at, value] of numbers.entries())
    if (bits === 8) data[at] = value;
    else data.set([value & 255, value >> 8], 2 * at);
  return { width, height, bits, data };
}

import type { Frame } from '../frame.ts';
import { luminanceOf } from '../luminance.ts';

/** A picture is told apart in as many parts, from the top down. */
const bands = 8;
/** Rows of the first plane that are read; every eighth is enough to tell two pictures of a live sensor apart. */
const everyRow = 8;
/** Share of neighbouring samples that must differ for a band to show a sensor's noise. */
const noisy = 0.5;
const digits = 8;

/**
 * Tells the content of one picture from another's: a 32-bit FNV-1a sum of each eighth of its rows, 64 hex digits in all. Not against a forger:
 * against a camera that sends the same picture, or part of one, again. A live sensor never does: its noise differs.
 */
export function contentDigest(frame: Frame): string {
  return bandsOf(frame)
    .map((band) => sumOf(frame, band).toString(16).padStart(digits, '0'))
    .join('');
}

/** How much of a frame is the picture with the digest `before`: parts that show no noise, white or black ones for instance, say nothing. */
export function repeatOf(frame: Frame, before: string): 'none' | 'part' | 'all' {
  const own = contentDigest(frame);
  if (own === before) return 'all';
  const part = (digest: string, band: number) => digest.slice(band * digits, (band + 1) * digits);
  const again = bandsOf(frame).some(
    (band, i) => part(own, i) === part(before, i) && noiseOf(frame, band) > noisy,
  );
  return again ? 'part' : 'none';
}

interface Band {
  readonly from: number;
  readonly to: number;
}

const bandsOf = ({ height }: Frame): readonly Band[] =>
  Array.from({ length: bands }, (_, i) => ({
    from: Math.floor((i * height) / bands),
    to: Math.floor(((i + 1) * height) / bands),
  }));

function sumOf({ width, layout, data }: Frame, { from, to }: Band): number {
  const rowBytes = layout === 'rgb' ? 3 * width : width;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let sum = 0x811c9dc5;
  for (let y = from; y < to; y += everyRow) {
    let i = y * rowBytes;
    const end = i + rowBytes;
    for (; i + 4 <= end; i += 4) sum = mix(sum, view.getUint32(i, true));
    for (; i < end; i++) sum = mix(sum, view.getUint8(i));
  }
  return sum >>> 0;
}

/** FNV-1a over words; what falls out at the top is brought back in, or a word's upper bits would hardly count. */
const mix = (sum: number, word: number): number => {
  const next = Math.imul(sum ^ word, 0x01000193);
  return next ^ (next >>> 15);
};

/** Share of the neighbouring samples of a band that differ. */
function noiseOf(frame: Frame, { from, to }: Band): number {
  const { width, data, start, step } = luminanceOf(frame);
  let n = 0;
  let different = 0;
  for (let y = from; y < to; y += everyRow)
    for (let x = 0; x + 1 < width; x += 2, n++) {
      const i = start + (y * width + x) * step;
      if (data[i] !== data[i + step]) different++;
    }
  return n === 0 ? 0 : different / n;
}

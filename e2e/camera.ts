import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

/** A camera for Chromium: a Y4M file whose frames carry their own number as black and white squares. */
export interface CameraFile {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the I420 planes of each frame, by number. */
  readonly hashes: readonly string[];
}

const square = 16;
const bits = 16;

/** Stamps `number` into the top left corner: `bits` squares, most significant first, white is 1; limited range. */
function stamp(luma: Uint8Array, width: number, number: number): void {
  for (let bit = 0; bit < bits; bit++) {
    const level = (number >> (bits - 1 - bit)) & 1 ? 235 : 16;
    for (let y = 0; y < square; y++)
      luma.fill(level, y * width + bit * square, y * width + (bit + 1) * square);
  }
}

/** The line of pixels that `readStamp` looks at. */
export const stampLine = { width: bits * square, y: square / 2 } as const;

/** The number of a frame from the brightness (0 to 255) along `stampLine`. */
export function readStamp(brightness: (x: number) => number): number {
  let number = 0;
  for (let bit = 0; bit < bits; bit++)
    number = (number << 1) | (brightness(bit * square + square / 2) > 128 ? 1 : 0);
  return number;
}

/**
 * @param picture the I420 planes of frame `n`, before the stamp; may be the same array each time
 */
export function writeCamera(
  path: string,
  options: { width: number; height: number; framesPerSecond: number; frames: number; stamped: boolean },
  picture: (n: number) => Uint8Array,
): CameraFile {
  const { width, height, framesPerSecond, frames, stamped } = options;
  const file = openSync(path, 'w');
  const hashes: string[] = [];
  try {
    writeSync(file, `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420mpeg2\n`);
    for (let n = 0; n < frames; n++) {
      const planes = Uint8Array.from(picture(n));
      if (stamped) stamp(planes, width, n);
      hashes.push(createHash('sha256').update(planes).digest('hex'));
      writeSync(file, 'FRAME\n');
      writeSync(file, planes);
    }
  } finally {
    closeSync(file);
  }
  return { path, width, height, hashes };
}

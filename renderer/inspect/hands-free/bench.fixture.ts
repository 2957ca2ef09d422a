import { grid, type Luminance } from '../retire.ts';

/** A piece or a hand, drawn: an ellipse, in cells of the 64×36 picture. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  /** Half axes. */
  readonly a: number;
  readonly b: number;
  readonly angle: number;
  /** Brightness, 0 to 255. */
  readonly level: number;
}
export interface Light {
  /** Of the whole picture; 1 unless said. */
  readonly gain?: number;
  /** Levels brighter on the left than on the right; 0 unless said. */
  readonly slope?: number;
  /** Levels of noise, at most; 3 unless said. */
  readonly noise?: number;
}

/** What a camera sees of these on a bench that is brighter on one side and has a grid printed on it. */
export function picture(
  blobs: readonly Blob[],
  random: () => number,
  { gain = 1, slope = 0, noise = 3 }: Light = {},
): Luminance {
  const { width, height } = grid;
  const seen = new Uint8Array(width * height);
  for (let i = 0; i < seen.length; i++) {
    const x = i % width;
    const y = (i - x) / width;
    let value = 90 + x + (x % 8 === 0 || y % 8 === 0 ? -14 : 0);
    for (const blob of blobs) {
      const part = share(blob, x, y);
      value = value * (1 - part) + blob.level * part;
    }
    value = value * gain + slope * (1 - x / width) + (random() * 2 - 1) * noise;
    seen[i] = Math.max(0, Math.min(255, Math.round(value)));
  }
  return seen;
}

/** How much of a cell the ellipse covers, 0 to 1, soft along its border. */
function share({ x, y, a, b, angle }: Blob, cx: number, cy: number): number {
  const dx = cx + 0.5 - x;
  const dy = cy + 0.5 - y;
  if (Math.max(Math.abs(dx), Math.abs(dy)) > Math.max(a, b) + 1) return 0;
  const along = (dx * Math.cos(angle) + dy * Math.sin(angle)) / a;
  const across = (dy * Math.cos(angle) - dx * Math.sin(angle)) / b;
  const inside = (1 - Math.hypot(along, across)) * Math.min(a, b) + 0.5;
  return Math.max(0, Math.min(1, inside));
}

export const piece: Blob = { x: 30, y: 18, a: 12, b: 2, angle: 0.3, level: 210 };
export const other: Blob = { x: 32, y: 17, a: 7, b: 6, angle: 0, level: 40 };
/** Reaches in from the right edge as far as `x`. */
export const hand = (x: number, y = 18): Blob => ({ x: x + 30, y, a: 30, b: 7, angle: 0, level: 60 });

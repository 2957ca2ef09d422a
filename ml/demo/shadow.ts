import type { Surface } from './surface.ts';

interface Shade {
  readonly dx: number;
  readonly dy: number;
  readonly spread: number;
  readonly depth: number;
}

/** The wide shadow of the lamp and the narrow dark line where steel touches the mat, in pixels of a 1280 px frame. */
const shades: readonly Shade[] = [
  { dx: 7, dy: 13, spread: 9, depth: 0.42 },
  { dx: 2, dy: 4, spread: 3, depth: 0.4 },
];

/** Darkens `light` (the whole frame) where the instrument keeps the lamp out. */
export function castShadow(
  light: Float32Array,
  frame: { readonly width: number; readonly height: number },
  surface: Surface,
): void {
  const scale = Math.min(frame.width / 1280, frame.height / 720);
  for (const { dx, dy, spread, depth } of shades) {
    const radius = Math.max(1, Math.round(spread * scale));
    const margin = 3 * radius;
    const [w, h] = [surface.width + 2 * margin, surface.height + 2 * margin];
    let soft = new Float32Array(w * h);
    for (let y = 0; y < surface.height; y++) {
      soft.set(surface.cover.subarray(y * surface.width, (y + 1) * surface.width), (y + margin) * w + margin);
    }
    for (let pass = 0; pass < 2; pass++) soft = boxBlur(boxBlur(soft, w, h, radius), h, w, radius);
    const left = surface.left - margin + Math.round(dx * scale);
    const top = surface.top - margin + Math.round(dy * scale);
    for (let y = Math.max(0, -top); y < Math.min(h, frame.height - top); y++) {
      for (let x = Math.max(0, -left); x < Math.min(w, frame.width - left); x++) {
        light[(y + top) * frame.width + x + left]! *= 1 - depth * soft[y * w + x]!;
      }
    }
  }
}

/** Running mean along rows, written transposed: twice makes both directions. */
function boxBlur(
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(width * height);
  const share = 1 / (2 * radius + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += source[row + x]!;
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += source[row + x + radius]!;
      if (x > radius) sum -= source[row + x - radius - 1]!;
      out[x * height + y] = sum * share;
    }
  }
  return out;
}

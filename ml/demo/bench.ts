import { instrumentNamed } from './instruments.ts';
import { fitDesign, home } from './piece.ts';
import { noise } from './random.ts';
import { placed, type Stroke } from './stroke.ts';

/** The empty bench in light, 0 to 1, and chroma; lens falloff is apart, so that it dims the instrument alike. */
export interface Bench {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
  readonly falloff: Float32Array;
  readonly blue: number;
  readonly red: number;
}

const matLight = 0.335;
const printLight = 0.56;

/** A woven mat with the printed outline of one instrument, register marks and a millimetre rule. About 0.2 s at 1280 × 720: keep it. */
export function createBench(width: number, height: number, instrument: string): Bench {
  const { scale, left, top } = fitDesign({ width, height });
  const light = new Float32Array(width * height);
  const falloff = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x - left) / scale, (y - top) / scale];
      const weave =
        0.006 * Math.sin(u * 1.9 + 0.6 * Math.sin(v * 1.7)) * Math.sin(v * 1.9) +
        0.012 * noise(u * 0.7, v * 0.7, 3);
      const wear = 0.012 * noise(u * 0.012, v * 0.012, 1) + 0.008 * noise(u * 0.05, v * 0.05, 2);
      light[y * width + x] = matLight + weave + wear;
      const [rx, ry] = [(u - 560) / 900, (v - 300) / 700];
      falloff[y * width + x] = 1.06 - 0.32 * (rx * rx + ry * ry);
    }
  }
  const bench: Bench = { width, height, light, falloff, blue: 0.045, red: -0.028 };
  const place = { x: left, y: top, angle: 0, scale };
  const { parts, openings } = instrumentNamed(instrument);
  const strokes = [...parts.map((part) => part.stroke), ...openings];
  printOutline(
    bench,
    strokes.map((stroke) => placed(placed(stroke, home), place)),
    scale,
  );
  for (const [x, y] of [
    [46, 46],
    [1234, 46],
    [46, 674],
    [1234, 674],
  ] as const) {
    printBar(bench, left + (x - 13) * scale, top + (y - 0.8) * scale, 26 * scale, 1.8 * scale);
    printBar(bench, left + (x - 0.8) * scale, top + (y - 13) * scale, 1.8 * scale, 26 * scale);
  }
  for (let tick = 0; tick <= 100; tick++) {
    const tall = tick % 10 === 0 ? 20 : tick % 5 === 0 ? 14 : 9;
    printBar(bench, left + (240 + tick * 8) * scale, top + (692 - tall) * scale, 1.3 * scale, tall * scale);
  }
  return bench;
}

/** A line at a fixed distance about the instrument. */
function printOutline({ width, height, light }: Bench, strokes: readonly Stroke[], scale: number): void {
  const away = new Float32Array(width * height).fill(Infinity);
  const reach = 26 * scale;
  for (const stroke of strokes) {
    for (const { x: cx, y: cy, radius } of stroke.flatMap((p, k) => between(p, stroke[k + 1] ?? p))) {
      const span = radius + reach;
      for (let y = Math.max(0, Math.floor(cy - span)); y < Math.min(height, cy + span); y++) {
        for (let x = Math.max(0, Math.floor(cx - span)); x < Math.min(width, cx + span); x++) {
          const distance = Math.hypot(x - cx, y - cy) - radius;
          const i = y * width + x;
          if (distance < away[i]!) away[i] = distance;
        }
      }
    }
  }
  for (let i = 0; i < away.length; i++) print(light, i, 1 - Math.abs(away[i]! - 19 * scale) / (1.5 * scale));
}

function between(a: Stroke[number], b: Stroke[number]): Stroke {
  const steps = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 4));
  return Array.from({ length: steps }, (_, k) => k / steps).map((t) => ({
    x: a.x + t * (b.x - a.x),
    y: a.y + t * (b.y - a.y),
    radius: a.radius + t * (b.radius - a.radius),
  }));
}

function printBar({ width, height, light }: Bench, left: number, top: number, w: number, h: number): void {
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + h + 1); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + w + 1); x++) {
      print(light, y * width + x, overlap(x, left, left + w) * overlap(y, top, top + h));
    }
  }
}

const overlap = (pixel: number, from: number, to: number): number =>
  Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from));

/** Ink on a weave is never quite solid. */
function print(light: Float32Array, i: number, amount: number): void {
  if (amount > 0) light[i] = light[i]! + (printLight - matLight) * 0.8 * Math.min(1, amount);
}

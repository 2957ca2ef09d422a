import type { Frame } from '../image/frame.ts';
import { frameBytes } from '../image/frame.ts';
import { createBench, type Bench } from './bench.ts';
import { drawDamage } from './damage.ts';
import { instrumentNamed } from './instruments.ts';
import { designSize, fitDesign, poseOf, type DemoPiece } from './piece.ts';
import { mixSeed } from './random.ts';
import { castShadow } from './shadow.ts';
import { drawInstrument, type Surface } from './surface.ts';

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** The camera of the bench: `picture(null)` is the empty bench. Frames are i420, BT.601, limited range, and without sensor noise. */
export interface DemoCamera {
  picture(piece: DemoPiece | null): Frame;
}

/**
 * Draws the bench once and each piece over it (tens of milliseconds at 1280 × 720).
 *
 * @throws RangeError when a side is not a whole number from 16 to 8192
 */
export function createDemoCamera(size: FrameSize = designSize, instrument = 'Needle holder'): DemoCamera {
  for (const side of [size.width, size.height]) {
    if (!Number.isInteger(side) || side < 16 || side > 8192)
      throw new RangeError(`a demo frame's sides are 16 to 8192 px, got ${size.width} × ${size.height}`);
  }
  const bench = createBench(size.width, size.height, instrument);
  return {
    picture: (piece) => develop(bench, piece && drawPiece(piece, size), piece ? poseOf(piece).gain : 1),
  };
}

/** One picture by itself; for more than one make a camera. */
export function renderPiece(piece: DemoPiece | null, size: FrameSize = designSize): Frame {
  return createDemoCamera(size, piece?.instrument).picture(piece);
}

function drawPiece(piece: DemoPiece, size: FrameSize): Surface {
  const { scale, left, top } = fitDesign(size);
  const pose = poseOf(piece);
  const onFrame = {
    x: left + pose.x * scale,
    y: top + pose.y * scale,
    angle: pose.angle,
    scale: pose.scale * scale,
  };
  const surface = drawInstrument(instrumentNamed(piece.instrument), onFrame, mixSeed(piece.seed, 2));
  piece.defects.forEach(({ kind, line, radius }, index) => {
    const [x0, y0, x1, y1] = line;
    const lineOnFrame = [left + x0 * scale, top + y0 * scale, left + x1 * scale, top + y1 * scale] as const;
    drawDamage(surface, { kind, line: lineOnFrame, radius: radius * scale }, mixSeed(piece.seed, 10 + index));
  });
  return surface;
}

/** Bench, shadow and instrument to the bytes a camera gives. */
function develop(bench: Bench, surface: Surface | null, gain: number): Frame {
  const { width, height, falloff } = bench;
  const light = bench.light.slice();
  if (surface) {
    castShadow(light, bench, surface);
    over(light, bench, surface, surface.light);
  }
  const data = new Uint8Array(frameBytes('i420', width, height));
  for (let i = 0; i < light.length; i++)
    data[i] = Math.max(16, Math.min(235, 16.5 + 219 * gain * falloff[i]! * shoulder(light[i]!)));
  const [cw, ch] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  fillChroma(
    data.subarray(width * height, width * height + cw * ch),
    bench,
    bench.blue,
    surface,
    surface?.blue,
  );
  fillChroma(data.subarray(width * height + cw * ch), bench, bench.red, surface, surface?.red);
  return { width, height, layout: 'i420', colour: { matrix: 'bt601', range: 'limited' }, data };
}

/** A sensor's highlights bend before they clip. */
function shoulder(light: number): number {
  return light < 0.7 ? light : 1 - 0.3 * Math.exp(-(light - 0.7) / 0.3);
}

function over(
  target: Float32Array,
  { width, height }: FrameSize,
  surface: Surface,
  source: Float32Array,
): void {
  for (let y = Math.max(0, -surface.top); y < Math.min(surface.height, height - surface.top); y++) {
    for (let x = Math.max(0, -surface.left); x < Math.min(surface.width, width - surface.left); x++) {
      const from = y * surface.width + x;
      const cover = surface.cover[from]!;
      if (cover === 0) continue;
      const to = (y + surface.top) * width + x + surface.left;
      target[to] = target[to]! + (source[from]! - target[to]!) * cover;
    }
  }
}

/** One chroma plane at half size, each sample the mean of the four pixels it colours. */
function fillChroma(
  plane: Uint8Array,
  { width, height }: FrameSize,
  mat: number,
  surface: Surface | null,
  source?: Float32Array,
): void {
  const level = (chroma: number): number => 128.5 + 224 * chroma;
  plane.fill(level(mat));
  if (!surface || !source) return;
  const cw = Math.ceil(width / 2);
  const y0 = Math.max(0, surface.top >> 1);
  const x0 = Math.max(0, surface.left >> 1);
  for (let y = y0; y < Math.min(Math.ceil(height / 2), (surface.top + surface.height) >> 1); y++) {
    for (let x = x0; x < Math.min(cw, (surface.left + surface.width) >> 1); x++) {
      let chroma = 0;
      for (let k = 0; k < 4; k++) {
        const [sx, sy] = [2 * x + (k & 1) - surface.left, 2 * y + (k >> 1) - surface.top];
        const inside = sx >= 0 && sy >= 0 && sx < surface.width && sy < surface.height;
        const i = sy * surface.width + sx;
        chroma += inside ? mat + (source[i]! - mat) * surface.cover[i]! : mat;
      }
      plane[y * cw + x] = level(chroma / 4);
    }
  }
}

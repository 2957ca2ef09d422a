import type { Instrument, Material, Part, Profile } from './instruments.ts';
import { noise } from './random.ts';
import { placed, type Pose, type Stroke } from './stroke.ts';

/**
 * The picture of an instrument by itself, over the rectangle it fills. Light is linear, 0 to 1; `blue` and `red` are chroma, about 0;
 * `cover` is how much of a pixel is steel.
 */
export interface Surface {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly cover: Float32Array;
  readonly light: Float32Array;
  readonly blue: Float32Array;
  readonly red: Float32Array;
}

/** Draws every part in order; `pose` is in pixels of the frame, `seed` gives the grain of the steel. */
export function drawInstrument(instrument: Instrument, pose: Pose, seed: number): Surface {
  const parts = instrument.parts.map((part) => ({ ...part, stroke: placed(part.stroke, pose) }));
  const { left, top, width, height } = boundsOf(parts.map((part) => part.stroke));
  const plane = (): Float32Array => new Float32Array(width * height);
  const surface: Surface = {
    left,
    top,
    width,
    height,
    cover: plane(),
    light: plane(),
    blue: plane(),
    red: plane(),
  };
  const field: Field = { away: plane(), slopeX: plane(), slopeY: plane(), across: plane(), along: plane() };
  parts.forEach((part, index) => drawPart(part, index, surface, field, pose.scale, seed));
  return surface;
}

/** Of one part, per pixel: distance outside its edge, where the surface leans (-1 to 1), and coordinates of the grain. */
interface Field {
  readonly away: Float32Array;
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  readonly across: Float32Array;
  readonly along: Float32Array;
}

/** Pixels beyond its edge that a part darkens on what lies under it. */
const contact = 6;

function drawPart(
  part: Part,
  index: number,
  surface: Surface,
  field: Field,
  scale: number,
  seed: number,
): void {
  const reach = contact * scale;
  const box = boundsOf([part.stroke], surface);
  for (let y = box.top; y < box.top + box.height; y++) {
    field.away.fill(
      Infinity,
      (y - surface.top) * surface.width + box.left - surface.left,
      (y - surface.top) * surface.width + box.left - surface.left + box.width,
    );
  }
  measure(part.stroke, surface, field, reach);
  const { width } = surface;
  const grain = index * 977 + seed;
  const bend = profiles[part.profile];
  const look = looks[part.material];
  for (let y = box.top - surface.top; y < box.top - surface.top + box.height; y++) {
    for (let x = box.left - surface.left; x < box.left - surface.left + box.width; x++) {
      const i = y * width + x;
      const away = field.away[i]!;
      if (away > reach) continue;
      const cover = Math.min(1, Math.max(0, 0.5 - away));
      if (cover < 1 && part.material !== 'gap') {
        const near = Math.max(0, 1 - Math.max(0, away) / reach);
        surface.light[i]! *= 1 - 0.42 * near * near;
      }
      if (cover === 0) continue;
      const [across, along] = [field.across[i]! / scale, field.along[i]! / scale];
      const brush =
        part.profile === 'disc'
          ? 0
          : noise(along * 0.045, across * 1.1, grain) * 0.6 +
            noise(along * 0.3, across * 0.5, grain + 1) * 0.4;
      const wave = part.profile === 'rod' ? 0 : 0.13 * noise(along * 0.009, index * 7.3, 5);
      const lean = Math.hypot(field.slopeX[i]!, field.slopeY[i]!);
      const tilt = lean > 0 ? bend(lean, across) / lean : 0;
      const light = reflect(
        field.slopeX[i]! * tilt + wave,
        field.slopeY[i]! * tilt + wave + brush * 0.03,
        look.shine,
      );
      const shade = look.floor + look.gain * light * (1 + 0.06 * brush);
      surface.light[i] = surface.light[i]! + (shade - surface.light[i]!) * cover;
      surface.blue[i] = surface.blue[i]! + (look.blue - surface.blue[i]!) * cover;
      surface.red[i] = surface.red[i]! + (look.red - surface.red[i]!) * cover;
      surface.cover[i] = Math.max(surface.cover[i]!, cover);
    }
  }
}

/** How far the surface leans at a share of the way from the middle line to the edge. */
const profiles: Readonly<Record<Profile, (share: number, across: number) => number>> = {
  rod: (share) => share,
  flat: (share) => (share < 0.55 ? share * 0.12 : 0.066 + ((share - 0.55) / 0.45) ** 1.6 * 0.9),
  blade: (share, across) =>
    across > 0
      ? Math.min(1, share * 0.1 + 0.34 * Math.min(1, Math.max(0, (share - 0.42) / 0.14)))
      : share ** 6,
  disc: (share) => 0.2 * share + 0.8 * share ** 5,
};

const looks: Readonly<
  Record<Material, { floor: number; gain: number; shine: number; blue: number; red: number }>
> = {
  steel: { floor: 0.02, gain: 1, shine: 0.7, blue: 0.012, red: -0.008 },
  polished: { floor: 0.02, gain: 1.05, shine: 1.2, blue: 0.014, red: -0.01 },
  gold: { floor: 0.03, gain: 1.02, shine: 0.9, blue: -0.12, red: 0.068 },
  gap: { floor: 0.03, gain: 0.06, shine: 0, blue: 0, red: 0 },
};

/** What a steel surface leaning towards (x, y) shows: a dark room, a wide lamp above, its bright middle, a window below. */
function reflect(x: number, y: number, shine: number): number {
  const lobe = (lx: number, ly: number, spread: number): number =>
    Math.exp(-((x - lx) ** 2 + (y - ly) ** 2) / (spread * spread));
  const edge = Math.min(1, Math.max(0, (1 - Math.hypot(x, y)) / 0.35));
  return (
    (0.17 +
      0.34 * lobe(-0.06, -0.12, 0.6) +
      shine *
        (0.16 * lobe(0, -0.06, 0.13) + 0.66 * lobe(-0.05, -0.42, 0.17) + 0.34 * lobe(0.05, 0.6, 0.13))) *
    (0.3 + 0.7 * edge)
  );
}

/** Fills `field` about a stroke: to each pixel the nearest piece of the curve counts. */
function measure(stroke: Stroke, surface: Surface, field: Field, reach: number): void {
  let run = 0;
  const last = stroke.length - 1;
  for (let k = 0; k < Math.max(1, last); k++) {
    const a = stroke[k]!;
    const b = stroke[Math.min(k + 1, last)]!;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = Math.hypot(dx, dy);
    const box = boundsOf([[a, b]], surface, reach);
    for (let y = box.top; y < box.top + box.height; y++) {
      const row = (y - surface.top) * surface.width - surface.left;
      for (let x = box.left; x < box.left + box.width; x++) {
        const [px, py] = [x - a.x, y - a.y];
        const share = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / (length * length)));
        const [vx, vy] = [px - share * dx, py - share * dy];
        const distance = Math.sqrt(vx * vx + vy * vy);
        const radius = a.radius + share * (b.radius - a.radius);
        const i = row + x;
        if (distance - radius >= field.away[i]!) continue;
        field.away[i] = distance - radius;
        const lean = 1 / Math.max(radius, distance, 1e-6);
        field.slopeX[i] = vx * lean;
        field.slopeY[i] = vy * lean;
        field.across[i] = length === 0 ? vx : (dx * vy - dy * vx) / length;
        field.along[i] = run + share * length;
      }
    }
    run += length;
  }
}

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Whole pixels about strokes, with room for their contact shadow, kept inside `within`. */
function boundsOf(strokes: readonly Stroke[], within?: Bounds, reach = contact * 2): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, radius } of strokes.flat()) {
    left = Math.min(left, Math.floor(x - radius - reach));
    top = Math.min(top, Math.floor(y - radius - reach));
    right = Math.max(right, Math.ceil(x + radius + reach) + 1);
    bottom = Math.max(bottom, Math.ceil(y + radius + reach) + 1);
  }
  if (within) {
    left = Math.max(left, within.left);
    top = Math.max(top, within.top);
    right = Math.min(right, within.left + within.width);
    bottom = Math.min(bottom, within.top + within.height);
  }
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

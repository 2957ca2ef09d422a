import type { Damage } from './piece.ts';
import { noise } from './random.ts';
import type { Surface } from './surface.ts';

/** Damage in pixels of the frame. */
type Placed = Pick<Damage, 'kind' | 'line' | 'radius'>;

/** Works damage into the steel. What would lie beside the instrument is not drawn. */
export function drawDamage(surface: Surface, { kind, line, radius }: Placed, seed: number): void {
  const [x0, y0, x1, y1] = line;
  const reach = radius * 2 + 3;
  const left = Math.max(surface.left, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(surface.left + surface.width, Math.ceil(Math.max(x0, x1) + reach));
  const top = Math.max(surface.top, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(surface.top + surface.height, Math.ceil(Math.max(y0, y1) + reach));
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = Math.hypot(dx, dy);
  const paint = painters[kind];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = (y - surface.top) * surface.width + x - surface.left;
      const steel = surface.cover[i]!;
      if (steel < 0.05) continue;
      const share = length === 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / (length * length);
      const at = Math.min(1, Math.max(0, share));
      const [vx, vy] = [x - x0 - at * dx, y - y0 - at * dy];
      const side = length === 0 ? vy : ((x - x0) * dy - (y - y0) * dx) / length;
      paint(surface, i, { away: Math.hypot(vx, vy), side, at, below: vy, x, y, radius, seed, steel });
    }
  }
}

interface Spot {
  /** Distance to the axis of the damage, and the same with a sign, where the axis is a line. */
  readonly away: number;
  readonly side: number;
  /** Share of the way along the axis. */
  readonly at: number;
  /** How far below the axis. */
  readonly below: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly seed: number;
  readonly steel: number;
}

type Painter = (surface: Surface, i: number, spot: Spot) => void;

const fall = (distance: number, width: number): number => Math.exp(-(distance * distance) / (width * width));

/** A furrow: one wall takes the lamp, the other turns away; it thins out at both ends. */
const scratch: Painter = ({ light }, i, { away, side, at, radius, seed, steel, x }) => {
  const depth = Math.min(1, 6 * at * (1 - at) + 0.25) * (0.85 + 0.15 * noise(x * 0.2, 0, seed)) * steel;
  const beyond = away - Math.abs(side) > 0.01 ? fall(away, radius) : 1;
  light[i] =
    light[i]! +
    depth *
      beyond *
      (0.55 * fall(side - radius * 0.45, radius * 0.75) - 0.3 * fall(side + radius * 0.8, radius * 0.8));
};

/** A jagged dark line. */
const crack: Painter = ({ light }, i, { away, side, at, radius, seed, steel }) => {
  const wander = noise(at * 7, 1, seed) * radius * 1.6;
  const beyond = away - Math.abs(side) > 0.01 ? fall(away, radius) : 1;
  const width = radius * (1.25 - 0.6 * at);
  light[i] =
    light[i]! * (1 - 0.88 * steel * beyond * fall(side - wander, width)) +
    0.12 * steel * beyond * fall(side - wander - width * 1.6, width * 0.7);
};

/** A crater: dark floor, the lower wall lit by the lamp above. */
const pit: Painter = ({ light, red, blue }, i, { away, below, x, y, radius, seed, steel }) => {
  const edge = radius * (0.85 + 0.2 * noise(x * 0.35, y * 0.35, seed));
  const inside = Math.min(1, Math.max(0, edge - away + 0.5)) * steel;
  const floor = 0.07 + 0.3 * Math.max(0, below / edge) ** 2;
  light[i] = light[i]! + (floor - light[i]!) * inside;
  light[i] = light[i]! + 0.22 * steel * fall(away - edge - 0.8, 1.2) * Math.max(0, below / (away + 0.1));
  red[i] = red[i]! + 0.02 * inside;
  blue[i] = blue[i]! - 0.02 * inside;
};

/** A stain of oxide: brown, dull, ragged, densest in the middle. */
const rust: Painter = ({ light, blue, red }, i, { away, x, y, radius, seed, steel }) => {
  const ragged = 0.65 * noise(x * 0.12, y * 0.12, seed) + 0.35 * noise(x * 0.45, y * 0.45, seed + 1);
  const amount = Math.min(1, Math.max(0, (radius * (1.05 + 0.5 * ragged) - away) / (radius * 0.7))) * steel;
  const speckle = 0.16 + 0.07 * noise(x * 0.8, y * 0.8, seed + 2);
  light[i] = light[i]! + (speckle - light[i]!) * amount * 0.85;
  blue[i] = blue[i]! + (-0.08 - blue[i]!) * amount * 0.9;
  red[i] = red[i]! + (0.088 - red[i]!) * amount * 0.9;
};

const painters: Readonly<Record<Damage['kind'], Painter>> = { scratch, crack, pit, rust };

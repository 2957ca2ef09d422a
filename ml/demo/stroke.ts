/** A curve of varying thickness: what every part of an instrument is made of. Coordinates in design pixels (1280 × 720 frame). */
export interface StrokePoint {
  readonly x: number;
  readonly y: number;
  /** Half the thickness here. */
  readonly radius: number;
}
export type Stroke = readonly StrokePoint[];

/** A smooth curve (Catmull-Rom) through points of their own thickness; `steps` straight pieces between two points. */
export function curve(
  points: readonly (readonly [x: number, y: number, radius: number])[],
  steps = 10,
): Stroke {
  const at = (i: number): readonly [number, number, number] =>
    points[Math.min(Math.max(i, 0), points.length - 1)]!;
  const stroke: StrokePoint[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const mix = (axis: 0 | 1 | 2, t: number): number => {
      const [a, b, c, d] = [before[axis], from[axis], to[axis], after[axis]];
      return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    };
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      stroke.push({ x: mix(0, t), y: mix(1, t), radius: mix(2, t) });
    }
  }
  const [x, y, radius] = at(points.length - 1);
  return [...stroke, { x, y, radius }];
}

/** A closed ellipse, turned by `turn` radians. */
export function ellipse(
  x: number,
  y: number,
  rx: number,
  ry: number,
  radius: number,
  turn = 0,
  steps = 64,
): Stroke {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / steps;
    const [u, v] = [rx * Math.cos(angle), ry * Math.sin(angle)];
    return {
      x: x + u * Math.cos(turn) - v * Math.sin(turn),
      y: y + u * Math.sin(turn) + v * Math.cos(turn),
      radius,
    };
  });
}

export function disc(x: number, y: number, radius: number): Stroke {
  return [{ x, y, radius }];
}

export function mirrored(stroke: Stroke): Stroke {
  return stroke.map(({ x, y, radius }) => ({ x, y: -y, radius }));
}

/** Where an instrument lies: turned by `angle` about its origin, scaled, moved to (x, y). */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly scale: number;
}

export function placed(stroke: Stroke, { x, y, angle, scale }: Pose): Stroke {
  const c = Math.cos(angle) * scale;
  const s = Math.sin(angle) * scale;
  return stroke.map((p) => ({
    x: x + c * p.x - s * p.y,
    y: y + s * p.x + c * p.y,
    radius: p.radius * scale,
  }));
}

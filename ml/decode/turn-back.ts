import type { Turn } from '../image/align.ts';
import type { Decoded, Finding, ScoreMap } from '../verdict/result.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * What was decoded of an aligned window, on the frame: boxes become polygons, maps upright ones about the window. Pixels keep their size,
 * so lengths stay. Where there was no alignment nothing changes.
 */
export function turnedBack(decoded: Decoded, turn: Turn | null, frame: Size): Decoded {
  if (turn === null) return decoded;
  const { map, findings } = decoded;
  return {
    ...decoded,
    findings: findings.map((finding) => findingOn(frame, turn, finding)),
    ...(map && { map: mapOn(turn, map) }),
  };
}

function findingOn(frame: Size, turn: Turn, finding: Finding): Finding {
  const [left, top, width, height] = finding.box;
  const [right, bottom] = [left + width, top + height];
  const corners = finding.polygon ?? [left, top, right, top, right, bottom, left, bottom];
  const polygon: number[] = [];
  for (let at = 0; at + 1 < corners.length; at += 2) {
    const [x, y] = onFrame(turn, corners[at]!, corners[at + 1]!);
    polygon.push(Math.min(frame.width, Math.max(0, x)), Math.min(frame.height, Math.max(0, y)));
  }
  return {
    ...finding,
    kind: finding.kind === 'box' ? 'polygon' : finding.kind,
    box: boundsOf(polygon),
    polygon,
  };
}

const onFrame = ({ x, y, cos, sin }: Turn, u: number, v: number): readonly [number, number] => [
  x + cos * u - sin * v,
  y + sin * u + cos * v,
];

/** [x, y, width, height] about corners [x0, y0, x1, y1, …]. */
function boundsOf(corners: readonly number[]): [number, number, number, number] {
  const [xs, ys] = [0, 1].map((axis) => corners.filter((_, at) => at % 2 === axis)) as [number[], number[]];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return [x, y, Math.max(...xs) - x, Math.max(...ys) - y];
}

/** Half as large as those of the model, pixels of the upright map leave none of them out, however they are turned. 0 beside the window. */
function mapOn(turn: Turn, map: ScoreMap): ScoreMap {
  const [left, top, wide, high] = map.onFrame;
  const corners = [
    [left, top],
    [left + wide, top],
    [left + wide, top + high],
    [left, top + high],
  ].flatMap(([u = 0, v = 0]) => onFrame(turn, u, v));
  const [x, y, across, down] = boundsOf(corners);
  const pixel = Math.min(wide / map.width, high / map.height) / 2;
  const [width, height] = [Math.ceil(across / pixel), Math.ceil(down / pixel)];
  const values = new Float32Array(width * height);
  const { cos, sin } = turn;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [dx, dy] = [x + (column + 0.5) * pixel - turn.x, y + (row + 0.5) * pixel - turn.y];
      const u = Math.floor(((cos * dx + sin * dy - left) / wide) * map.width);
      const v = Math.floor(((cos * dy - sin * dx - top) / high) * map.height);
      if (u < 0 || v < 0 || u >= map.width || v >= map.height) continue;
      values[row * width + column] = map.values[v * map.width + u]!;
    }
  }
  return { width, height, values, onFrame: [x, y, width * pixel, height * pixel] };
}

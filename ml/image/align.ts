/** Alignment: a frame turned so that the one long part on it lies along the picture, its wider end to the left, in a window of fixed size. */
import type { ModelInput } from '../package/manifest.ts';
import { frameBytes, type Frame } from './frame.ts';
import { mainAxisOf, type MainAxis } from './main-axis.ts';

export type Alignment = NonNullable<ModelInput['alignment']>;

/** frame x = x + cos · u − sin · v, frame y = y + sin · u + cos · v for (u, v) of the window; all in pixels, from left and top edges. */
export interface Turn {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
}

/** What a model is shown of a frame. */
export interface Shown {
  readonly frame: Frame;
  /** How it lies on the frame; null: it is the frame. */
  readonly turn: Turn | null;
}

/** The frame itself for a model without alignment; null where there is no part to align, or it does not fit into the window. */
export function shownOf({ alignment }: Pick<ModelInput, 'alignment'>, frame: Frame): Shown | null {
  if (alignment === undefined) return { frame, turn: null };
  const axis = mainAxisOf(frame, alignment.contrast);
  const turn = axis && turnFor(axis, alignment);
  return turn && { frame: turned(frame, turn, alignment), turn };
}

/** Null where the part reaches beyond the window: what lies there would be judged by nobody. */
function turnFor(axis: MainAxis, { width, height, middle }: Alignment): Turn | null {
  const { x, y, cos, sin, back, ahead, aside } = axis;
  if (back > middle || ahead > width - middle || 2 * aside > height) return null;
  const [left, top] = [middle, height / 2];
  return { x: x - cos * left + sin * top, y: y - sin * left - cos * top, cos, sin };
}

/** The window's pixels, bilinear; beyond the frame its border is repeated. Pixels keep their size. */
function turned(frame: Frame, turn: Turn, { width, height }: Alignment): Frame {
  const { layout, colour } = frame;
  const data = new Uint8Array(frameBytes(layout, width, height));
  const window = { data, width, height };
  switch (layout) {
    case 'rgb':
      for (const at of [0, 1, 2]) sample({ ...frame, at, step: 3 }, turn, { ...window, at, step: 3 });
      break;
    case 'grey':
      sample({ ...frame, at: 0, step: 1 }, turn, { ...window, at: 0, step: 1 });
      break;
    case 'i420':
      for (const plane of [0, 1, 2] as const) {
        const half = plane === 0 ? turn : { ...turn, x: turn.x / 2, y: turn.y / 2 };
        sample(planeOf(frame, plane), half, planeOf(window, plane));
      }
  }
  return { width, height, layout, colour, data };
}

/** Sample (x, y) is `data[at + (y · width + x) · step]`. */
interface Samples {
  readonly data: Uint8Array;
  readonly at: number;
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

function planeOf(
  { data, width, height }: Pick<Frame, 'data' | 'width' | 'height'>,
  plane: 0 | 1 | 2,
): Samples {
  if (plane === 0) return { data, at: 0, step: 1, width, height };
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  return { data, at: width * height + (plane - 1) * half.width * half.height, step: 1, ...half };
}

function sample(from: Samples, { x, y, cos, sin }: Turn, to: Samples): void {
  const { data, at, step } = from;
  const [right, bottom] = [from.width - 1, from.height - 1];
  for (let v = 0; v < to.height; v += 1) {
    for (let u = 0; u < to.width; u += 1) {
      // Middles of pixels lie half a pixel from their edges.
      const fx = x + cos * (u + 0.5) - sin * (v + 0.5) - 0.5;
      const fy = y + sin * (u + 0.5) + cos * (v + 0.5) - 0.5;
      const sx = fx < 0 ? 0 : fx > right ? right : fx;
      const sy = fy < 0 ? 0 : fy > bottom ? bottom : fy;
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
      const [dx, dy] = [sx - x0, sy - y0];
      const here = at + (y0 * from.width + x0) * step;
      const next = x0 < right ? step : 0;
      const below = y0 < bottom ? from.width * step : 0;
      const upper = data[here]! * (1 - dx) + data[here + next]! * dx;
      const lower = data[here + below]! * (1 - dx) + data[here + below + next]! * dx;
      to.data[to.at + (v * to.width + u) * to.step] = Math.floor(upper * (1 - dy) + lower * dy + 0.5);
    }
  }
}

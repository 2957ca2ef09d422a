import type { Frame } from '../frame.ts';
import { luminanceOf, type Luminance } from '../luminance.ts';

/** Samples of each row or column that are looked at, about. */
const samples = 64;
/** Codes that a step must have, beside twice the steps before and behind it. */
const least = 8;
/** Share of a line's samples that must step up, and as many down: an edge in the scene steps one way. */
const share = 0.08;
/** A seam steps so many times as much as the fifth most restless line; what is restless everywhere is the scene, or noise. */
const alone = 3;

/** Share of the steps at an edge that no sensor saw. */
const drawn = 0.9;

/**
 * Whether two things meet in a picture that do not belong together: `torn`, parts of two pictures; `shifted`, one picture whose rest is moved
 * sideways, as after lost bytes. A lens spreads every edge of a scene over two pixels or more, so in a good picture a step from one row to the
 * next is announced by the rows before and behind; at a seam one row steps alone, up in some places and down in others. Two parts that fit
 * together (an empty bench, a still scene) make no seam and cannot be told from a good picture.
 */
export function seamOf(frame: Frame): 'torn' | 'shifted' | null {
  const plane = luminanceOf(frame);
  const row = lonely(rowSteps(plane));
  if (row !== null && isDrawn(plane, row.line)) return null;
  if (row !== null && isMovedSideways(plane, row.line)) return 'shifted';
  if (row !== null && row.share >= share) return 'torn';
  const column = lonely(columnSteps(plane));
  return column !== null && column.share >= share && isWrapped(plane, column.line) ? 'shifted' : null;
}

/** Of each line, how many samples step up and how many down from it to the next one. */
interface Steps {
  readonly up: Uint16Array;
  readonly down: Uint16Array;
  /** Samples of a line. */
  readonly of: number;
}

function rowSteps({ width, height, data, start, step }: Luminance): Steps {
  const every = Math.max(1, Math.floor(width / samples));
  const n = Math.floor(width / every);
  const [line, stride] = [width * step, every * step];
  const [up, down] = [new Uint16Array(height), new Uint16Array(height)];
  // By sample: its last code, and its last two steps.
  const last = new Int16Array(n);
  const before = new Int16Array(n);
  const here = new Int16Array(n);
  for (let y = 0; y < height; y++)
    for (let k = 0, i = start + y * line; k < n; k++, i += stride) {
      const code = data[i]!;
      const behind = code - last[k]!;
      const jump = here[k]!;
      if (y >= 3 && (jump > least || jump < -least) && isLonely(jump, before[k]!, behind)) {
        if (jump > 0) up[y - 2]!++;
        else down[y - 2]!++;
      }
      last[k] = code;
      before[k] = jump;
      here[k] = behind;
    }
  return { up, down, of: n };
}

function columnSteps({ width, height, data, start, step }: Luminance): Steps {
  const every = Math.max(1, Math.floor(height / samples));
  const [up, down] = [new Uint16Array(width), new Uint16Array(width)];
  let n = 0;
  for (let y = 0; y < height; y += every, n++) {
    let i = start + y * width * step;
    let last = data[i]!;
    let before = 0;
    let here = 0;
    for (let x = 1; x < width; x++) {
      i += step;
      const code = data[i]!;
      const behind = code - last;
      if (x >= 3 && (here > least || here < -least) && isLonely(here, before, behind)) {
        if (here > 0) up[x - 2]!++;
        else down[x - 2]!++;
      }
      last = code;
      before = here;
      here = behind;
    }
  }
  return { up, down, of: n };
}

function isLonely(jump: number, before: number, behind: number): boolean {
  const size = Math.abs(jump) - least;
  return size > 2 * Math.abs(before) && size > 2 * Math.abs(behind);
}

/** The line after which the picture steps both ways, alone, and in what share of its samples each way; null: none. */
function lonely({ up, down, of }: Steps): { readonly line: number; readonly share: number } | null {
  const restless = up.map((n, i) => Math.min(n, down[i]!));
  const most = Math.max(...restless);
  const fifth = restless.toSorted().at(-5) ?? 0;
  if (most < 2 || most < alone * fifth) return null;
  return { line: restless.indexOf(most), share: most / of };
}

/**
 * Whether the step after a row is the edge of something that was put into the picture, a time or a mark: there the samples on one side are the
 * same for several rows, nearly all of them, and what a sensor sees never is.
 */
function isDrawn({ width, height, data, start, step }: Luminance, row: number): boolean {
  const line = width * step;
  const every = Math.max(1, Math.floor(width / (2 * samples)));
  let steps = 0;
  let above = 0;
  let below = 0;
  if (row < 3 || row + 4 >= height) return false;
  for (let x = 0; x < width; x += every) {
    const i = start + row * line + x * step;
    const code = (by: number) => data[i + by * line]!;
    if (Math.abs(code(1) - code(0)) <= least) continue;
    steps++;
    if (code(0) === code(-1) && code(0) === code(-2) && code(0) === code(-3)) above++;
    if (code(1) === code(2) && code(1) === code(3) && code(1) === code(4)) below++;
  }
  return Math.max(above, below) > drawn * steps;
}

/** Whether the right edge goes on at the left one: it fits twice as well as the columns at the seam. */
function isWrapped({ width, height, data, start, step }: Luminance, column: number): boolean {
  const every = Math.max(1, Math.floor(height / (2 * samples)));
  const misfit = (a: number, b: number) => {
    let sum = 0;
    for (let y = 0; y < height; y += every)
      sum += Math.abs(data[start + (y * width + a) * step]! - data[start + (y * width + b) * step]!);
    return sum;
  };
  return 2 * misfit(width - 1, 0) < misfit(column, column + 1);
}

/** Whether the row after `row` goes on where that one is, only further along: it fits twice as well there as where it stands. */
function isMovedSideways({ width, data, start, step }: Luminance, row: number): boolean {
  const [a, b] = [start + row * width * step, start + (row + 1) * width * step];
  const every = Math.max(1, Math.floor(width / (2 * samples)));
  const misfit = (by: number) => {
    let sum = 0;
    for (let x = 0; x < width; x += every)
      sum += Math.abs(data[a + x * step]! - data[b + ((x + by) % width) * step]!);
    return sum;
  };
  const still = misfit(0);
  for (let by = 1; by < width; by++) if (2 * misfit(by) < still) return true;
  return false;
}

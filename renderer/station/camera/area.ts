import type { Area } from '../../../electron/contract/setup.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}
type Point = readonly [x: number, y: number];

/** The least side that can be measured. */
const least = 8;

const within = (value: number, low: number, high: number) => Math.round(Math.min(high, Math.max(low, value)));

/** The area between two corners, whole pixels inside the picture. */
export function areaBetween([x0, y0]: Point, [x1, y1]: Point, { width, height }: Size): Area {
  const left = within(Math.min(x0, x1), 0, width - least);
  const top = within(Math.min(y0, y1), 0, height - least);
  return [
    left,
    top,
    within(Math.abs(x1 - x0), least, width - left),
    within(Math.abs(y1 - y0), least, height - top),
  ];
}

/** An arrow key moves an area by a hundredth of the picture; with Shift it sizes it. @returns null for any other key */
export function movedArea(area: Area | null, key: string, sizes: boolean, picture: Size): Area | null {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (direction === undefined) return null;
  const [dx = 0, dy = 0] = direction;
  const [width, height] = [picture.width, picture.height];
  const [stepX, stepY] = [Math.max(1, Math.round(width / 100)), Math.max(1, Math.round(height / 100))];
  // What was not placed yet begins in the middle.
  const [x, y, wide, high] = area ?? [
    Math.round(0.45 * width),
    Math.round(0.45 * height),
    Math.round(0.1 * width),
    Math.round(0.1 * height),
  ];
  return sizes
    ? [x, y, within(wide + dx * stepX, least, width - x), within(high + dy * stepY, least, height - y)]
    : [within(x + dx * stepX, 0, width - wide), within(y + dy * stepY, 0, height - high), wide, high];
}

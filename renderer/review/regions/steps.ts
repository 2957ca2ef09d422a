import type { Zoom } from '../../components/picture/view.ts';
import type { Size } from '../../components/picture/view.ts';
import type { Command } from '../../keys/keymap.ts';
import type { Point } from '../mask/mask.ts';

/** Where an arrow points, and whether it goes far or sizes. */
export function arrowOf(
  command: Command,
): { readonly x: number; readonly y: number; readonly far: boolean } | null {
  const [, way, side] = /^(cross|far)-(left|right|up|down)$/.exec(command) ?? [];
  if (way === undefined) return null;
  return {
    x: side === 'left' ? -1 : side === 'right' ? 1 : 0,
    y: side === 'up' ? -1 : side === 'down' ? 1 : 0,
    far: way === 'far',
  };
}

/** Across a picture in about two seconds of a key that is held down. */
const mostShare = 1 / 27;
const farShare = 1 / 16;

/**
 * How far one press goes, in pixels of the picture: one, and more the longer its key is held down, never more than a part of what is seen.
 * @param held how often the key has repeated
 */
export function stepOf(held: number, far: boolean, picture: Size, { factor }: Zoom): number {
  const seen = Math.max(picture.width, picture.height) / factor;
  if (far) return Math.max(1, Math.round(seen * farShare));
  return Math.max(1, Math.round(Math.min(seen * mostShare, 1.2 ** held)));
}

/** The zoom moved just so far that a point of the picture is seen, not at the very edge. */
export function following(zoom: Zoom, { x, y }: Point, picture: Size): Zoom {
  if (zoom.factor === 1) return zoom;
  const half = 0.5 / zoom.factor;
  const room = 0.9 * half;
  const along = (middle: number, at: number) => {
    const shown = Math.min(1 - half, Math.max(half, middle));
    return Math.min(at + room, Math.max(at - room, shown));
  };
  const next = { ...zoom, x: along(zoom.x, x / picture.width), y: along(zoom.y, y / picture.height) };
  return next.x === zoom.x && next.y === zoom.y ? zoom : next;
}

/** The middle of what is seen. */
export const middleOf = ({ x, y }: Zoom, picture: Size): Point => ({
  x: Math.round(x * picture.width),
  y: Math.round(y * picture.height),
});

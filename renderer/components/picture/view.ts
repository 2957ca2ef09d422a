/** How a picture lies in its box: shown pixel = origin + scale × picture pixel. */
export interface View {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}
export interface Zoom {
  /** 1 shows the whole picture. */
  readonly factor: number;
  /** The point of the picture in the middle of the box, 0 to 1. */
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const whole: Zoom = { factor: 1, x: 0.5, y: 0.5 };
const largest = 16;

export function viewOf(picture: Size, box: Size, zoom: Zoom): View {
  const fit = Math.min(box.width / picture.width, box.height / picture.height);
  const scale = fit * zoom.factor;
  return {
    scale,
    left: place(picture.width * scale, box.width, zoom.x),
    top: place(picture.height * scale, box.height, zoom.y),
  };
}

/** A side larger than its box never shows beyond its edge; a smaller one is centred. */
function place(length: number, room: number, at: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, room / 2 - at * length));
}

export type Move = 'zoom-in' | 'zoom-out' | 'pan-left' | 'pan-right' | 'pan-up' | 'pan-down';

export function moved(zoom: Zoom, move: Move): Zoom {
  if (move === 'zoom-in' || move === 'zoom-out') return scaled(zoom, move === 'zoom-in' ? 1.5 : 1 / 1.5);
  const by = 0.2 / zoom.factor;
  const dx = move === 'pan-left' ? -by : move === 'pan-right' ? by : 0;
  const dy = move === 'pan-up' ? -by : move === 'pan-down' ? by : 0;
  return panned(zoom, dx, dy);
}

/** Moved by shares of the picture. The middle stays where the picture still fills the box. */
export function panned(zoom: Zoom, dx: number, dy: number): Zoom {
  const margin = 0.5 / zoom.factor;
  const keep = (at: number) => Math.min(1 - margin, Math.max(margin, at));
  return { ...zoom, x: keep(zoom.x + dx), y: keep(zoom.y + dy) };
}

/** Larger or smaller by `by` about a point of the picture, 0 to 1, which stays where it is as far as the picture's edges allow. */
export function zoomedAt(zoom: Zoom, by: number, x: number, y: number): Zoom {
  const next = scaled(zoom, by);
  const nearer = 1 - zoom.factor / next.factor;
  return next === whole ? whole : panned(next, nearer * (x - zoom.x), nearer * (y - zoom.y));
}

function scaled(zoom: Zoom, by: number): Zoom {
  const factor = Math.min(largest, Math.max(1, zoom.factor * by));
  return factor === 1 ? whole : { ...zoom, factor };
}

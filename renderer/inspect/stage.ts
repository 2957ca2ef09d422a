import type { Camera, Live } from '../camera/camera.ts';
import { grid, luminanceOf, type Luminance } from './retire.ts';

/**
 * Paints pictures the moment they come: on the main canvas while it is live, on the second while the main one is frozen. A painted canvas
 * says in `data-frame` which picture it shows; what is judged is the picture that was painted, never one that came after it.
 */
export interface Stage {
  attach(place: 'main' | 'second', canvas: HTMLCanvasElement | null): void;
  /** Shows this picture until `thaw`. */
  freeze(live: Live): void;
  thaw(): void;
  /** Something else is looked at on the main place: live goes to the second. */
  setAside(aside: boolean): void;
  close(): void;
}

export function createStage(camera: Camera): Stage {
  const canvases: Record<'main' | 'second', HTMLCanvasElement | null> = { main: null, second: null };
  let frozen = false;
  let aside = false;
  const stop = camera.onFrame((live) => paint(canvases[frozen || aside ? 'second' : 'main'], live));
  return {
    attach(place, canvas) {
      canvases[place] = canvas;
    },
    freeze(live) {
      frozen = true;
      paint(canvases.main, live);
    },
    thaw() {
      // What was judged stays in sight, small, while the main picture lives on.
      if (frozen) copy(canvases.main, canvases.second);
      frozen = false;
    },
    setAside(wanted) {
      aside = wanted;
    },
    close: stop,
  };
}

function paint(canvas: HTMLCanvasElement | null, { frame, number }: Live): void {
  if (canvas === null) return;
  resize(canvas, frame.displayWidth, frame.displayHeight);
  canvas.getContext('2d')?.drawImage(frame, 0, 0);
  canvas.dataset['frame'] = String(number);
}

function copy(from: HTMLCanvasElement | null, to: HTMLCanvasElement | null): void {
  if (from === null || to === null || from.width === 0) return;
  resize(to, from.width, from.height);
  to.getContext('2d')?.drawImage(from, 0, 0);
  to.dataset['frame'] = from.dataset['frame'] ?? '';
}

function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}

/** Reads the coarse brightness of pictures, for the retirement of verdicts. */
export function createLuminanceReader(): (frame: VideoFrame) => Luminance {
  const canvas = new OffscreenCanvas(grid.width, grid.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser has no 2d canvas');
  return (frame) => {
    context.drawImage(frame, 0, 0, grid.width, grid.height);
    return luminanceOf(context.getImageData(0, 0, grid.width, grid.height).data);
  };
}

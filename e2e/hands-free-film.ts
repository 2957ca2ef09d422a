import { liveFrame } from '../ml/demo/live.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { createDemoCamera } from '../ml/demo/render.ts';
import { frameBytes, type Frame } from '../ml/image/frame.ts';
import { writeCamera } from './camera.ts';

const size = { width: 640, height: 360 };
const framesPerSecond = 10;
const bench = createDemoCamera(size);

/** One picture of the film: a piece by its seed or none, how far a hand reaches in (pixels of the right edge), and how bright it is. */
interface Shown {
  readonly piece: number | null;
  readonly hand?: number;
  readonly gain?: number;
}
const still = (seconds: number, shown: Shown): Shown[] =>
  Array.from({ length: seconds * framesPerSecond }, () => shown);
const reach = [80, 200, 320, 420];
const handIn = (piece: number | null): Shown[] => reach.map((hand) => ({ piece, hand }));
const handOut = (piece: number | null): Shown[] => handIn(piece).toReversed();

const place = (piece: number): Shown[] => [...handIn(null), ...handOut(piece), ...still(2.2, { piece })];
const lift = (piece: number): Shown[] => [...handIn(piece), ...handOut(null), ...still(1.5, { piece: null })];
const flicker = (piece: number | null): Shown[] =>
  still(1.5, { piece }).map((shown, i) => ({ ...shown, gain: 1 + 0.06 * Math.sin(i * 2.1) }));

/** How long the bench is empty at the film's beginning, in seconds, and nowhere else. */
const beginsEmpty = 6;
/** Pieces that are placed in the film. */
export const placements = 7;
const film: readonly Shown[] = [
  ...still(beginsEmpty, { piece: null }),
  ...place(1),
  ...lift(1),
  ...place(2),
  // A hand over the piece, then light that flickers: it is the same piece.
  ...handIn(2),
  ...handOut(2),
  ...still(1.5, { piece: 2 }),
  ...flicker(2),
  ...lift(2),
  // Put again: it had left.
  ...place(2),
  ...lift(2),
  // A hand alone, then flickering light alone.
  ...handIn(null),
  ...still(1, { piece: null, hand: 420 }),
  ...handOut(null),
  ...still(1, { piece: null }),
  ...flicker(null),
  ...place(3),
  ...lift(3),
  ...place(4),
  ...lift(4),
  ...place(5),
  ...lift(5),
  ...place(6),
  ...lift(6),
];

/** Writes the film as a camera that shows it again and again. */
export function filmWork(path: string): void {
  const stills = new Map<number | null, Frame>();
  const stillOf = (piece: number | null): Frame => {
    const known = stills.get(piece) ?? bench.picture(piece === null ? null : demoPiece(piece));
    stills.set(piece, known);
    return known;
  };
  writeCamera(path, { ...size, framesPerSecond, frames: film.length, stamped: false }, (n) => {
    const { piece, hand = 0, gain = 1 } = film[n] as Shown;
    const frame = liveFrame(stillOf(piece), n);
    return gain === 1 && hand === 0 ? frame.data : changed(frame, hand, gain);
  });
}

/** With a dark hand from the right, as wide as a third of the picture, and under another light. */
function changed(frame: Frame, hand: number, gain: number): Uint8Array {
  const data = frame.data.slice(0, frameBytes('i420', size.width, size.height));
  const { width, height } = size;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const inHand = x >= width - hand && Math.abs(y - height / 2) < height / 6;
      data[at] = inHand ? 60 : Math.max(16, Math.min(235, 16 + ((data[at] as number) - 16) * gain));
    }
  return data;
}

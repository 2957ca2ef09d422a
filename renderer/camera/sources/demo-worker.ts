import type { Frame } from '../../../ml/image/frame.ts';
import { liveFrame } from '../../../ml/demo/live.ts';
import { demoPiece } from '../../../ml/demo/piece.ts';
import type { PieceKind } from './source.ts';
import { createDemoCamera } from '../../../ml/demo/render.ts';

/**
 * The rendered bench: a frame for each `frame` asked, another piece after `next`, with the bench empty for a moment in between, and empty until then
 * after `clear`. `kind`: the next piece that is so.
 */
export type DemoRequest =
  { readonly type: 'frame' | 'clear' } | { readonly type: 'next'; readonly kind?: PieceKind | undefined };
export interface DemoFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

const framesEmpty = 6;
const camera = createDemoCamera();
const empty = camera.picture(null);
let seed = Number(new URLSearchParams(self.location.search).get('seed') ?? 1);
let still: Frame = camera.picture(demoPiece(seed));
let clearing = 0;
let n = 0;

const kindOf = (of: number): PieceKind => (demoPiece(of).defects.length > 0 ? 'damaged' : 'good');

self.addEventListener('message', ({ data }: MessageEvent<DemoRequest>) => {
  if (data.type === 'next') {
    clearing = framesEmpty;
    do seed += 1;
    while (data.kind !== undefined && kindOf(seed) !== data.kind);
    still = camera.picture(demoPiece(seed));
    return;
  }
  if (data.type === 'clear') {
    clearing = Infinity;
    return;
  }
  const frame = liveFrame(clearing > 0 ? empty : still, n++);
  clearing = Math.max(0, clearing - 1);
  const planes = new Uint8Array(frame.data);
  const answer: DemoFrame = { width: frame.width, height: frame.height, data: planes };
  self.postMessage(answer, { transfer: [planes.buffer] });
});

import type { Frame } from '../image/frame.ts';
import { demoPiece, type DemoPiece } from './piece.ts';
import { createDemoCamera, type FrameSize } from './render.ts';
import { liveFrame } from './live.ts';

export interface DemoSample {
  readonly piece: DemoPiece;
  readonly frame: Frame;
  readonly label: 'good' | 'damaged';
}

export interface DemoDatasetOptions {
  readonly instrument?: string;
  readonly size?: FrameSize;
  /** Seed of the first piece; the others follow. */
  readonly from?: number;
  /** All good, all damaged; default: as the pieces come (40 % damaged). */
  readonly only?: 'good' | 'damaged';
}

/** `count` pieces one after another, each photographed once with sensor noise. */
export function* demoDataset(
  count: number,
  { instrument, size, from = 1, only }: DemoDatasetOptions = {},
): Generator<DemoSample> {
  const camera = createDemoCamera(size, instrument);
  const damaged = only === undefined ? undefined : only === 'damaged';
  for (let seed = from; seed < from + count; seed++) {
    const piece = demoPiece(seed, instrument, damaged);
    const frame = liveFrame(camera.picture(piece), seed);
    yield { piece, frame, label: piece.defects.length > 0 ? 'damaged' : 'good' };
  }
}

/**
 * A frame: pixels as captured, before any model. Planes are tightly packed (row stride = row bytes), one after the other in `data`.
 *
 * - `i420`: Y (width × height), then U and V (ceil(width/2) × ceil(height/2) each), 8 bit
 * - `grey`: one plane, 8 bit
 * - `rgb`: three bytes a pixel, upright, sRGB
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly layout: FrameLayout;
  /** How YUV becomes RGB; ignored by `rgb`. */
  readonly colour: FrameColour;
  readonly data: Uint8Array;
}

export type FrameLayout = 'i420' | 'grey' | 'rgb';

export interface FrameColour {
  readonly matrix: 'bt601' | 'bt709';
  readonly range: 'limited' | 'full';
}

/** Bytes that `data` of a frame must have. */
export function frameBytes(layout: FrameLayout, width: number, height: number): number {
  switch (layout) {
    case 'i420':
      return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
    case 'grey':
      return width * height;
    case 'rgb':
      return 3 * width * height;
  }
}

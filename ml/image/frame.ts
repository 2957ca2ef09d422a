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

/** Refuses sides that no picture has. */
export function checkSize({ width, height }: { width: number; height: number }): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0))
    throw new Error(`a frame needs a width and height of at least 1 pixel, got ${width} × ${height}`);
}

/** Refuses a frame whose data does not have the size its layout asks for. */
export function checkFrame({ layout, width, height, data }: Frame): void {
  checkSize({ width, height });
  const expected = frameBytes(layout, width, height);
  if (data.length !== expected)
    throw new Error(`a ${width} × ${height} ${layout} frame has ${expected} bytes, got ${data.length}`);
}

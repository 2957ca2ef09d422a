import { WorkFailure } from '../serve.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, row by row. */
  readonly rgb: Uint8Array;
}

/**
 * Windows bitmaps, uncompressed, 8 bit with palette, 24 and 32 bit; libvips, as sharp ships it, opens none.
 * @throws WorkFailure `unreadable-image`, `too-large`
 */
export function decodeBmp(bytes: Uint8Array, pixelLimit: number): Picture {
  const unreadable = (why: string): never => {
    throw new WorkFailure('unreadable-image', `bitmap: ${why}`);
  };
  if (bytes.length < 54) unreadable('shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const height = Math.abs(signedHeight);
  if (headerBytes < 40) unreadable('a header older than Windows 3');
  if (width < 1 || height < 1) unreadable(`${width} × ${height} pixels`);
  if (width * height > pixelLimit) {
    throw new WorkFailure('too-large', `${width} × ${height} pixels, allowed ${pixelLimit} in all`);
  }
  if (compression !== 0 || ![8, 24, 32].includes(bits)) {
    unreadable(`${bits} bit, compression ${compression}; read are 8, 24 and 32 bit without`);
  }
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (start + rowBytes * height > bytes.length) unreadable('cut short');
  const palette = 14 + headerBytes;
  const colours = view.getUint32(46, true) || 256;
  if (bits === 8 && palette + 4 * colours > start) unreadable('palette cut short');

  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    // A positive height means that the lowest row comes first.
    const row = start + rowBytes * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x += 1) {
      let at = row + (x * bits) / 8;
      if (bits === 8) {
        const index = bytes[at] ?? 0;
        if (index >= colours) unreadable(`colour ${index} of ${colours}`);
        at = palette + 4 * index;
      }
      const to = 3 * (y * width + x);
      rgb[to] = bytes[at + 2] ?? 0;
      rgb[to + 1] = bytes[at + 1] ?? 0;
      rgb[to + 2] = bytes[at] ?? 0;
    }
  }
  return { width, height, rgb };
}

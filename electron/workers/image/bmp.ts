import { WorkFailure } from '../serve.ts';
import { checkExtent } from './open-file.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, row by row. */
  readonly rgb: Uint8Array;
}

/** Windows' own codes for how a bitmap is packed. */
const packing = { none: 0, masks: 3, masksAndAlpha: 6 } as const;

/**
 * Windows bitmaps as they are met: 1, 4 and 8 bit with palette, 16, 24 and 32 bit, not run-length coded; libvips, as sharp ships it, opens
 * none. Bits beside the three colours are dropped.
 * @throws WorkFailure `unreadable-image`, `too-large`
 */
export function decodeBmp(bytes: Uint8Array): Picture {
  if (bytes.length < 54) throw unreadable('shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const planes = view.getUint16(26, true);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const height = Math.abs(signedHeight);
  if (headerBytes < 40) throw unreadable('a header older than Windows 3');
  if (planes !== 1) throw unreadable(`${planes} planes`);
  checkExtent(width, height, 3);
  const masked = compression === packing.masks || compression === packing.masksAndAlpha;
  const packed = masked ? [16, 32] : compression === packing.none ? [1, 4, 8, 16, 24, 32] : [];
  if (!packed.includes(bits)) throw unreadable(`${bits} bit, compression ${compression}`);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const headerEnd = 14 + headerBytes;
  if (start < headerEnd || start + rowBytes * height > bytes.length) throw unreadable('cut short');
  // The masks stand after a header of 40 bytes, and inside a longer one: at the same place.
  if (masked && start < 66) throw unreadable('its colour masks are missing');
  const masks = masked
    ? [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)]
    : undefined;

  const colour =
    bits <= 8
      ? paletteReader(bytes, bits, headerEnd, start, view.getUint32(46, true))
      : bits !== 24 && (masks !== undefined || bits === 16)
        ? maskReader(view, bits, masks ?? [0x7c00, 0x3e0, 0x1f])
        : plainReader(bytes, bits / 8);
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    // A positive height means that the lowest row comes first.
    const row = start + rowBytes * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x += 1) colour(row, x, rgb, 3 * (y * width + x));
  }
  return { width, height, rgb };
}

/** Writes the colour of pixel `x` of the row that begins at `row` to `out[to]` and the two after it. */
type ColourReader = (row: number, x: number, out: Uint8Array, to: number) => void;

/** Blue, green, red, one byte each. */
function plainReader(bytes: Uint8Array, step: number): ColourReader {
  return (row, x, out, to) => {
    const at = row + x * step;
    out[to] = bytes[at + 2] ?? 0;
    out[to + 1] = bytes[at + 1] ?? 0;
    out[to + 2] = bytes[at] ?? 0;
  };
}

function paletteReader(
  bytes: Uint8Array,
  bits: number,
  palette: number,
  end: number,
  said: number,
): ColourReader {
  const colours = said === 0 ? 2 ** bits : said;
  if (palette + 4 * colours > end) throw unreadable('palette cut short');
  const entry = plainReader(bytes, 4);
  const most = 2 ** bits - 1;
  return (row, x, out, to) => {
    const place = x * bits;
    const index = ((bytes[row + (place >> 3)] ?? 0) >> (8 - bits - (place & 7))) & most;
    if (index >= colours) throw unreadable(`colour ${index} of ${colours}`);
    entry(palette, index, out, to);
  };
}

/** Each colour is the bits under its mask, spread over 0 to 255 and rounded down, as Pillow does. */
function maskReader(view: DataView, bits: number, masks: readonly number[]): ColourReader {
  const parts = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    const most = mask >>> shift;
    if (most === 0 || (most & (most + 1)) !== 0 || most > 255 || mask >= 2 ** bits)
      throw unreadable(`colour mask ${mask}`);
    return { shift, most };
  });
  return (row, x, out, to) => {
    const pixel = bits === 16 ? view.getUint16(row + 2 * x, true) : view.getUint32(row + 4 * x, true);
    parts.forEach(({ shift, most }, index) => {
      out[to + index] = Math.floor((((pixel >>> shift) & most) * 255) / most);
    });
  };
}

const unreadable = (why: string) => new WorkFailure('unreadable-image', `bitmap: ${why}`);

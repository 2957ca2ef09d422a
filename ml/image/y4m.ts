/**
 * A frame as a Y4M file of one frame, the form in which camera frames are stored: a text header, then the planes as they came.
 * Format: https://wiki.multimedia.cx/index.php/YUV4MPEG2. Matrix and range travel as X parameters (`XCOLORRANGE` as FFmpeg writes it),
 * so the bytes alone say how YUV becomes RGB. `rgb` frames come from files, which are kept as they are.
 */
import type { ScoreMap } from '../verdict/result.ts';
import { checkFrame, frameBytes, type Frame } from './frame.ts';

const header =
  /^YUV4MPEG2 W([1-9]\d{0,4}) H([1-9]\d{0,4}) F1:1 Ip A1:1 C(420mpeg2|mono) XCOLORRANGE=(LIMITED|FULL) XMATRIX=(BT601|BT709)\nFRAME\n/;
const longestHeader = 120;

/** What stands before a frame's planes in its Y4M file. Throws for `rgb` frames and for data of the wrong size. */
export function y4mHeader(frame: Frame): Uint8Array<ArrayBuffer> {
  checkFrame(frame);
  const { width, height, layout, colour } = frame;
  if (layout === 'rgb') throw new Error('Y4M holds i420 and grey frames, got rgb');
  if (width > 99_999 || height > 99_999)
    throw new Error(`Y4M frames have sides up to 99999 pixels, got ${width} × ${height}`);
  return new TextEncoder().encode(
    `YUV4MPEG2 W${width} H${height} F1:1 Ip A1:1 C${layout === 'i420' ? '420mpeg2' : 'mono'}` +
      ` XCOLORRANGE=${colour.range.toUpperCase()} XMATRIX=${colour.matrix.toUpperCase()}\nFRAME\n`,
  );
}

/** The Y4M bytes of a frame. Throws for `rgb` frames and for data of the wrong size. */
export function encodeY4m(frame: Frame): Uint8Array<ArrayBuffer> {
  const text = y4mHeader(frame);
  const bytes = new Uint8Array(text.length + frame.data.length);
  bytes.set(text);
  bytes.set(frame.data, text.length);
  return bytes;
}

/** The frame in Y4M bytes that `encodeY4m` wrote; `data` is a view of `bytes`. Throws for anything else, other Y4M included. */
export function decodeY4m(bytes: Uint8Array): Frame {
  const start = String.fromCharCode(...bytes.subarray(0, longestHeader));
  const found = header.exec(start);
  if (!found) {
    if (!start.startsWith('YUV4MPEG2 ')) throw new Error('not a Y4M file: it does not begin with YUV4MPEG2');
    throw new Error(
      'a Y4M header as Loupe writes it was expected (one progressive frame, C420mpeg2 or Cmono, XCOLORRANGE, XMATRIX)',
    );
  }
  const [text, width, height, format, range, matrix] = found;
  const layout = format === 'mono' ? 'grey' : 'i420';
  const size = { width: Number(width), height: Number(height) };
  const data = bytes.subarray(text.length);
  const expected = frameBytes(layout, size.width, size.height);
  if (data.length !== expected)
    throw new Error(
      `a Y4M file of ${size.width} × ${size.height} ${layout} has ${expected} bytes after its header, got ${data.length}`,
    );
  const colour = {
    matrix: matrix === 'BT601' ? 'bt601' : 'bt709',
    range: range === 'LIMITED' ? 'limited' : 'full',
  } as const;
  return { ...size, layout, colour, data };
}

/** A score map as a grey, full-range Y4M: 0 to 255 stands for 0 to 1 (rounded, clipped). Throws where a value is not a number. */
export function encodeScoreMap({ width, height, values }: ScoreMap): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.from(values, (value, i) => {
    if (Number.isNaN(value)) throw new Error(`score map value ${i} is not a number`);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
  return encodeY4m({ width, height, layout: 'grey', colour: { matrix: 'bt601', range: 'full' }, data });
}

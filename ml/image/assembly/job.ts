/**
 * Everything one run needs, laid out by the host (`../kernel.ts` writes the fields in this order, 32 bit each). The host also lays out all
 * memory and makes all tables: the module has no allocator, no data segment and no import but the memory.
 */
@unmanaged
export class Job {
  /** 0 linear, 1 Pillow, 2 Pillow with the vertical pass first, 3 area. */
  method: i32;

  /** Source: 0 one plane, 1 RGB, 2 I420; its planes, its size. */
  layout: i32;
  plane: usize;
  planeU: usize;
  planeV: usize;
  width: i32;
  height: i32;
  /** Bytes a pixel once `rows` has read them: 1 (plane) or 4 (RGBA). */
  channels: i32;
  /** Where `rows` puts converted rows, and the distance between rows there (of a plane: its own). */
  band: usize;
  pitch: usize;
  /** YUV to RGB: see ../colour.ts; the offsets of Y, U and V and the rounding are summed up in the biases. */
  luma: i32;
  redV: i32;
  greenU: i32;
  greenV: i32;
  blueU: i32;
  redBias: i32;
  greenBias: i32;
  blueBias: i32;

  /** Target size, and one table of taps an axis: source offset, count and weights of each target pixel. */
  targetWidth: i32;
  targetHeight: i32;
  columnStart: usize;
  columnCount: usize;
  columnWeights: usize;
  columnBytes: usize;
  rowStart: usize;
  rowCount: usize;
  rowWeights: usize;
  rowBytes: usize;
  /** Between the passes: rows (Pillow: a ring of `scratchRows`) and one resized line of bytes. */
  scratch: usize;
  scratchRows: i32;
  line: usize;

  /** The tensor: addresses and 256-entry tables for red, green and blue (one channel: the first), distances in bytes. */
  outputs: i32;
  out0: usize;
  out1: usize;
  out2: usize;
  table0: usize;
  table1: usize;
  table2: usize;
  outRow: usize;
  outStep: usize;
  /** Weights of a grey level, 16 bit. */
  greyRed: u32;
  greyGreen: u32;
  greyBlue: u32;
}

/** pil-bilinear/u8: two passes with bytes between. A 22-bit weight is `high · 2^15 + low`, so two 16-bit dots are exact (sums wrap, the result does not). */
import { emit } from './emit';
import { Job } from './job';
import { Lanes } from './lanes';
import { rows } from './rows';

class Sum {
  @inline
  static byte(high: v128, low: v128): v128 {
    return i32x4.shr_s(Lanes.add(Lanes.add(i32x4.shl(high, 15), low), i32x4.splat(1 << 21)), 22);
  }
}

/** Four rows of RGBA at once, along the columns: `pitch` apart in `out`. */
function columns4(job: Job, p0: usize, p1: usize, p2: usize, p3: usize, out: usize, pitch: usize): void {
  let start = job.columnStart;
  let count = job.columnCount;
  let weights = job.columnWeights;
  for (let x = 0; x < job.targetWidth; x++, start += 4, count += 4, weights += job.columnBytes, out += 4) {
    let q = <usize>load<u32>(start);
    let w = weights;
    const end = q + ((<usize>load<u32>(count)) << 3);
    const zero = i32x4.splat(0);
    let h0 = zero,
      h1 = zero,
      h2 = zero,
      h3 = zero;
    let l0 = zero,
      l1 = zero,
      l2 = zero,
      l3 = zero;
    for (; q < end; q += 8, w += 8) {
      const high = v128.load32_splat(w);
      const low = v128.load32_splat(w, 4);
      const a = Lanes.pixelPair(p0 + q);
      h0 = Lanes.add(h0, Lanes.dot(a, high));
      l0 = Lanes.add(l0, Lanes.dot(a, low));
      const b = Lanes.pixelPair(p1 + q);
      h1 = Lanes.add(h1, Lanes.dot(b, high));
      l1 = Lanes.add(l1, Lanes.dot(b, low));
      const c = Lanes.pixelPair(p2 + q);
      h2 = Lanes.add(h2, Lanes.dot(c, high));
      l2 = Lanes.add(l2, Lanes.dot(c, low));
      const d = Lanes.pixelPair(p3 + q);
      h3 = Lanes.add(h3, Lanes.dot(d, high));
      l3 = Lanes.add(l3, Lanes.dot(d, low));
    }
    const four = Lanes.pack(Sum.byte(h0, l0), Sum.byte(h1, l1), Sum.byte(h2, l2), Sum.byte(h3, l3));
    v128.store32_lane(out, four, 0);
    v128.store32_lane(out + pitch, four, 1);
    v128.store32_lane(out + 2 * pitch, four, 2);
    v128.store32_lane(out + 3 * pitch, four, 3);
  }
}

/** The same for rows of one plane, eight taps a step. */
function columns1(job: Job, p0: usize, p1: usize, p2: usize, p3: usize, out: usize, pitch: usize): void {
  let start = job.columnStart;
  let count = job.columnCount;
  let weights = job.columnWeights;
  for (let x = 0; x < job.targetWidth; x++, start += 4, count += 4, weights += job.columnBytes, out++) {
    let q = <usize>load<u32>(start);
    let w = weights;
    const end = q + ((<usize>load<u32>(count)) << 3);
    const zero = i32x4.splat(0);
    let h0 = zero,
      h1 = zero,
      h2 = zero,
      h3 = zero;
    let l0 = zero,
      l1 = zero,
      l2 = zero,
      l3 = zero;
    for (; q < end; q += 8, w += 32) {
      const high = v128.load(w);
      const low = v128.load(w, 16);
      const a = v128.load8x8_u(p0 + q);
      h0 = Lanes.add(h0, Lanes.dot(a, high));
      l0 = Lanes.add(l0, Lanes.dot(a, low));
      const b = v128.load8x8_u(p1 + q);
      h1 = Lanes.add(h1, Lanes.dot(b, high));
      l1 = Lanes.add(l1, Lanes.dot(b, low));
      const c = v128.load8x8_u(p2 + q);
      h2 = Lanes.add(h2, Lanes.dot(c, high));
      l2 = Lanes.add(l2, Lanes.dot(c, low));
      const d = v128.load8x8_u(p3 + q);
      h3 = Lanes.add(h3, Lanes.dot(d, high));
      l3 = Lanes.add(l3, Lanes.dot(d, low));
    }
    const sum = Sum.byte(Lanes.sums(h0, h1, h2, h3), Lanes.sums(l0, l1, l2, l3));
    const four = Lanes.pack(sum, sum, sum, sum);
    v128.store8_lane(out, four, 0);
    v128.store8_lane(out + pitch, four, 1);
    v128.store8_lane(out + 2 * pitch, four, 2);
    v128.store8_lane(out + 3 * pitch, four, 3);
  }
}

function columns(job: Job, p0: usize, p1: usize, p2: usize, p3: usize, out: usize, pitch: usize): void {
  if (job.channels == 4) columns4(job, p0, p1, p2, p3, out, pitch);
  else columns1(job, p0, p1, p2, p3, out, pitch);
}

/** Line `y` of `bytes` bytes from rows that begin at `first`, `pitch` apart, and go on at `ring` where they reach `end` (0: they never do). */
function mixRows(
  job: Job,
  y: i32,
  first: usize,
  pitch: usize,
  end: usize,
  ring: usize,
  bytes: usize,
  out: usize,
): void {
  const w0 = job.rowWeights + <usize>y * job.rowBytes;
  const w1 = w0 + ((<usize>pairsOf(job, y)) << 3);
  for (let i: usize = 0; i < bytes; i += 16) {
    const zero = i32x4.splat(0);
    let h0 = zero,
      h1 = zero,
      h2 = zero,
      h3 = zero;
    let l0 = zero,
      l1 = zero,
      l2 = zero,
      l3 = zero;
    let p = first;
    for (let w = w0; w < w1; w += 8) {
      const upper = v128.load(p + i);
      p += pitch;
      p = p == end ? ring : p;
      const lower = v128.load(p + i);
      p += pitch;
      p = p == end ? ring : p;
      const high = v128.load32_splat(w);
      const low = v128.load32_splat(w, 4);
      const left = Lanes.interleaveLow(upper, lower);
      const right = Lanes.interleaveHigh(upper, lower);
      const a = i16x8.extend_low_i8x16_u(left);
      h0 = Lanes.add(h0, Lanes.dot(a, high));
      l0 = Lanes.add(l0, Lanes.dot(a, low));
      const b = i16x8.extend_high_i8x16_u(left);
      h1 = Lanes.add(h1, Lanes.dot(b, high));
      l1 = Lanes.add(l1, Lanes.dot(b, low));
      const c = i16x8.extend_low_i8x16_u(right);
      h2 = Lanes.add(h2, Lanes.dot(c, high));
      l2 = Lanes.add(l2, Lanes.dot(c, low));
      const d = i16x8.extend_high_i8x16_u(right);
      h3 = Lanes.add(h3, Lanes.dot(d, high));
      l3 = Lanes.add(l3, Lanes.dot(d, low));
    }
    v128.store(out + i, Lanes.pack(Sum.byte(h0, l0), Sum.byte(h1, l1), Sum.byte(h2, l2), Sum.byte(h3, l3)));
  }
}

function startOf(job: Job, y: i32): i32 {
  return load<i32>(job.rowStart + ((<usize>y) << 2));
}
function countOf(job: Job, y: i32): i32 {
  return load<i32>(job.rowCount + ((<usize>y) << 2));
}
function pairsOf(job: Job, y: i32): i32 {
  return (countOf(job, y) + 1) >> 1;
}

/** Columns first: source rows are narrowed four at a time into a ring, from which each line is mixed. */
export function pillow(job: Job): void {
  const bytes = <usize>(job.targetWidth * job.channels);
  const pitch = (bytes + 31) & ~15;
  const ring = job.scratch;
  const end = ring + <usize>job.scratchRows * pitch;
  let next = startOf(job, 0) & ~3;
  for (let y = 0; y < job.targetHeight; y++) {
    const start = startOf(job, y);
    for (const need = start + countOf(job, y); next < need; next += 4) {
      const last = min(4, job.height - next) - 1;
      const p0 = rows(job, next, last + 1);
      const p1 = p0 + <usize>min(1, last) * job.pitch;
      const p2 = p0 + <usize>min(2, last) * job.pitch;
      const p3 = p0 + <usize>last * job.pitch;
      columns(job, p0, p1, p2, p3, ring + <usize>(next % job.scratchRows) * pitch, pitch);
    }
    mixRows(job, y, ring + <usize>(start % job.scratchRows) * pitch, pitch, end, ring, bytes, job.line);
    emit(job, y, job.line);
  }
}

/** Rows first, as Pillow 13 does for strong vertical reduction: four lines at a time. */
export function pillowVerticalFirst(job: Job): void {
  const bytes = <usize>(job.width * job.channels);
  const wide = (bytes + 127) & ~15;
  const pitch = (<usize>(job.targetWidth * job.channels) + 31) & ~15;
  const scratch = job.scratch;
  for (let y = 0; y < job.targetHeight; y += 4) {
    const last = min(4, job.targetHeight - y) - 1;
    for (let k = 0; k <= last; k++)
      mixRows(
        job,
        y + k,
        rows(job, startOf(job, y + k), countOf(job, y + k)),
        job.pitch,
        0,
        0,
        bytes,
        scratch + <usize>k * wide,
      );
    const p1 = scratch + <usize>min(1, last) * wide;
    const p2 = scratch + <usize>min(2, last) * wide;
    columns(job, scratch, p1, p2, scratch + <usize>last * wide, job.line, pitch);
    for (let k = 0; k <= last; k++) emit(job, y + k, job.line + <usize>k * pitch);
  }
}

/** area/u8: rows first, 14-bit weights, 16-bit sums with 6 bits of fraction between the passes. */
import { emit } from './emit';
import { Job } from './job';
import { Lanes } from './lanes';
import { rows } from './rows';

export function area(job: Job): void {
  const bytes = <usize>(job.width * job.channels);
  for (let y = 0; y < job.targetHeight; y++) {
    const count = load<i32>(job.rowCount + ((<usize>y) << 2));
    const first = rows(job, load<i32>(job.rowStart + ((<usize>y) << 2)), count);
    const weights = job.rowWeights + <usize>y * job.rowBytes;
    mixRows(first, job.pitch, bytes, weights, weights + ((<usize>((count + 1) >> 1)) << 2), job.scratch);
    if (job.channels == 4) columns4(job);
    else columns1(job);
    emit(job, y, job.line);
  }
}

function mixRows(first: usize, pitch: usize, bytes: usize, w0: usize, w1: usize, out: usize): void {
  const half = i32x4.splat(1 << 7);
  for (let i: usize = 0; i < bytes; i += 16) {
    let a0 = half,
      a1 = half,
      a2 = half,
      a3 = half;
    let p = first + i;
    for (let w = w0; w < w1; w += 4, p += pitch << 1) {
      const weights = v128.load32_splat(w);
      const upper = v128.load(p);
      const lower = v128.load(p + pitch);
      const left = Lanes.interleaveLow(upper, lower);
      const right = Lanes.interleaveHigh(upper, lower);
      a0 = Lanes.add(a0, Lanes.dot(i16x8.extend_low_i8x16_u(left), weights));
      a1 = Lanes.add(a1, Lanes.dot(i16x8.extend_high_i8x16_u(left), weights));
      a2 = Lanes.add(a2, Lanes.dot(i16x8.extend_low_i8x16_u(right), weights));
      a3 = Lanes.add(a3, Lanes.dot(i16x8.extend_high_i8x16_u(right), weights));
    }
    const to = out + (i << 1);
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(a0, 8), i32x4.shr_s(a1, 8)));
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(a2, 8), i32x4.shr_s(a3, 8)), 16);
  }
}

/** RGBA: two pixels a step. */
function columns4(job: Job): void {
  let start = job.columnStart;
  let count = job.columnCount;
  let weights = job.columnWeights;
  let out = job.line;
  for (let x = 0; x < job.targetWidth; x++, start += 4, count += 4, weights += job.columnBytes, out += 4) {
    let p = job.scratch + ((<usize>load<u32>(start)) << 1);
    let sum = i32x4.splat(1 << 19);
    const end = weights + ((<usize>load<u32>(count)) << 2);
    for (let w = weights; w < end; w += 4, p += 16) {
      const two = v128.load(p);
      sum = Lanes.add(
        sum,
        Lanes.dot(v128.shuffle<i16>(two, two, 0, 4, 1, 5, 2, 6, 3, 7), v128.load32_splat(w)),
      );
    }
    sum = i32x4.shr_s(sum, 20);
    v128.store32_lane(out, Lanes.pack(sum, sum, sum, sum), 0);
  }
}

/** One plane: four target pixels at a time, eight taps a step. */
function columns1(job: Job): void {
  let start = job.columnStart;
  let count = job.columnCount;
  let weights = job.columnWeights;
  let out = job.line;
  const bytes = job.columnBytes;
  for (let x = 0; x < job.targetWidth; x += 4, start += 16, count += 16, weights += bytes << 2, out += 4) {
    const sums = Lanes.sums(
      taps(job, start, count, weights),
      taps(job, start + 4, count + 4, weights + bytes),
      taps(job, start + 8, count + 8, weights + 2 * bytes),
      taps(job, start + 12, count + 12, weights + 3 * bytes),
    );
    const four = i32x4.shr_s(Lanes.add(sums, i32x4.splat(1 << 19)), 20);
    v128.store32_lane(out, Lanes.pack(four, four, four, four), 0);
  }
}

function taps(job: Job, start: usize, count: usize, weights: usize): v128 {
  let p = job.scratch + ((<usize>load<u32>(start)) << 1);
  let sum = i32x4.splat(0);
  for (const end = weights + ((<usize>load<u32>(count)) << 4); weights < end; weights += 16, p += 16)
    sum = Lanes.add(sum, Lanes.dot(v128.load(p), v128.load(weights)));
  return sum;
}

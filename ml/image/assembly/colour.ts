/** One row of the source as RGBA. Rows are written in whole blocks of 16 pixels; what lies behind the last pixel has weight 0 later. */
import { Job } from './job';
import { Lanes } from './lanes';

export function rgbRow(job: Job, row: i32, to: usize): void {
  let from = job.plane + <usize>row * <usize>job.width * 3;
  const end = to + ((<usize>job.width) << 2);
  for (; to < end; to += 16, from += 12) {
    const v = v128.load(from);
    v128.store(to, i8x16.shuffle(v, v, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11));
  }
}

/** The formula of ../colour.ts, 16 pixels at a time. */
export function i420Row(job: Job, row: i32, to: usize): void {
  const chromaWidth = <usize>((job.width + 1) >> 1);
  let y = job.plane + <usize>row * <usize>job.width;
  let u = job.planeU + <usize>(row >> 1) * chromaWidth;
  let v = job.planeV + <usize>(row >> 1) * chromaWidth;
  const luma = i32x4.splat(job.luma);
  const red = i32x4.splat(job.redV << 16);
  const green = i32x4.splat((-job.greenU & 0xffff) | (-job.greenV << 16));
  const blue = i32x4.splat(job.blueU);
  const redBias = i32x4.splat(job.redBias);
  const greenBias = i32x4.splat(job.greenBias);
  const blueBias = i32x4.splat(job.blueBias);
  const end = to + ((<usize>job.width) << 2);
  for (; to < end; to += 64, y += 16, u += 8, v += 8) {
    // lanes of four hold pixels 0 4 8 12, 1 5 9 13, 2 6 10 14 and 3 7 11 15: the first two share the even chroma samples, the others the odd ones
    const us = v128.load8x8_u(u);
    const vs = v128.load8x8_u(v);
    const even = v128.or(v128.and(us, i32x4.splat(0xffff)), i32x4.shl(vs, 16));
    const odd = v128.or(i32x4.shr_u(us, 16), v128.and(vs, i32x4.splat(0xffff0000)));
    const redEven = Lanes.add(Lanes.dot(even, red), redBias);
    const redOdd = Lanes.add(Lanes.dot(odd, red), redBias);
    const greenEven = Lanes.add(Lanes.dot(even, green), greenBias);
    const greenOdd = Lanes.add(Lanes.dot(odd, green), greenBias);
    const blueEven = Lanes.add(Lanes.dot(even, blue), blueBias);
    const blueOdd = Lanes.add(Lanes.dot(odd, blue), blueBias);
    const ys = v128.load(y);
    const byte = i32x4.splat(0xff);
    const y0 = Lanes.dot(v128.and(ys, byte), luma);
    const y1 = Lanes.dot(v128.and(i32x4.shr_u(ys, 8), byte), luma);
    const y2 = Lanes.dot(v128.and(i32x4.shr_u(ys, 16), byte), luma);
    const y3 = Lanes.dot(i32x4.shr_u(ys, 24), luma);
    const r = channel(y0, y1, y2, y3, redEven, redOdd);
    const g = channel(y0, y1, y2, y3, greenEven, greenOdd);
    const b = channel(y0, y1, y2, y3, blueEven, blueOdd);
    const rgLow = Lanes.interleaveLow(r, g);
    const rgHigh = Lanes.interleaveHigh(r, g);
    const bbLow = Lanes.interleaveLow(b, b);
    const bbHigh = Lanes.interleaveHigh(b, b);
    v128.store(to, v128.shuffle<i16>(rgLow, bbLow, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to, v128.shuffle<i16>(rgLow, bbLow, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(to, v128.shuffle<i16>(rgHigh, bbHigh, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(to, v128.shuffle<i16>(rgHigh, bbHigh, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
}

/** Sixteen bytes of one colour, in the order of the pixels. */
function channel(y0: v128, y1: v128, y2: v128, y3: v128, even: v128, odd: v128): v128 {
  const bytes = Lanes.pack(
    i32x4.shr_s(Lanes.add(y0, even), 13),
    i32x4.shr_s(Lanes.add(y1, even), 13),
    i32x4.shr_s(Lanes.add(y2, odd), 13),
    i32x4.shr_s(Lanes.add(y3, odd), 13),
  );
  return i8x16.shuffle(bytes, bytes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

/** cv2-linear/u8: four samples a pixel, both passes in one; `(((b0·(S0 >> 4)) >> 16) + ((b1·(S1 >> 4)) >> 16) + 2) >> 2`. */
import { emit } from './emit';
import { Job } from './job';
import { Lanes } from './lanes';
import { rows } from './rows';

class Mix {
  /** S >> 4 is at most 32640, so the vertical product fits a 16-bit dot as well. */
  @inline
  static rows(s0: v128, s1: v128, b0: v128, b1: v128): v128 {
    const upper = i32x4.shr_s(Lanes.dot(i32x4.shr_s(s0, 4), b0), 16);
    const lower = i32x4.shr_s(Lanes.dot(i32x4.shr_s(s1, 4), b1), 16);
    return i32x4.shr_s(Lanes.add(Lanes.add(upper, lower), i32x4.splat(2)), 2);
  }

  /** One RGBA pixel. */
  @inline
  static pixel(upper: usize, lower: usize, start: usize, weights: usize, b0: v128, b1: v128): v128 {
    const offset = <usize>load<u32>(start);
    const w = v128.load32_splat(weights);
    return Mix.rows(
      Lanes.dot(Lanes.pixelPair(upper + offset), w),
      Lanes.dot(Lanes.pixelPair(lower + offset), w),
      b0,
      b1,
    );
  }

  /** Four pairs of neighbours of one plane, 16 bit each. */
  @inline
  static pairs(row: usize, start: usize): v128 {
    let v = v128.load16_lane(row + <usize>load<u32>(start), i32x4.splat(0), 0);
    v = v128.load16_lane(row + <usize>load<u32>(start, 4), v, 1);
    v = v128.load16_lane(row + <usize>load<u32>(start, 8), v, 2);
    v = v128.load16_lane(row + <usize>load<u32>(start, 12), v, 3);
    return i16x8.extend_low_i8x16_u(v);
  }
}

/** rowStart holds first and second row of each line, rowWeights two 32-bit weights; columnWeights two 16-bit weights. */
export function linear(job: Job): void {
  const line = job.line;
  for (let y = 0; y < job.targetHeight; y++) {
    const at = (<usize>y) << 3;
    const first = load<i32>(job.rowStart + at);
    const second = load<i32>(job.rowStart + at, 4);
    const upper = rows(job, first, second - first + 1);
    const lower = second == first ? upper : upper + job.pitch;
    const b0 = v128.load32_splat(job.rowWeights + at);
    const b1 = v128.load32_splat(job.rowWeights + at, 4);
    let s = job.columnStart;
    let w = job.columnWeights;
    let out = line;
    if (job.channels == 4)
      for (let x = 0; x < job.targetWidth; x += 4, s += 16, w += 16, out += 16)
        v128.store(
          out,
          Lanes.pack(
            Mix.pixel(upper, lower, s, w, b0, b1),
            Mix.pixel(upper, lower, s + 4, w + 4, b0, b1),
            Mix.pixel(upper, lower, s + 8, w + 8, b0, b1),
            Mix.pixel(upper, lower, s + 12, w + 12, b0, b1),
          ),
        );
    else
      for (let x = 0; x < job.targetWidth; x += 4, s += 16, w += 16, out += 4) {
        const weights = v128.load(w);
        const four = Mix.rows(
          Lanes.dot(Mix.pairs(upper, s), weights),
          Lanes.dot(Mix.pairs(lower, s), weights),
          b0,
          b1,
        );
        v128.store32_lane(out, Lanes.pack(four, four, four, four), 0);
      }
    emit(job, y, line);
  }
}

/** Short names for what the passes do with 128-bit lanes. asc inlines them. */

export class Lanes {
  /** Pairwise: a0·b0 + a1·b1, … of eight signed 16-bit numbers, as four 32-bit sums. */
  @inline
  static dot(a: v128, b: v128): v128 {
    return i32x4.dot_i16x8_s(a, b);
  }

  @inline
  static add(a: v128, b: v128): v128 {
    return i32x4.add(a, b);
  }

  /** a0 b0 a1 b1 … a7 b7 */
  @inline
  static interleaveLow(a: v128, b: v128): v128 {
    return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  }

  /** a8 b8 a9 b9 … a15 b15 */
  @inline
  static interleaveHigh(a: v128, b: v128): v128 {
    return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }

  /**
   * Two RGBA pixels as 16-bit R0 R1 G0 G1 B0 B1 A0 A1. An interleave and an extension; `i8x16.swizzle` would be slower, since asc repeats its
   * constant at every use and V8 builds it anew each time.
   */
  @inline
  static pixelPair(at: usize): v128 {
    return i16x8.extend_low_i8x16_u(Lanes.interleaveLow(v128.load32_zero(at), v128.load32_zero(at, 4)));
  }

  /** Sixteen 32-bit numbers to bytes, clipped. */
  @inline
  static pack(a: v128, b: v128, c: v128, d: v128): v128 {
    return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
  }

  /** The sum of each vector: Σa Σb Σc Σd. */
  @inline
  static sums(a: v128, b: v128, c: v128, d: v128): v128 {
    const ab = Lanes.halves(a, b);
    const cd = Lanes.halves(c, d);
    return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
  }

  /** a0+a2 b0+b2 a1+a3 b1+b3 */
  @inline
  static halves(a: v128, b: v128): v128 {
    return i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  }
}

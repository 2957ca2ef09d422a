/** float16 (IEEE 754 binary16) as its bits, for platforms without a Float16Array. */

const view = new DataView(new ArrayBuffer(4));

/** The nearest float16 of each value, ties to even, as `numpy.float16` rounds; too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, halfOf);
}

export function fromHalf(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bits, floatOf);
}

function halfOf(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 float16 counts in steps of 2^-24, above in 2^10 steps for each power of two.
  const exponent = Math.max(-14, ((bits >>> 23) & 0xff) - 127);
  const steps = roundHalfEven(size / 2 ** (exponent - 10));
  return sign + ((exponent + 14) << 10) + steps;
}

function roundHalfEven(value: number): number {
  const whole = Math.floor(value);
  const rest = value - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole;
}

function floatOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const steps = bits & 0x3ff;
  if (exponent === 0x1f) return steps === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * steps * 2 ** -24 : sign * (1 + steps / 1024) * 2 ** (exponent - 15);
}

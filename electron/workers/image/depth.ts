/**
 * The rule `min-max`: from the darkest sample of all (0) to the brightest (255), rounded; a page of one value becomes 0.
 * The rule `full-range`, the high byte, is what libvips does itself.
 * @param bytes samples of 16 bit in the machine's order
 */
export function stretch(bytes: Uint8Array): Uint8Array {
  const samples = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  let [darkest, brightest] = [65_535, 0];
  for (const sample of samples) {
    if (sample < darkest) darkest = sample;
    if (sample > brightest) brightest = sample;
  }
  const out = new Uint8Array(samples.length);
  const range = brightest - darkest;
  if (range === 0) return out;
  for (let i = 0; i < samples.length; i += 1)
    out[i] = Math.round((255 * ((samples[i] ?? 0) - darkest)) / range);
  return out;
}

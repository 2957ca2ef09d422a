const bins = 15;

/**
 * Expected calibration error: how far, on average, said confidences lie from the share that was right, in bins of equal width (Guo et al.
 * 2017, equation 3). 0 is perfect. `undefined` where nothing was said.
 * @param said confidence, 0 to 1, and whether it was right
 */
export function calibrationError(
  said: readonly { readonly confidence: number; readonly right: boolean }[],
): number | undefined {
  if (said.length === 0) return undefined;
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
  for (const { confidence, right } of said) {
    if (!(confidence >= 0 && confidence <= 1)) throw new RangeError(`${confidence} is no confidence`);
    // Upper ends belong to a bin, as in the paper.
    const bin = sums[Math.max(0, Math.ceil(confidence * bins) - 1)]!;
    bin.confidence += confidence;
    bin.right += Number(right);
  }
  const apart = sums.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0);
  return apart / said.length;
}

/** Pictures that one is compared with: a few seconds of them. */
const kept = 32;

/**
 * When pictures were captured. A picture that waited (the page was held up, the computer slept) arrives as if it were new; its own timestamp,
 * on a clock of the camera's that runs evenly but starts anywhere, gives it away: it took longer than the quicker ones do. A stray timestamp
 * does no harm after three pictures, and a clock that jumps for good is believed again after 24.
 */
export function createCaptureClock(): (timestamp: number, arrived: number) => number {
  const delays: number[] = [];
  /** @param timestamp the picture's, in microseconds @param arrived page clock, ms @returns its capture by the page's clock, ms */
  return (timestamp, arrived) => {
    const stamped = timestamp / 1000;
    delays.push(arrived - stamped);
    if (delays.length > kept) delays.shift();
    const usual = delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 4)] as number;
    return Math.min(arrived, stamped + usual);
  };
}

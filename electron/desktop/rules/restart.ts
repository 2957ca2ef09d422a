/** Crashes older than this are forgotten. */
const memoryMs = 5 * 60_000;
const longestMs = 30_000;

/**
 * How long to wait before what crashed is started again: at once after the first crash, then twice as long each time, half a minute at
 * most. It is always started again: a station that nobody watches must not stay down.
 * @param crashes when it crashed, milliseconds of any clock that only grows; the present crash is the last
 */
export function waitBeforeRestart(crashes: readonly number[]): number {
  const now = crashes.at(-1) ?? 0;
  const recent = crashes.filter((at) => now - at < memoryMs).length;
  return recent <= 1 ? 0 : Math.min(longestMs, 250 * 2 ** (recent - 2));
}

/** A clock's milliseconds as the journal writes them, `2026-11-21T09:40:29.123Z`. */
export function isoTime(ms: number): string {
  // oxlint-disable-next-line no-restricted-globals -- formats a time that the platform's clock gave; reads none
  return new Date(ms).toISOString();
}

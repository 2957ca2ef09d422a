/** A clock's milliseconds as the journal writes them, `2026-11-21T09:40:29.123Z`. */
export function isoTime(ms: number): string {
  // oxlint-disable-next-line no-restricted-globals -- formats a time that the platform's clock gave; reads none
  return new Date(ms).toISOString();
}

/** The other way round: a time of the journal as milliseconds since 1970. */
export function msOf(iso: string): number {
  // oxlint-disable-next-line no-restricted-globals -- reads a text, no clock
  return Date.parse(iso);
}

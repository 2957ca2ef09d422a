import type { Identity } from '../../electron/contract/events.ts';

/** The identity of the next piece: what was scanned or typed, the tray it goes into, and a late ID that is offered. */
export interface NextId {
  /** Goes with the next inspection, and only with that. */
  readonly armed: Identity | null;
  /** An ID that came after its piece was inspected without one: offered, never assumed. */
  readonly offer: { readonly inspection: string; readonly serial: string } | null;
}
export const noId: NextId = { armed: null, offer: null };

/** What a code says about the piece: control characters of GS1 codes become spaces. */
export function serialOf(code: string): string | null {
  const serial = code
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 120);
  return serial === '' ? null : serial;
}

/** A code was scanned or accepted; `bare` is the newest inspection if it has no ID and still shows. */
export function identified(serial: string, bare: string | null): NextId {
  return { armed: { serial }, offer: bare === null ? null : { inspection: bare, serial } };
}

/** What is recorded with a piece: its own identity and the open tray. */
export const withTray = (armed: Identity | null, tray: string | null): Identity => ({
  ...armed,
  ...(tray !== null && { tray }),
});

export const idIsMissing = (
  rule: 'never' | 'tray' | 'always',
  armed: Identity | null,
  tray: string | null,
): boolean => armed === null && (rule === 'always' || (rule === 'tray' && tray !== null));

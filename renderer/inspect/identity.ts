import type { Identity } from '../../electron/contract/events.ts';
import type { Reading } from '../keys/codes/code.ts';

/** The identity of the next piece: what was scanned or typed, the tray it goes into, and a late ID that is offered. */
export interface NextId {
  /** Goes with the next inspection, and only with that. */
  readonly armed: Identity | null;
  /** An ID that came after its piece was inspected without one: offered, never assumed. */
  readonly offer: { readonly inspection: string; readonly identity: Identity } | null;
}
export const noId: NextId = { armed: null, offer: null };

/** Somebody said which piece it is; the tray alone does not. */
export const isNamed = ({ instrument, serial }: Identity): boolean =>
  instrument !== undefined || serial !== undefined;

/** An identity in one short line. */
export const shortName = ({ instrument, serial }: Identity): string =>
  [instrument, serial].filter((part) => part !== undefined).join(' · ');

/** How a hand would write it, so that reading it again gives the same. */
export const written = (identity: Identity): string => identity.udi ?? identity.serial ?? '';

/** A code was scanned or accepted; `bare` is the newest inspection if it has no ID and still shows. */
export function identified(identity: Identity, bare: string | null): NextId {
  return { armed: identity, offer: bare === null ? null : { inspection: bare, identity } };
}

/** The piece that the first half of a HIBC pair has named, with what the second half adds; null where they do not belong together. */
export function withHalf(armed: Identity | null, half: Extract<Reading, { kind: 'half' }>): Identity | null {
  if (armed?.udi?.startsWith('+') !== true || armed.udi.includes(' +') || !armed.udi.endsWith(half.link))
    return null;
  return {
    ...armed,
    ...(half.serial !== undefined && { serial: half.serial }),
    udi: `${armed.udi} ${half.text}`,
  };
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

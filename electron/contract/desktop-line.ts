// How the desktop's page gets its lines to the host: it asks through a bridge that the preload puts into it, and ports come back in a
// message of its own window. A port cannot cross the bridge, and nothing else does.

/** The ports of a line, in the order they are handed over. */
export const lanesOf = {
  /** The page's own: the contract, and the frame lane. */
  page: ['rpc', 'frames'],
  /** The contract once more, for the worker that follows the journal. */
  projection: ['rpc'],
} as const;
export type LinePurpose = keyof typeof lanesOf;

/** What the page sees as `window.loupe`. */
export interface DesktopBridge {
  /** Asks for a line; it comes when there is a host. */
  connect(purpose: LinePurpose): void;
}

/** What the window's message carries: a line, with its ports beside it, or that the host, and with it every line, is gone. */
export type LineMessage =
  { readonly loupe: 'line'; readonly purpose: LinePurpose } | { readonly loupe: 'host-gone' };

/** @returns null for a message that is none of these */
export function readLineMessage(data: unknown): LineMessage | null {
  if (typeof data !== 'object' || data === null) return null;
  const { loupe, purpose } = data as { loupe?: unknown; purpose?: unknown };
  if (loupe === 'host-gone') return { loupe };
  return loupe === 'line' && isPurpose(purpose) ? { loupe, purpose } : null;
}

export const isPurpose = (value: unknown): value is LinePurpose =>
  typeof value === 'string' && Object.hasOwn(lanesOf, value);

// Whom the window trusts: our own page and nobody else. URLs are parsed and compared by part, never as text.

export const scheme = 'loupe';
/** Holds the page's store and its camera permission: never to change. */
export const pageOrigin = `${scheme}://station`;
export const pageUrl = `${pageOrigin}/`;

/** Whether `url` is of our own page, as a browser writes it: nothing to strip, no name and password, no port. */
export function isOurs(url: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed !== null &&
    parsed.href === url &&
    parsed.protocol === `${scheme}:` &&
    parsed.host === 'station' &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

/** Whether the window may load `url`: its own files, and what the page made itself. */
export function mayLoad(url: string): boolean {
  if (isOurs(url)) return true;
  const parsed = URL.parse(url);
  if (parsed?.protocol === 'blob:') return isOurs(url.slice('blob:'.length));
  return parsed?.protocol === 'data:' && /^data:image\/|^data:,/.test(url);
}

/** Whether the page may save `url` as a file: only what it made itself. */
export const mayDownload = (url: string): boolean =>
  url.startsWith('blob:') && isOurs(url.slice('blob:'.length));

/** Who sent a message to the main process; `frame` is null when it was gone before the message came. */
export interface Sender {
  readonly frame: { readonly url: string; readonly main: boolean } | null;
  /** Whether it is our window's, and not of some other contents. */
  readonly ourWindow: boolean;
}

/** Whether a message may have an effect: from the main frame of our window, and our page is in it. */
export const mayAsk = ({ frame, ourWindow }: Sender): boolean =>
  ourWindow && frame !== null && frame.main && isOurs(frame.url);

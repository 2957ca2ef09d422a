import { createHash, timingSafeEqual } from 'node:crypto';

// Who is let in, as pure decisions. A web page anywhere may make this browser send requests to a port of this machine, and a name
// anywhere may be made to resolve to it: so a request must name this station as `localhost`, come from its own page, and know the token.

export const originOf = (port: number): string => `http://localhost:${port}`;

/** `ours`, another name of this machine (`alias`: send them to `localhost`, which keeps the page's store), or somebody else's name. */
export function judgeHost(hosts: readonly string[] | undefined, port: number): 'ours' | 'alias' | 'foreign' {
  const [host] = hosts ?? [];
  if (host === undefined || hosts?.length !== 1) return 'foreign';
  if (host === `localhost:${port}`) return 'ours';
  return host === `127.0.0.1:${port}` || host === `[::1]:${port}` ? 'alias' : 'foreign';
}

/** Browsers name the page a request comes from; only our own page may have one answered. Navigation sends no `Origin`. */
export function judgeOrigin(
  { origin, site, mode }: { origin: string | undefined; site: string | undefined; mode: string | undefined },
  port: number,
): boolean {
  if (origin !== undefined) return origin === originOf(port);
  return site === undefined || site === 'same-origin' || site === 'none' || mode === 'navigate';
}

/** Takes as long for a near miss as for a far one. */
export function tokenMatches(given: string | null | undefined, token: string): boolean {
  if (typeof given !== 'string') return false;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

/** Cookies know no ports, so the name carries it. */
export const cookieName = (port: number): string => `loupe-${port}`;

export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return null;
}

/** The page's own id for its session, a UUID of its making; null for anything else. */
export function readSession(query: URLSearchParams): string | null {
  const ids = query.getAll('session');
  const [id] = ids;
  return ids.length === 1 && id !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? id
    : null;
}

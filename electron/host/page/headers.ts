/**
 * The headers of every answer to the page, whichever shell gives it. `nonce` is fresh for each page; without one no style element is
 * allowed at all. `sockets`: the origin of the WebSockets that the page may open, where it needs any.
 */
export function pageHeaders({
  nonce,
  sockets,
}: {
  nonce?: string | undefined;
  sockets?: string;
}): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self' 'wasm-unsafe-eval'",
    'style-src': nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`,
    'img-src': "'self' blob: data:",
    'media-src': 'blob:',
    'connect-src': sockets === undefined ? "'self'" : `'self' ${sockets}`,
    'worker-src': "'self'",
    'font-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([name, sources]) => `${name} ${sources}`)
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()',
  };
}

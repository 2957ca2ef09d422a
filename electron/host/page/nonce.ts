import { randomBytes } from 'node:crypto';

/** The page as it is sent: wherever the built one has a place for it, a nonce of its own. */
export function withNonce(html: Uint8Array): { readonly html: string; readonly nonce: string } {
  const nonce = randomBytes(16).toString('base64');
  return { html: new TextDecoder().decode(html).replaceAll('__NONCE__', nonce), nonce };
}

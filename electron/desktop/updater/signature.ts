import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** The signature file's content: Ed25519 over the exact bytes, base64, one line a key (two while a key is being replaced). */
export function signBytes(bytes: Uint8Array, keys: readonly KeyObject[]): string {
  return keys.map((key) => `${sign(null, bytes, key).toString('base64')}\n`).join('');
}

/**
 * Passes when a line of `signatures` is by one of `keys` (SPKI, DER, base64).
 * @throws Refusal `unsigned`, `untrusted-signature`
 */
export function checkSignature(bytes: Uint8Array, signatures: string | null, keys: readonly string[]): void {
  const lines = (signatures ?? '').split('\n').filter((line) => /^[A-Za-z0-9+/]{86}==$/.test(line));
  if (lines.length === 0) throw new Refusal('unsigned', 'the feed carries no signature');
  const trusted = keys.map((key) =>
    createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }),
  );
  const signed = lines
    .slice(0, 4)
    .some((line) => trusted.some((key) => verify(null, bytes, key, Buffer.from(line, 'base64'))));
  if (!signed) throw new Refusal('untrusted-signature', 'no key that this program trusts signed these bytes');
}

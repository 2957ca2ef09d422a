import { z } from 'zod';
import { byPath, hashesOf, listing, signatureFile, type PackageFiles, type Sha256 } from './files.ts';

/** `SIGNATURE.json`, after the OpenSSF model-signing layout: what was signed, by which key, and the signature. */
export const signatureSchema = z.strictObject({
  format: z.literal(1),
  keyId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  /** SHA-256 of every signed file, by path. */
  files: z.record(z.string().max(500), z.string().regex(/^[0-9a-f]{64}$/)),
  /** Ed25519 over `signedBytes`, base64. */
  signature: z.base64().length(88),
});
export type PackageSignature = z.infer<typeof signatureSchema>;

/**
 * The bytes that are signed. The first line says what they are, so that the signature means nothing elsewhere; the key's id is in them, so
 * that it cannot be exchanged; name and version are in `model.json`, whose hash is.
 */
export function signedBytes({ keyId, files }: Pick<PackageSignature, 'keyId' | 'files'>): Uint8Array {
  const hashes = Object.entries(files).toSorted(byPath);
  return new TextEncoder().encode(`loupe-package-1\n${keyId}\n${listing(hashes)}`);
}

/** The package with a `SIGNATURE.json` over its files. `sign` gives the 64 bytes of an Ed25519 signature as base64. */
export function signPackage(
  files: PackageFiles,
  { keyId, sha256, sign }: { keyId: string; sha256: Sha256; sign: (bytes: Uint8Array) => string },
): PackageFiles {
  const hashes = Object.fromEntries(hashesOf(files, sha256));
  const signature = sign(signedBytes({ keyId, files: hashes }));
  const content = signatureSchema.parse({ format: 1, keyId, files: hashes, signature });
  return new Map(files).set(signatureFile, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));
}

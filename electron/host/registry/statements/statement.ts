import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { jsonBytes } from '../../durable.ts';
import { keyIdOf } from '../../models/package.ts';
import type { Station } from '../../station.ts';

/** What a station signs beside packages, promotions and its journal. */
export type StatementKind = 'station-report' | 'station-order';

/** Signed words as they lie in a registry. Nothing in them is believed before `signedWith` holds for a key that is trusted. */
export interface Statement {
  readonly said: unknown;
  readonly keyId: string;
  /** @param publicKey Ed25519, DER (SPKI), base64 */
  signedWith(publicKey: string): boolean;
}

const mostBytes = 100_000;
const statementSchema = z.object({
  said: z.record(z.string(), z.unknown()),
  keyId: z.string().regex(/^[0-9a-f]{32}$/),
  signature: z.base64().length(88),
});

/** The kind and the key are signed too, so that the signature means nothing elsewhere and the key cannot be exchanged. */
const bytesOf = (kind: StatementKind, keyId: string, said: object): Uint8Array =>
  new TextEncoder().encode(`loupe-${kind}-1\n${keyId}\n${JSON.stringify(said)}\n`);

/** The file of a statement, readable for people. */
export function signStatement(
  kind: StatementKind,
  said: object,
  station: Pick<Station, 'publicKey' | 'sign'>,
): Uint8Array {
  const keyId = keyIdOf(station.publicKey);
  const signature = Buffer.from(station.sign(bytesOf(kind, keyId, said))).toString('base64');
  return jsonBytes({ said, keyId, signature });
}

/** @throws Error for what is no statement */
export function readStatement(kind: StatementKind, bytes: Uint8Array): Statement {
  if (bytes.length > mostBytes) throw new Error(`it has ${bytes.length} bytes, ${mostBytes} are allowed`);
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Error('it is not JSON', { cause: error });
  }
  const parsed = statementSchema.safeParse(found);
  if (!parsed.success) throw new Error('it has not the shape of a signed statement');
  // As it was read, not as the schema gives it: what a newer Loupe says is signed too.
  const { said } = found as { said: object };
  const { keyId, signature } = parsed.data;
  return {
    said,
    keyId,
    signedWith(publicKey) {
      if (keyIdOf(publicKey) !== keyId) return false;
      const key = createPublicKey({
        ...{ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' },
      });
      if (key.asymmetricKeyType !== 'ed25519') return false;
      return verify(null, bytesOf(kind, keyId, said), key, Buffer.from(signature, 'base64'));
    },
  };
}

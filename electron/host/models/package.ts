import { createHash, createPublicKey, verify } from 'node:crypto';
import type { PackageFiles, Sha256 } from '../../../ml/package/files.ts';
import { signPackage as sign } from '../../../ml/package/signature.ts';
import {
  readPackage,
  verifyPackage,
  type Outcome,
  type PackageFailure,
  type ReadPackage,
  type Trust,
} from '../../../ml/package/verify.ts';
import type { Station } from '../station.ts';
import type { Model } from './model.ts';

/** A key whose packages are believed. */
export interface TrustedKey {
  /** Ed25519, DER (SPKI), base64. */
  readonly publicKey: string;
  /** Who holds it, in words. */
  readonly name: string;
}

export interface OpenedPackage {
  readonly model: Model;
  /** Whose key signed it. */
  readonly trustedBy: string;
  readonly keyId: string;
}

const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A key's id: the first 32 hex digits of the SHA-256 of its DER bytes. */
export const keyIdOf = (publicKey: string): string => sha256(Buffer.from(publicKey, 'base64')).slice(0, 32);

/** @throws Error that says in words why the package is refused */
export function openPackage(files: PackageFiles, keys: readonly TrustedKey[]): OpenedPackage {
  const byId = new Map(keys.map((key) => [keyIdOf(key.publicKey), key]));
  const trust: Trust = {
    sha256,
    knows: (keyId) => byId.has(keyId),
    verify(keyId, bytes, signature) {
      const key = byId.get(keyId);
      if (key === undefined) return false;
      const publicKey = createPublicKey({
        key: Buffer.from(key.publicKey, 'base64'),
        format: 'der',
        type: 'spki',
      });
      return verify(null, bytes, publicKey, Buffer.from(signature, 'base64'));
    },
  };
  const { keyId, ...model } = orThrow(verifyPackage(files, trust));
  return { model, trustedBy: byId.get(keyId)?.name ?? keyId, keyId };
}

/** A package whose signature nobody asks for: `loupe inspect --model`, a package still being made. @throws Error as `openPackage` */
export function openUnsigned(files: PackageFiles): ReadPackage {
  return orThrow(readPackage(files, sha256));
}

/** The package with this station's signature. */
export function signPackage(files: PackageFiles, station: Pick<Station, 'publicKey' | 'sign'>): PackageFiles {
  return sign(files, {
    keyId: keyIdOf(station.publicKey),
    sha256,
    sign: (bytes) => Buffer.from(station.sign(bytes)).toString('base64'),
  });
}

function orThrow<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.failures.map(wordsOf).join('; '));
}

function wordsOf(failure: PackageFailure): string {
  switch (failure.code) {
    case 'too-large':
      return `the package has ${failure.bytes} bytes, ${failure.allowed} are allowed`;
    case 'unsigned':
      return 'the package is not signed';
    case 'bad-signature-file':
      return `SIGNATURE.json: ${failure.message}`;
    case 'unknown-key':
      return `signed with the key ${failure.keyId}, which this station does not trust`;
    case 'bad-signature':
      return `the signature is not one of the key ${failure.keyId} over this package`;
    case 'missing-file':
      return `${failure.path} is missing`;
    case 'extra-file':
      return `${failure.path} does not belong to the package`;
    case 'changed-file':
      return `${failure.path} is not the file that was signed`;
    case 'bad-manifest':
      return `model.json: ${failure.message}`;
    case 'gate':
      return `model.onnx: ${failure.problem.code}: ${failure.problem.message}`;
    case 'bad-golden':
      return `golden cases: ${failure.message}`;
  }
}

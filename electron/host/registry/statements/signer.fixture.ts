import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { promotionBytes, type Promotion, type SignedPromotion } from '../../../../ml/package/promotion.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { keyIdOf, openUnsigned, signPackage } from '../../models/package.ts';
import type { PackageRef } from '../registry.ts';

/** A private key that is the same for each `seed`, as stations keep theirs: Ed25519, PKCS #8. */
export function seededKey(seed: number): Buffer {
  const key = Buffer.alloc(32);
  key.writeUInt32BE(seed);
  return Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), key]);
}

/** Somebody who signs packages and promotions. @param stored as `seededKey` gives one; a new key without it */
export function signer(stored?: Buffer) {
  const privateKey =
    stored === undefined
      ? generateKeyPairSync('ed25519').privateKey
      : createPrivateKey({ key: stored, format: 'der', type: 'pkcs8' });
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return {
    publicKey: key,
    keyId: keyIdOf(key),
    sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)),
  };
}
export type Signer = ReturnType<typeof signer>;

/** A signed sample package, and what it is called. */
export function signedSample(by: Signer, parts: Parameters<typeof samplePackage>[0] = {}) {
  const files = signPackage(samplePackage(parts), by);
  const { manifest, sha256 } = openUnsigned(files);
  const ref: PackageRef = { name: manifest.name, version: manifest.version, sha256 };
  return { files, ref };
}

export function signedPromotion(
  by: Signer,
  ref: PackageRef,
  serial: number,
  parts: Partial<Promotion> = {},
): SignedPromotion {
  const { name: model, version, sha256 } = ref;
  const promotion: Promotion = {
    ...{ format: 1, alias: 'champion', model, version, sha256, serial },
    ...{ by: 'admin', reason: 'it was better', ...parts },
  };
  const signature = Buffer.from(by.sign(promotionBytes(promotion, by.keyId))).toString('base64');
  return { promotion, keyId: by.keyId, signature };
}

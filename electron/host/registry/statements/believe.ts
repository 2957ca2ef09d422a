import { createPublicKey, verify } from 'node:crypto';
import { promotionBytes, type Promotion, type SignedPromotion } from '../../../../ml/package/promotion.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { keyIdOf, type TrustedKey } from '../../models/package.ts';
import type { Station } from '../../station.ts';

/** The promotion with this station's signature. */
export function signPromotion(
  promotion: Promotion,
  station: Pick<Station, 'publicKey' | 'sign'>,
): SignedPromotion {
  const keyId = keyIdOf(station.publicKey);
  const signature = Buffer.from(station.sign(promotionBytes(promotion, keyId))).toString('base64');
  return { promotion, keyId, signature };
}

/** @returns whose key signed it @throws LoupeError `model-refused` unless a trusted key signed exactly this */
export function believe(
  { promotion, keyId, signature }: SignedPromotion,
  keys: readonly TrustedKey[],
): string {
  const { model, version, serial } = promotion;
  const refuse = (why: string) =>
    new LoupeError('model-refused', { cause: `promotion ${serial}, of ${model} ${version}, ${why}` });
  const key = keys.find(({ publicKey }) => keyIdOf(publicKey) === keyId);
  if (key === undefined) throw refuse(`is signed with the key ${keyId}, which this station does not trust`);
  const publicKey = createPublicKey({
    ...{ key: Buffer.from(key.publicKey, 'base64'), format: 'der', type: 'spki' },
  });
  if (verify(null, promotionBytes(promotion, keyId), publicKey, Buffer.from(signature, 'base64')))
    return key.name;
  throw refuse(`is not what the key ${keyId} signed`);
}

export function isBelieved(signed: SignedPromotion, keys: readonly TrustedKey[]): boolean {
  try {
    believe(signed, keys);
    return true;
  } catch {
    return false;
  }
}

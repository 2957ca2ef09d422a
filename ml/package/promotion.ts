import { z } from 'zod';
import { modelName } from './manifest.ts';

/** What a promotion makes of a version: what stations follow, or what is being tried. */
export const aliases = ['champion', 'challenger'] as const;
export type Alias = (typeof aliases)[number];

/** Serials of one model and alias only grow; a station follows none that is not higher than the last it followed. */
export const serialSchema = z.number().int().min(1).max(1e9);

/** Who says that stations shall judge with which version, and why. */
export const promotionSchema = z.strictObject({
  format: z.literal(1),
  alias: z.enum(aliases),
  model: modelName,
  version: z.number().int().min(1),
  /** `packageDigest` of the package. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  serial: serialSchema,
  by: z.string().min(1).max(100),
  reason: z.string().trim().min(1).max(500),
});
export type Promotion = z.infer<typeof promotionSchema>;

/** A promotion as it lies in a registry. Nothing in it is believed before its signature holds. */
export const signedPromotionSchema = z.strictObject({
  promotion: promotionSchema,
  keyId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  /** Ed25519 over `promotionBytes`, base64. */
  signature: z.base64().length(88),
});
export type SignedPromotion = z.infer<typeof signedPromotionSchema>;

/**
 * The bytes that are signed. As with a package, the first line says what they are and the second by which key; then every field as JSON in
 * this order, whatever order a file has them in.
 */
export function promotionBytes(promotion: Promotion, keyId: string): Uint8Array {
  const { format, alias, model, version, sha256, serial, by, reason } = promotion;
  const fields = JSON.stringify([format, alias, model, version, sha256, serial, by, reason]);
  return new TextEncoder().encode(`loupe-promotion-1\n${keyId}\n${fields}\n`);
}

import { expect, test } from 'vitest';
import { promotionBytes, promotionSchema, signedPromotionSchema } from './promotion.ts';

const promotion = promotionSchema.parse({
  ...{ format: 1, alias: 'champion', model: 'screw', version: 15, sha256: 'a'.repeat(64) },
  ...{ serial: 3, by: 'admin', reason: 'seen on 40 pieces' },
});

test('the signed bytes are the same whatever the order of the fields, and other for every other field', () => {
  const bytes = new TextDecoder().decode(promotionBytes(promotion, 'key'));
  expect(bytes).toBe(
    `loupe-promotion-1\nkey\n[1,"champion","screw",15,"${'a'.repeat(64)}",3,"admin","seen on 40 pieces"]\n`,
  );
  const turned = Object.fromEntries(Object.entries(promotion).toReversed());
  expect(promotionBytes(promotionSchema.parse(turned), 'key')).toEqual(promotionBytes(promotion, 'key'));
  const others = [
    ...[{ alias: 'challenger' }, { model: 'screws' }, { version: 16 }, { sha256: 'b'.repeat(64) }],
    ...[{ serial: 4 }, { by: 'lead' }, { reason: 'seen on 41 pieces' }],
  ].map((part) => promotionBytes(promotionSchema.parse({ ...promotion, ...part }), 'key'));
  const all = [promotionBytes(promotion, 'key'), promotionBytes(promotion, 'other'), ...others];
  expect(new Set(all.map((one) => new TextDecoder().decode(one))).size).toBe(9);
});

test.each([
  { serial: 0 },
  { serial: 1.5 },
  { serial: 2e9 },
  { reason: ' ' },
  { model: '../x' },
  { alias: 'latest' },
  { version: 0 },
  { surprise: 1 },
])('%j is no promotion', (part) => {
  expect(promotionSchema.safeParse({ ...promotion, ...part }).success).toBe(false);
  const signed = { promotion: { ...promotion, ...part }, keyId: 'key', signature: 'x' };
  expect(signedPromotionSchema.safeParse(signed).success).toBe(false);
});

import { z } from 'zod';
import { signedPromotionSchema, type SignedPromotion } from '../../../../ml/package/promotion.ts';
import { actorSchema, type Actor } from '../../../contract/people.ts';
import { jsonBytes, makeFolders, readJsonIfThere, removeIfThere, writeWhole } from '../../durable.ts';
import type { Files } from '../../platform.ts';

const path = 'models/next.json';

/** A promotion that this station accepted, and whose package has not taken over yet. */
export interface Next {
  readonly signed: SignedPromotion;
  readonly by: Actor;
  /** Since when it waits, milliseconds since 1970. */
  readonly since: number;
}

const nextSchema = z.strictObject({
  format: z.literal(1),
  signed: signedPromotionSchema,
  by: actorSchema,
  since: z.number().int().min(0),
});

/** null: none waits, or the file is not what a station wrote; then the promotion is looked up in the registry again. */
export const readNext = (files: Files): Promise<Next | null> => readJsonIfThere(files, path, nextSchema);

/** On disk when it resolves; null takes it away. */
export async function writeNext(files: Files, next: Next | null): Promise<void> {
  if (next === null) return removeIfThere(files, path);
  await makeFolders(files, 'models');
  await writeWhole(files, path, jsonBytes(nextSchema.parse({ format: 1, ...next })));
}

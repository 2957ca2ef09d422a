import { z } from 'zod';
import { recipeSchema } from './recipe.ts';

/** How good pieces are learnt, as a file. Nothing in it is drawn by chance, so it has no seed. */
export const anomalyRecipeSchema = z.strictObject({
  format: z.literal(1),
  /** Of the recipes that come along: how the parts lie. */
  name: z.string().min(1).max(100),
  task: z.literal('anomaly'),
  /** Longer side of the input, in pixels. */
  side: z.number().int().min(32).max(1024),
  /** Whether long parts are turned along the picture, where nearly all good pictures show one on a plain ground. */
  align: z.enum(['auto', 'never']).default('never'),
  mirrors: z.enum(['none', 'horizontal', 'vertical', 'both', 'symmetric']),
  shifts: z.boolean(),
  reach: z.number().int().min(0).max(3),
  variance: z.number().min(0.5).max(1),
  maxBytes: z.number().int().min(100_000).max(200_000_000),
  shrink: z.number().min(0).max(1).exactOptional(),
});
export type AnomalyRecipe = z.infer<typeof anomalyRecipeSchema>;

/** All that decides a training run besides its dataset, whatever the task. */
export const runRecipeSchema = z.discriminatedUnion('task', [recipeSchema, anomalyRecipeSchema]);
export type RunRecipe = z.infer<typeof runRecipeSchema>;

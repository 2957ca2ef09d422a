import { z } from 'zod';
import { createRandom, mixSeed, type Random } from '../demo/random.ts';
import type { Layer } from './network.ts';
import { recipeSchema, type Recipe } from './recipe.ts';

/** What a trial may change of a recipe. */
const parameterNames = [
  'rate',
  'decay',
  'smoothing',
  'batch',
  'epochs',
  'filters',
  'side',
  'dropout',
] as const;
type ParameterName = (typeof parameterNames)[number];
/** `filters`: times as many in every convolution; `side`: of every convolution; `dropout`: the rate of every dropout. */
export type Parameters = Partial<Record<ParameterName, number>>;

const partial = <T extends z.ZodType>(value: T) =>
  z.strictObject(
    Object.fromEntries(parameterNames.map((name) => [name, value.exactOptional()])) as Record<
      ParameterName,
      z.ZodExactOptional<T>
    >,
  );
const range = z.union([
  z
    .strictObject({ low: z.number(), high: z.number(), scale: z.enum(['linear', 'log']).default('linear') })
    .refine(({ low, high, scale }) => low <= high && (scale === 'linear' || low > 0), {
      message: 'low must not exceed high, and on a log scale both are above 0',
    }),
  z.strictObject({ of: z.array(z.number()).min(1) }),
]);

/** What to try: so many draws out of a space, or sets that are named. */
export const searchSchema = z.union([
  z.strictObject({
    format: z.literal(1),
    seed: z.number().int().min(0).max(0xffff_ffff).default(1),
    trials: z.number().int().min(1).max(1000),
    space: partial(range),
  }),
  z.strictObject({
    format: z.literal(1),
    sets: z
      .array(z.strictObject({ name: z.string().min(1).max(100), change: partial(z.number()) }))
      .min(1)
      .max(1000),
  }),
]);
export type Search = z.infer<typeof searchSchema>;

/** One run among several. */
export interface Trial {
  readonly name: string;
  readonly recipe: Recipe;
}

/** Where nothing else is said. */
export const defaultSpace = {
  rate: { low: 1e-3, high: 1e-2, scale: 'log' },
  decay: { low: 1e-4, high: 1e-2, scale: 'log' },
  smoothing: { of: [0, 0.05, 0.1] },
  batch: { of: [16, 32, 64] },
  filters: { of: [0.75, 1, 1.5] },
} as const;

/** The parameter sets that two earlier systems chose among, as far as they fit recipes of ours. */
export const namedSets: Readonly<Record<string, Search>> = {
  casting: searchSchema.parse({
    format: 1,
    sets: [
      { name: '16 filters of side 3', change: { rate: 1e-3 } },
      { name: '32 filters of side 3', change: { filters: 2, rate: 5e-4 } },
      { name: '32 filters of side 5', change: { filters: 2, side: 5, rate: 1e-3 } },
    ],
  }),
  mnist: searchSchema.parse({
    format: 1,
    sets: [
      { name: 'rate 0.001', change: { rate: 1e-3 } },
      { name: 'rate 0.0015', change: { rate: 1.5e-3 } },
      { name: 'rate 0.006', change: { rate: 6e-3 } },
    ],
  }),
};

/**
 * The runs of a search. Every trial is a recipe of its own, from its weights on: what a draw is follows from its number, and no trial knows
 * of another.
 * @throws z.ZodError where a change makes no recipe
 */
export function trialsOf(recipe: Recipe, search: Search): Trial[] {
  if ('sets' in search)
    return search.sets.map(({ name, change }) => ({ name, recipe: changed(recipe, change) }));
  return Array.from({ length: search.trials }, (_, i) => {
    const seed = mixSeed(search.seed, i);
    const random = createRandom(seed);
    const change: Parameters = {};
    for (const name of parameterNames) {
      const from = search.space[name];
      if (from) change[name] = drawn(from, random);
    }
    return { name: `trial ${i + 1}`, recipe: { ...changed(recipe, change), seed } };
  });
}

/** A recipe of several trainings: the best of them is the best on pictures that none of them was trained on. */
export const holdingBack = (recipe: Recipe): Recipe => ({
  ...recipe,
  validation: Math.max(recipe.validation, 0.05),
});

/** The same recipe from other chance. */
export const seedTrials = (recipe: Recipe, count: number): Trial[] =>
  Array.from({ length: count }, (_, i) => {
    const seed = (recipe.seed + i) % 2 ** 32;
    return { name: `seed ${seed}`, recipe: { ...recipe, seed } };
  });

function drawn(from: z.infer<typeof range>, random: Random): number {
  if ('of' in from) return from.of[random.below(from.of.length)]!;
  const { low, high, scale } = from;
  const at = random.next();
  return scale === 'log' ? low * (high / low) ** at : low + (high - low) * at;
}

function changed(recipe: Recipe, { filters = 1, side, dropout, ...rest }: Parameters): Recipe {
  const layers = recipe.layers.map((layer): Layer => {
    if (layer.op === 'conv')
      return {
        ...layer,
        filters: Math.max(1, Math.round(layer.filters * filters)),
        side: side ?? layer.side,
      };
    return layer.op === 'dropout' ? { ...layer, rate: dropout ?? layer.rate } : layer;
  });
  return recipeSchema.parse({ ...recipe, ...rest, layers });
}

/** How a trial did on validation: the share that was right, and the mean cross entropy. */
export interface Score {
  readonly accuracy: number;
  readonly loss: number;
}

/** The index of the best: the most right; among equals the one that was surer of it. */
export const bestOf = (scores: readonly Score[]): number =>
  scores.reduce(
    (best, { accuracy, loss }, i) =>
      accuracy > scores[best]!.accuracy || (accuracy === scores[best]!.accuracy && loss < scores[best]!.loss)
        ? i
        : best,
    0,
  );

export interface Spread {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  /** Of the sample; 0 for one value. */
  readonly deviation: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(square / Math.max(1, values.length - 1));
  return { least: Math.min(...values), most: Math.max(...values), mean, deviation };
}

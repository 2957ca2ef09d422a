import { z } from 'zod';
import { augmentationSchema } from './augmentation.ts';
import type { ClassifierRecipe } from './classifier.ts';
import type { Layer } from './network.ts';

const count = (most: number) => z.number().int().min(1).max(most);
const side = count(15);
const layerSchema: z.ZodType<Layer> = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('conv'), filters: count(1024), side, bias: z.literal(true).optional() }),
  z.strictObject({ op: z.literal('max-pool'), side }),
  z.strictObject({ op: z.literal('average-pool'), side }),
  z.strictObject({ op: z.literal('norm') }),
  z.strictObject({ op: z.literal('relu') }),
  z.strictObject({ op: z.literal('dropout'), rate: z.number().min(0).max(0.9) }),
  z.strictObject({ op: z.literal('summary') }),
  z.strictObject({ op: z.literal('flatten') }),
]) as z.ZodType<Layer>;

/** A training recipe as a file: all that decides a run besides its dataset. */
export const recipeSchema = z
  .strictObject({
    format: z.literal(1),
    name: z.string().min(1).max(100),
    task: z.literal('classify'),
    input: z.strictObject({
      width: count(1024),
      height: count(1024),
      channels: z.union([z.literal(1), z.literal(3)]),
    }),
    /** `(pixel − mean) / std` */
    mean: z.number(),
    std: z.number().positive(),
    /** Up to the last layer, which is dense with one unit a class. */
    layers: z.array(layerSchema).min(1).max(100),
    epochs: count(1000),
    batch: count(1024),
    rate: z.number().positive().max(1),
    decay: z.number().min(0).max(1),
    smoothing: z.number().min(0).max(0.5),
    balanced: z.boolean(),
    /** Share of the training pictures kept for calibration and limits, where the dataset has no such side. 0: none, which does without a verdict. */
    validation: z.number().min(0).max(0.5),
    seed: z.number().int().min(0).max(0xffff_ffff),
    augmentation: augmentationSchema,
    /** Quarter turns that the finished model looks at a picture in. */
    turns: z.union([z.literal(1), z.literal(4)]).default(1),
  })
  .refine(({ input, turns }) => turns === 1 || input.width === input.height, {
    message: 'a picture is only turned on a square input',
    path: ['turns'],
  });
export type Recipe = z.infer<typeof recipeSchema>;

/** Pool before norm is the cheap order; the first convolution sees every pixel. */
const cheap = (filters: number): Layer[] => [
  { op: 'conv', filters, side: 3 },
  { op: 'max-pool', side: 2 },
  { op: 'norm' },
  { op: 'relu' },
];
const dear = (filters: number): Layer[] => [
  { op: 'conv', filters, side: 3 },
  { op: 'norm' },
  { op: 'relu' },
  { op: 'max-pool', side: 2 },
];
const last = (filters: number): Layer[] => [
  { op: 'conv', filters, side: 3 },
  { op: 'norm' },
  { op: 'relu' },
  { op: 'summary' },
  { op: 'dropout', rate: 0.2 },
];

const parts = {
  ...{ format: 1, task: 'classify', mean: 128, std: 64, batch: 32, rate: 3e-3, decay: 1e-3, smoothing: 0.05 },
  ...{ balanced: true, validation: 0.2, seed: 1, epochs: 20 },
  input: { width: 128, height: 128, channels: 1 },
  augmentation: {
    rotation: { probability: 1, degrees: 180 },
    mirror: { horizontal: 0.5, vertical: 0 },
    shift: { probability: 1, share: 0.05 },
    scale: { probability: 1, share: 0.08 },
    contrast: { probability: 1, share: 0.15 },
    brightness: { probability: 1, levels: 15 },
  },
} as const;

/** Recipes by name; `quick` unless another is asked for. */
export const recipes: Readonly<Record<'quick' | 'thorough' | 'casting' | 'mnist', Recipe>> = {
  quick: recipeSchema.parse({
    ...parts,
    name: 'quick',
    layers: [...[12, 24, 40, 64].flatMap(cheap), ...last(96)],
  }),
  /** On castings, by validation: 50 epochs left a quarter less loss than 20, and four turns then a tenth less than one. */
  thorough: recipeSchema.parse({
    ...parts,
    ...{ name: 'thorough', epochs: 50, turns: 4 },
    layers: [...[16, 32, 48, 64].flatMap(dear), ...last(96)],
  }),
  /** Three blocks, as an earlier inspection of castings had them. */
  casting: recipeSchema.parse({
    ...parts,
    name: 'casting',
    layers: [...[16, 32, 64].flatMap(cheap), { op: 'summary' }, { op: 'dropout', rate: 0.2 }],
  }),
  mnist: recipeSchema.parse({
    ...parts,
    ...{
      name: 'mnist',
      mean: 33.3185,
      std: 78.5655,
      epochs: 1,
      batch: 64,
      rate: 6e-3,
      smoothing: 0,
      balanced: false,
      // An epoch of all of them: digits have no limits to be chosen.
      validation: 0,
    },
    input: { width: 28, height: 28, channels: 1 },
    layers: [
      ...cheap(16),
      ...[{ op: 'conv', filters: 24, side: 3 }, { op: 'norm' }, { op: 'relu' }],
      ...cheap(32),
      ...[{ op: 'conv', filters: 32, side: 3 }, { op: 'norm' }, { op: 'relu' }],
      ...[{ op: 'conv', filters: 16, side: 1, bias: true }, { op: 'relu' }],
      ...[{ op: 'average-pool', side: 2 }, { op: 'flatten' }],
    ],
    augmentation: { shift: { probability: 1, share: 0.036 }, noise: { probability: 0.5, levels: 39 } },
  }),
};

/** The recipe for a dataset of so many classes. */
export function classifierRecipe(recipe: Recipe, classes: number): ClassifierRecipe {
  const { input, layers, ...rest } = recipe;
  return { ...rest, classes, network: { input, layers: [...layers, { op: 'dense', units: classes }] } };
}

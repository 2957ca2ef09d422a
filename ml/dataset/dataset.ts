import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const side = z.number().int().min(1).max(65_535);
const className = z.string().min(1).max(100);
/** [x, y, width, height] in pixels of the picture as shown upright. */
const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const origin = z.string().max(500).optional();

export const splits = ['train', 'valid', 'test'] as const;
export type Split = (typeof splits)[number];

/** One picture of a dataset, and what people know of it. */
export const entrySchema = z.strictObject({
  /** Its path where it came from, with `#n` for page n of a file of several. Unique in a dataset. */
  name: z.string().min(1).max(1000),
  /** SHA-256 of the file's bytes. */
  image: sha256,
  /** Of a file of several pages; from 1. */
  page: z.number().int().min(1).optional(),
  width: side,
  height: side,
  /** What the whole picture shows. */
  class: className.optional(),
  boxes: z.array(z.strictObject({ class: className, box })).optional(),
  /** A mask of the same size; its values are the dataset's `maskValues`. */
  mask: z.strictObject({ image: sha256, page: z.number().int().min(1).optional() }).optional(),
  split: z.enum(splits).optional(),
  /** Pictures of one piece, or one photographer: never on two sides of a split. */
  group: z.string().min(1).max(200).optional(),
  author: origin,
  source: origin,
  licence: origin,
  /** A table's other columns, for rule files. */
  facts: z.record(z.string(), z.string()).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

export const datasetTasks = ['classify', 'detect', 'segment'] as const;

/** A frozen dataset: a list of pictures, by content. */
export const datasetSchema = z.strictObject({
  format: z.literal(1),
  name: z.string().min(1).max(200),
  /** Hash of the dataset that this one grew from. */
  parent: sha256.optional(),
  task: z.enum(datasetTasks),
  classes: z
    .array(z.strictObject({ name: className, verdict: z.enum(['pass', 'defect', 'info']) }))
    .min(1)
    .max(1000),
  /** Which value of a mask means which class; every other value is background only where it says so. */
  maskValues: z
    .array(
      z.strictObject({
        from: z.number().int().min(0).max(65_535),
        to: z.number().int().min(0).max(65_535),
        class: className.nullable(),
      }),
    )
    .optional(),
  entries: z.array(entrySchema).min(1),
});
export type Dataset = z.infer<typeof datasetSchema>;

import { z } from 'zod';
import { atOnce } from './at-once.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const side = z.number().int().min(1).max(65_535);
const className = z.string().min(1).max(100);
/** [x, y, width, height] in pixels of the picture as shown upright. */
const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const maskValue = z.number().int().min(0).max(65_535);
const origin = z.string().max(500).exactOptional();

export const splits = ['train', 'valid', 'test'] as const;
export type Split = (typeof splits)[number];

/** Of an outline: a corner has two. */
export const mostNumbers = 4096;

/** `polygon`: what was outlined more exactly than its box says, [x0, y0, x1, y1, …] in the same pixels. */
export const pictureBoxSchema = z.strictObject({
  class: className,
  box,
  polygon: z.array(z.number()).min(6).max(mostNumbers).exactOptional(),
});
export type PictureBox = z.infer<typeof pictureBoxSchema>;

/** One picture of a dataset, and what people know of it. */
export const entrySchema = z.strictObject({
  /** Its path where it came from, with `#n` for page n of a file of several. Unique in a dataset. */
  name: z.string().min(1).max(1000),
  /** SHA-256 of the file's bytes. */
  image: sha256,
  /** Of a file of several pages; from 1. */
  page: z.number().int().min(1).exactOptional(),
  /** Samples of 16 bit become 8 from the darkest of this page (0) to its brightest (255); absent: by their high byte. */
  depth: z.literal('min-max').exactOptional(),
  width: side,
  height: side,
  /** What the whole picture shows. */
  class: className.exactOptional(),
  boxes: z.array(pictureBoxSchema).exactOptional(),
  /** A mask of the same size; its values are the dataset's `maskValues`. `values`: those that occur in it. */
  mask: z
    .strictObject({
      image: sha256,
      page: z.number().int().min(1).exactOptional(),
      ...{ width: side, height: side },
      values: z.array(maskValue),
    })
    .exactOptional(),
  split: z.enum(splits).exactOptional(),
  /** Pictures of one piece, or one photographer: never on two sides of a split. */
  group: z.string().min(1).max(200).exactOptional(),
  author: origin,
  source: origin,
  licence: origin,
  /** A table's other columns, for rule files. */
  facts: z.record(z.string(), z.string()).exactOptional(),
  /** Size and number of boxes as the annotation had them. */
  declared: z
    .strictObject({
      ...{
        width: z.number().exactOptional(),
        height: z.number().exactOptional(),
        boxes: z.number().exactOptional(),
      },
    })
    .exactOptional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** Which value of a mask means which class; null is background, and a value that is not listed is unknown. */
export const maskValuesSchema = z
  .array(z.strictObject({ from: maskValue, to: maskValue, class: className.nullable() }))
  .max(1000);

export const datasetTasks = ['classify', 'detect', 'segment'] as const;

/** Something wrong with a file of the source: it is not among the pictures, or not as it should be. */
export const faultSchema = z.strictObject({
  check: z.enum(['unreadable', 'orphan-picture', 'orphan-annotation', 'unknown-class']),
  file: z.string().max(1000),
  /** From 1. */
  line: z.number().int().exactOptional(),
  message: z.string().max(2000),
});

/** A version of a dataset: a list of pictures, by content. */
export const datasetSchema = z.strictObject({
  format: z.literal(1),
  name: z.string().min(1).max(200),
  /** Hash of the version that this one grew from. */
  parent: sha256.exactOptional(),
  task: z.enum(datasetTasks),
  classes: z
    .array(z.strictObject({ name: className, verdict: z.enum(['pass', 'defect', 'info']) }))
    .max(1000),
  maskValues: maskValuesSchema.exactOptional(),
  /** By name. */
  entries: z.array(entrySchema),
  /** What was wrong with files as they were brought in. */
  faults: z.array(faultSchema).exactOptional(),
});
export type Dataset = z.infer<typeof datasetSchema>;

export const entriesByName = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));

const headSchema = datasetSchema.omit({ entries: true });
/** Entries that are written or read without a pause. */
const turn = 500;

/** Entries as they are written and hashed: by name, one a line. Yields now and then. */
export function* entriesText(entries: readonly Entry[]): Generator<void, string> {
  const lines: string[] = [];
  for (const entry of entriesByName(entries)) {
    lines.push(JSON.stringify(entrySchema.parse(entry)));
    if (lines.length % turn === 0) yield;
  }
  return lines.join(',\n');
}

/** A dataset as it is written and hashed: the same content is the same text. @param lines its entries, from `entriesText` */
export function textWith(lines: string, dataset: Dataset): string {
  const { entries: _, ...head } = dataset;
  return `${JSON.stringify(headSchema.parse(head)).slice(0, -1)},"entries":[\n${lines}\n]}\n`;
}

export const datasetText = (dataset: Dataset): string =>
  textWith(atOnce(entriesText(dataset.entries)), dataset);

/** Reads what was written. Yields now and then. @throws Error for what is no dataset */
export function* readDataset(text: string): Generator<void, Dataset> {
  const { entries: rows, ...head } = z.looseObject({ entries: z.array(z.unknown()) }).parse(JSON.parse(text));
  const entries: Entry[] = [];
  for (const row of rows) {
    entries.push(entrySchema.parse(row));
    if (entries.length % turn === 0) yield;
  }
  return { ...headSchema.parse(head), entries };
}

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { datasetTasks, maskValuesSchema, pictureBoxSchema, splits } from '../../ml/dataset/dataset.ts';
import { layouts } from '../../ml/dataset/source.ts';
import { sha256 } from './digest.ts';
import { imageLimits } from './imaging.ts';
import { bytes, qa } from './procedure.ts';

// Pictures on their way to becoming something a model can learn from, and the lists they are kept in.

/** A folder's name too, on every system. */
export const datasetName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'small letters, digits and hyphens');
const className = z.string().trim().min(1).max(100);
const check = z.string().max(100);
const count = z.number().int().min(0);
const share = z.number().min(0).max(0.9);
const named = z.object({ name: datasetName });

/** A dataset as it stands, in a line. */
export const datasetSummarySchema = z.object({
  name: datasetName,
  /** SHA-256 of the list: its pictures, labels and their split. */
  hash: sha256,
  /** A change makes a new version, and this one stays. */
  frozen: z.boolean(),
  /** The version that this one grew from. */
  parent: sha256.nullable(),
  task: z.enum(datasetTasks),
  images: count,
  /** How often each class occurs on each side, as the class of a picture or of a box. */
  classes: z.array(
    z.object({
      name: z.string(),
      verdict: z.enum(['pass', 'defect', 'info']),
      train: count,
      valid: count,
      test: count,
      unsplit: count,
    }),
  ),
  /** Offenders of the checks that block training, and of those that warn. */
  blocks: count,
  warns: count,
  /** When this version was made, by whom, and what made it. */
  at: z.iso.datetime(),
  by: z.string(),
  made: z.string(),
  /** Whether there is a version to go back to. */
  undoable: z.boolean(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

/** The shape of `ml/dataset/report.ts`. */
export const datasetReportSchema = z.object({
  images: count,
  classes: z.record(z.string(), count),
  splits: z.record(z.string(), count),
  findings: z
    .array(
      z.object({
        check: z.string(),
        severity: z.enum(['blocks', 'warns']),
        count,
        examples: z
          .array(z.object({ files: z.array(z.string()).readonly(), message: z.string() }))
          .readonly(),
      }),
    )
    .readonly(),
});

/** A file that was not taken, and why. */
export const passedOverSchema = z.object({ file: z.string(), why: z.string() });

/** One picture of a dataset; its look comes from `images.preview`. */
export const datasetPictureSchema = z.object({
  /** Its path where it came from. Unique in the dataset. */
  name: z.string(),
  image: sha256,
  page: z.number().int().min(1).exactOptional(),
  width: count,
  height: count,
  class: z.string().exactOptional(),
  split: z.enum(splits).exactOptional(),
  group: z.string().exactOptional(),
  boxes: z.array(pictureBoxSchema).exactOptional(),
  mask: z.object({ image: sha256, page: z.number().int().min(1).exactOptional() }).exactOptional(),
  author: z.string().exactOptional(),
  source: z.string().exactOptional(),
  licence: z.string().exactOptional(),
});
export type DatasetPicture = z.infer<typeof datasetPictureSchema>;

/** Files that a page sent, under a name of its own choosing. */
const draft = z.string().min(1).max(100);

/** What a folder does not say by itself. */
export const importWishesSchema = z.object({
  /** Guessed from the files unless said. */
  layout: z.enum(layouts).exactOptional(),
  /** Of a table of boxes: which column holds what. */
  columns: z
    .strictObject({
      image: z.string(),
      class: z.string().exactOptional(),
      x: z.string(),
      y: z.string(),
      width: z.string().exactOptional(),
      height: z.string().exactOptional(),
      right: z.string().exactOptional(),
      bottom: z.string().exactOptional(),
    })
    .exactOptional(),
  /** Which values of a mask mean which class. */
  maskValues: maskValuesSchema.exactOptional(),
  /** Cuts larger pictures into squares of so many pixels; boxes and masks move along. */
  tile: z.number().int().min(32).max(8192).exactOptional(),
  /** For every picture that does not name its own. */
  author: z.string().max(500).exactOptional(),
  source: z.string().max(500).exactOptional(),
  licence: z.string().max(500).exactOptional(),
});
export type ImportWishes = z.infer<typeof importWishesSchema>;

/** Shares of the pictures for each side, and what deals them. */
export const splitWishesSchema = z.object({
  valid: share,
  test: share,
  seed: z.number().int().min(0).max(4_294_967_295),
});

const progress = z.object({ state: z.literal('progress'), done: count, total: count });
const made = z.object({
  state: z.literal('done'),
  summary: datasetSummarySchema,
  passedOver: z.array(passedOverSchema),
});

/** What a batch would bring: counted, held against the set, nothing kept yet. */
const previewSchema = z.object({
  state: z.literal('done'),
  /** Pictures that are new, and that the dataset holds already. */
  added: count,
  known: count,
  passedOver: z.array(passedOverSchema),
  /** What is wrong with the batch by itself, and with the dataset once it is part of it. */
  alone: datasetReportSchema,
  together: datasetReportSchema,
});

export const datasetProcedures = {
  list: qa.output(z.array(datasetSummarySchema)),
  /** The same list whenever it changes. */
  watch: qa.output(eventIterator(z.array(datasetSummarySchema))),
  /** `card`: the dataset card, Markdown. */
  get: qa
    .input(named)
    .output(z.object({ summary: datasetSummarySchema, report: datasetReportSchema, card: z.string() })),
  /** A page of its pictures, by name; `check`: those that a check names. */
  pictures: qa
    .input(
      named.extend({
        from: count,
        count: z.number().int().min(1).max(500),
        class: z.string().exactOptional(),
        split: z.enum([...splits, 'unsplit']).exactOptional(),
        check: check.exactOptional(),
      }),
    )
    .output(z.object({ total: count, entries: z.array(datasetPictureSchema) })),
  /** Some files of a folder; paths are relative to it, with `/`. They are forgotten with the session, or after an hour without a call. */
  upload: qa
    .input(
      z.object({
        draft,
        files: z
          .array(
            z.object({
              path: z.string().min(1).max(1000),
              bytes: bytes.refine((b) => b.length <= imageLimits.bytes, `at most ${imageLimits.bytes} bytes`),
            }),
          )
          .max(1000),
      }),
    )
    .output(z.object({ files: count, bytes: count })),
  /** Throws the files of a draft away. */
  forget: qa.input(z.object({ draft })).output(z.void()),
  /** Makes a dataset of a draft's files; refused (`conflict`) where the name is taken. Ends the draft. */
  import: qa
    .input(importWishesSchema.extend({ draft, name: datasetName }))
    .output(eventIterator(z.discriminatedUnion('state', [progress, made]))),
  previewAdd: qa
    .input(importWishesSchema.extend({ draft, name: datasetName }))
    .output(eventIterator(z.discriminatedUnion('state', [progress, previewSchema]))),
  /** Appends what is new in one step; the same files a second time change nothing. Ends the draft. */
  add: qa
    .input(importWishesSchema.extend({ draft, name: datasetName }))
    .output(eventIterator(z.discriminatedUnion('state', [progress, made]))),
  /** By group and class; the rest is train. The same seed gives the same sides. */
  split: qa.input(named.extend(splitWishesSchema.shape)).output(datasetSummarySchema),
  /** "Keep in train only": of the pictures that a check names, those on other sides leave the dataset. */
  keepIn: qa.input(named.extend({ check, split: z.enum(splits) })).output(datasetSummarySchema),
  /** A version without the offenders of these checks. */
  quarantine: qa.input(named.extend({ checks: z.array(check).min(1).max(100) })).output(datasetSummarySchema),
  setVerdict: qa
    .input(named.extend({ class: className, verdict: z.enum(['pass', 'defect', 'info']) }))
    .output(datasetSummarySchema),
  /** Back to the version before; refused (`conflict`) where this one is frozen, or the first. */
  undo: qa.input(named).output(datasetSummarySchema),
  /** From here on this version never changes. */
  freeze: qa.input(named).output(datasetSummarySchema),
  /** Stores a frame that was sent on the frame lane in a class; dataset and class are made where they are missing. `picture` names it. */
  collect: qa
    .input(named.extend({ class: className, frame: z.string() }))
    .output(z.object({ summary: datasetSummarySchema, picture: z.string() })),
  /** Takes one picture out, such as the last one collected. */
  takeOut: qa.input(named.extend({ picture: z.string().max(1000) })).output(datasetSummarySchema),
  /** Writes it as folders and files into the station's `exports/`; `folder` is the name there. */
  export: qa.input(named.extend({ layout: z.enum(layouts) })).output(
    eventIterator(
      z.discriminatedUnion('state', [
        progress,
        z.object({
          state: z.literal('done'),
          folder: z.string(),
          files: count,
          /** What this layout cannot say, in sentences. */
          notes: z.array(z.string()),
        }),
      ]),
    ),
  ),
  /** Refused (`conflict`) where a version of it is frozen. */
  remove: qa.input(named).output(z.void()),
};

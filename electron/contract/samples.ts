import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { splits } from '../../ml/dataset/dataset.ts';
import { leftOutReasons } from '../../ml/sample/gather.ts';
import { mistakeKinds } from '../../ml/sample/mistakes.ts';
import { datasetName, datasetSummarySchema, splitWishesSchema } from './datasets.ts';
import { sha256 } from './digest.ts';
import { inspectionId } from './events.ts';
import { qa } from './procedure.ts';

// From what people said of inspections to what a model learns from: reviewed pictures become datasets, and it stays known which went where.

const count = z.number().int().min(0);
const words = z.array(z.string().max(500)).max(1000);
/** To the millisecond, in UTC, as the journal writes times. */
const time = z.iso.datetime({ precision: 3 });

/** Reasons that an inspection shows by itself. The others follow from what its station saw before; whoever has those names the inspections. */
export const wantedReasons = ['corrected', 'flagged', 'defect', 'unsure', 'disagreement'] as const;
/** The most inspections that are named in one go. */
export const mostWanted = 20_000;

/** Which of the reviewed inspections are to come in. */
export const wantedSchema = z.discriminatedUnion('kind', [
  /** Labelled, or relabelled, since a dataset of this name last took all there was. */
  z.strictObject({ kind: z.literal('new') }),
  z.strictObject({
    kind: z.literal('inspections'),
    inspections: z.array(inspectionId).min(1).max(mostWanted),
  }),
  /**
   * Those that every given part holds for; of a list, any of it, and an empty word for what nobody named. `from` and `to`:
   * when they were recorded, `to` not included.
   */
  z.strictObject({
    kind: z.literal('filter'),
    reasons: z.array(z.enum(wantedReasons)).min(1).optional(),
    instruments: words.optional(),
    packages: words.optional(),
    from: time.optional(),
    to: time.optional(),
  }),
]);
export type Wanted = z.infer<typeof wantedSchema>;

/** What would come of it: counted, nothing kept yet. */
const previewShape = {
  /** Pictures that come in, by class, and how many of them have something marked. */
  added: count,
  classes: z.array(z.object({ name: z.string(), verdict: z.enum(['pass', 'defect', 'info']), count })),
  marked: count,
  /** Marks with an outline: COCO, YOLO and image + mask have a place for it, of the others the box around it. */
  outlines: count,
  /** Asked for, and in the dataset already. */
  known: count,
  /** In the dataset, and relabelled since; or with no label that stands, so that they leave it. */
  changed: count,
  takenOut: count,
  /** What keeps pictures of one piece on one side of a split: its serial number, else the instrument's type. */
  groups: z.object({ serial: count, instrument: count, none: count }),
  /** Not taken, by reason, and the first of them by name. */
  leftOut: z.object({
    counts: z.partialRecord(z.enum(leftOutReasons), count),
    /** Pictures that are not here yet, by the station that has them; they were asked for. */
    elsewhere: z.array(z.object({ station: z.string(), count })).readonly(),
    listed: z.array(
      z.object({
        inspection: z.string(),
        why: z.enum(leftOutReasons),
        /** The inspection, or the picture of the dataset, that it stands against. */
        other: z.string().exactOptional(),
      }),
    ),
  }),
};
export const samplePreviewSchema = z.object({
  /** As it stands; null where there is none of this name yet. */
  dataset: datasetSummarySchema.nullable(),
  ...previewShape,
});
export type SamplePreview = z.infer<typeof samplePreviewSchema>;

const into = z.object({ name: datasetName, which: wantedSchema });

const agreement = z.object({
  agreed: count,
  of: count,
  /** Wilson's, at 95 %. */
  interval: z.tuple([z.number(), z.number()]).readonly(),
  kappa: z.number().nullable(),
});
/** The shape of `ml/sample/study.ts`. */
export const personStudySchema = z.object({
  person: z.string(),
  said: count,
  blind: agreement,
  all: agreement,
  classes: z.array(z.object({ class: z.string(), agreement })).readonly(),
  others: z.array(z.object({ other: z.string(), agreement })).readonly(),
});

export const sampleProcedures = {
  preview: qa.input(into).output(samplePreviewSchema),
  /**
   * Brings them in and freezes the version, in one step; with nothing new a frozen dataset stays as it is. Refused (`conflict`), with nothing
   * changed, where something of the whole would block training. `split`: deals sides where the dataset has none yet.
   */
  freeze: qa
    .input(into.extend({ split: splitWishesSchema.optional() }))
    .output(
      eventIterator(
        z.discriminatedUnion('state', [
          z.object({ state: z.literal('progress'), done: count, total: count }),
          z.object({ state: z.literal('done'), summary: datasetSummarySchema, ...previewShape }),
        ]),
      ),
    ),
  /** The datasets that hold an inspection's picture as a sample, oldest first, and the packages that were trained on them. */
  usedIn: qa.input(z.object({ inspection: inspectionId })).output(
    z.array(
      z.object({
        dataset: z.object({ name: z.string(), hash: sha256, frozen: z.boolean() }),
        /** Its side there: what is on `test` was judged by, not learnt from. */
        split: z.enum([...splits, 'unsplit']),
        packages: z.array(z.object({ run: z.string(), name: z.string(), version: z.number().int(), sha256 })),
      }),
    ),
  ),
  /** Escapes and false rejects, worst first. */
  mistakes: qa.output(
    z.array(
      z.object({
        kind: z.enum(mistakeKinds),
        /** What the person saw in an escape, what the model saw in a false reject. */
        class: z.string(),
        instrument: z.string().exactOptional(),
        /** `<model> v<version>` */
        package: z.string().exactOptional(),
        /** Mistakes, and labelled inspections of the same instrument and package. */
        count,
        of: count,
        /** Newest first. */
        inspections: z.array(inspectionId),
      }),
    ),
  ),
  /** How far people agree with the model, and with each other. */
  study: qa.output(z.array(personStudySchema)),
};

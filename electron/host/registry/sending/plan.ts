import { z } from 'zod';
import { splits } from '../../../../ml/dataset/dataset.ts';
import { modelName } from '../../../../ml/package/manifest.ts';
import { datasetName } from '../../../contract/datasets.ts';
import { sha256 } from '../../../contract/digest.ts';
import { stationId } from '../../../contract/events.ts';
import { runId } from '../../../contract/training-runs.ts';
import { isoTime } from '../../time.ts';

const count = z.number().int().min(0);

/** A stored picture that has to travel. `bytes`: about what it weighs; it decides which pictures travel together, so it never changes. */
const pictureSchema = z.strictObject({ sha256, bytes: z.number().positive() });
export type Picture = z.infer<typeof pictureSchema>;

const countsSchema = z.strictObject({ inspected: count, defect: count, unsure: count, noResult: count });

/** What is counted of a sealed segment, for the charts of the registry. */
const figuresSchema = countsSchema.extend({
  /** Milliseconds that all steps of an inspection took together, the 95th percentile; null where none was judged. */
  judgeP95: z.number().min(0).nullable(),
  /** What judged last: `<model>@<version>`, its hash and what ran it. */
  model: z.string().nullable(),
  modelSha256: sha256.nullable(),
  provider: z.string().nullable(),
  /** Version of the program. */
  app: z.string(),
});
export type SegmentFigures = z.infer<typeof figuresSchema>;

/** Milliseconds since 1970, from the journal's line: fixed, however often and whenever it is sent. */
const at = z.number().int();

/**
 * One thing that has to reach the registry, written down before the first byte of it is sent: what belongs to it never changes again, so that
 * whoever takes it up after a kill sends the same files under the same names.
 */
const planSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('segment'),
    /** Its file's name in `journal/`. */
    segment: z.string().regex(/^[1-9]\d{0,14}-[0-9a-f]{64}\.jsonl$/),
    journal: z.string(),
    firstSeq: z.number().int().min(1),
    lastSeq: z.number().int().min(1),
    /** Of its last line. */
    at,
    /** The last segment of the run before, where this one begins a run: that day is over. */
    before: z.strictObject({ journal: z.string(), at }).exactOptional(),
    figures: figuresSchema,
    /** Of all its day's segments up to this one: what the registry's tables show is the newest. Older builds planned none. */
    day: countsSchema.exactOptional(),
    pictures: z.array(pictureSchema),
  }),
  z.strictObject({
    kind: z.literal('dataset'),
    name: datasetName,
    sha256,
    at,
    pictures: z.array(pictureSchema),
  }),
  z.strictObject({
    /** Pictures of one segment's inspections that another station asked for. They lie where that segment lies. */
    kind: z.literal('pictures'),
    /** Who asked, and in which of its lines first. */
    by: stationId,
    line: z.number().int().min(1),
    journal: z.string(),
    firstSeq: z.number().int().min(1),
    /** Of the segment's last line. */
    at,
    pictures: z.array(pictureSchema).min(1),
  }),
  z.strictObject({ kind: z.literal('training'), name: modelName, run: runId, at }),
  z.strictObject({
    kind: z.literal('evaluation'),
    name: modelName,
    model: sha256,
    dataset: sha256,
    split: z.enum(splits),
    at,
  }),
  z.strictObject({
    kind: z.literal('package'),
    name: modelName,
    version: z.number().int().min(1),
    sha256,
    at,
  }),
]);
export type Plan = z.infer<typeof planSchema>;
export type SegmentPlan = Extract<Plan, { kind: 'segment' }>;

/** Of the run of the day (UTC) on which a segment was sealed. A forked journal begins a run of its own. */
export const dayKey = ({ at: sealed, journal }: Pick<SegmentPlan, 'at' | 'journal'>): string =>
  `${isoTime(sealed).slice(0, 10)}/${journal}`;
export type PicturesPlan = Extract<Plan, { kind: 'pictures' }>;
export type DatasetPlan = Extract<Plan, { kind: 'dataset' }>;

/** What one sealed segment makes owed: itself first, then what its lines say came about. Or what others asked for. */
export const plansSchema = z.array(planSchema).min(1);

export function planId(plan: Plan): string {
  switch (plan.kind) {
    case 'segment':
      return `segment/${plan.segment.replace(/\.jsonl$/, '')}`;
    case 'dataset':
      return `dataset/${plan.name}/${plan.sha256}`;
    case 'pictures':
      return `pictures/${plan.by}/${plan.line}/${plan.firstSeq}`;
    case 'training':
      return `training/${plan.run}`;
    case 'evaluation':
      return `evaluation/${plan.model}/${plan.dataset}-${plan.split}`;
    case 'package':
      return `package/${plan.name}/${plan.version}-${plan.sha256}`;
  }
}

export const picturesOf = (plan: Plan): readonly Picture[] => ('pictures' in plan ? plan.pictures : []);

import { z } from 'zod';
import { datasetTasks } from '../../ml/dataset/dataset.ts';
import { modelName } from '../../ml/package/manifest.ts';
import { serialSchema, signedPromotionSchema } from '../../ml/package/promotion.ts';
import { samplePolicySchema } from '../../ml/sample/policy.ts';
import { reasons, verdicts, type Finding } from '../../ml/verdict/result.ts';
import { planSchema } from '../../ml/plan/plan.ts';
import { usbCameraSchema } from './devices.ts';
import { sha256 } from './digest.ts';
import { actorSchema } from './people.ts';
import { trainingTasks } from './training-tasks.ts';
import { namedSetupSchema, setupSchema } from './setup.ts';

export { sha256 };
/** `<stationId>-<seq>` */
export const inspectionId = z.string().regex(/^[a-z0-9]{8,32}-\d{1,15}$/);
export const stationId = z.string().regex(/^[a-z0-9]{8,32}$/);
const text = z.string().max(500);
/** Inspections that a line names at most of those whose pictures are still at their stations. */
export const mostWaiting = 20_000;
const version = z.number().int().min(1);
const px = z.number().finite();

export const findingSchema = z.strictObject({
  kind: z.enum(['box', 'polygon', 'mask']),
  box: z.tuple([px, px, px, px]),
  polygon: z.array(px).max(4096).optional(),
  class: text,
  score: z.number().min(0).max(1),
  lengthPx: px.optional(),
  lengthMm: px.optional(),
}) as unknown as z.ZodType<Finding>;

/** The instrument and the tray it belongs to; all parts optional, empty when nobody said. */
export const identitySchema = z.strictObject({
  instrument: z.string().trim().min(1).max(120).optional(),
  serial: z.string().trim().min(1).max(120).optional(),
  tray: z.string().trim().min(1).max(120).optional(),
  /** The whole code that named it, in its standard's own writing: `(01)…(21)…`, `+…`, `=…`; absent for plain codes. */
  udi: z.string().trim().min(1).max(250).optional(),
});
export type Identity = z.infer<typeof identitySchema>;

export const imageTypes = ['y4m', 'jpeg', 'png', 'tiff', 'webp', 'bmp'] as const;
/**
 * How samples of 16 bit become 8. `full-range`: the high byte, so that equal samples stay equal between pictures. `min-max`: from the darkest
 * sample of this page (0) to its brightest (255), all colours alike; for files that use a small part of their range.
 */
export const depthRules = ['full-range', 'min-max'] as const;
export type DepthRule = (typeof depthRules)[number];

/** `sha256` is of the bytes as they came (for `y4m`: of the uncompressed frame file). */
export const imageRef = z.strictObject({
  sha256,
  type: z.enum(imageTypes),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().positive(),
  page: z.number().int().nonnegative().optional(),
  /** Present where samples of 16 bit became 8 by it. */
  depth: z.enum(depthRules).optional(),
});
export type ImageRef = z.infer<typeof imageRef>;

export const sourceSchema = z.strictObject({
  kind: z.enum(['camera', 'demo', 'folder', 'file']),
  label: text,
  /** The camera's own running number of the frame, where it has one. */
  frame: z.number().int().nonnegative().optional(),
});

export const stepSchema = z.strictObject({
  model: text,
  version,
  sha256,
  verdict: z.enum(verdicts),
  reason: z.enum(reasons).optional(),
  score: z.number().min(0).max(1),
  thresholds: z.strictObject({ pass: z.number(), defect: z.number() }),
  findings: z.array(findingSchema).max(1000),
  classes: z
    .array(z.strictObject({ class: text, score: z.number() }))
    .max(1000)
    .optional(),
  /** Score map at the model's size, stored among the images as a one-plane Y4M frame (0 to 255 = score 0 to 1). */
  map: z
    .strictObject({
      sha256,
      width: z.number().int(),
      height: z.number().int(),
      onFrame: z.tuple([px, px, px, px]),
    })
    .optional(),
  /** What ran it: `cpu`, `cuda` …; runtime and version; device; the pixel kernel and its build. */
  engine: z.strictObject({ provider: text, runtime: text, device: text, kernel: text }),
  ms: z.strictObject({ preprocess: z.number(), run: z.number(), decode: z.number() }),
});
export type StepRecord = z.infer<typeof stepSchema>;

export const dispositions = ['leave-to-qa', 'repair', 're-clean', 'replace', 'discard'] as const;
export type Disposition = (typeof dispositions)[number];

export const labelSchema = z.strictObject({
  inspection: inspectionId,
  /** The labels (event ids) this one replaces. */
  replaces: z.array(inspectionId).max(100),
  verdict: z.enum(['pass', 'defect', 'cannot-tell', 'bad-picture']),
  class: text.optional(),
  regions: z.array(findingSchema).max(1000).optional(),
  comment: z.string().max(4000).optional(),
  reason: text.optional(),
  /** Said without having seen the model's answer. */
  blind: z.literal(true).optional(),
  /** Drawn by whoever says it, so that it can be said again where the answer was lost, and is written once. */
  once: z
    .string()
    .regex(/^[a-z0-9-]{8,40}$/)
    .optional(),
  /** The same for labels that were set in one go, and are taken back in one. */
  batch: z
    .string()
    .regex(/^[a-z0-9-]{8,40}$/)
    .optional(),
});

/** Whoever asks waits until somebody else labels it; `seen`: the labels that they had before them. */
export const secondLookSchema = z.strictObject({
  inspection: inspectionId,
  asked: z.boolean(),
  seen: z.array(inspectionId).max(100),
});

const snapshot = z.strictObject({
  format: z.literal(1),
  app: text,
  previous: z.strictObject({ segment: text, hash: sha256 }).nullable(),
  /** Counters over the whole journal, so that a start reads one segment however long the history. */
  counters: z.strictObject({
    inspections: z.number().int().nonnegative(),
    verdicts: z.record(z.enum(verdicts), z.number().int().nonnegative()),
  }),
  openTray: z
    .strictObject({
      name: text,
      inspected: z.number().int().nonnegative(),
      /** Inspections that wait for a decision: `defect` or `unsure` without a disposition. */
      undecided: z.array(inspectionId).max(10_000),
      /** Those that had to wait and got one: a decision taken back puts them among the undecided again. */
      decided: z.array(inspectionId).max(10_000),
    })
    .nullable(),
  activeModel: z.strictObject({ name: text, version, sha256 }).nullable(),
  /** The setup in force; absent in segments that are older than setups. */
  setup: namedSetupSchema.nullable().default(null),
  /** What makes an inspection a sample; null: the default, and in segments that are older than samples. */
  samplePolicy: samplePolicySchema.nullable().default(null),
});
export type Snapshot = z.infer<typeof snapshot>;

/** An order from afar: its serial, the person who gave it at their station, and the key that signed it. */
const orderRef = z.strictObject({
  serial: serialSchema,
  by: z.string().min(1).max(100),
  key: text,
  /** Whose key it is, as this station calls them. */
  signedBy: text,
});
export type OrderRef = z.infer<typeof orderRef>;

/** Every kind of journal line, with the version of its data. Nothing is ever rewritten; a change of shape is a new version with an upcaster. */
export const eventData = {
  'segment.opened': snapshot,
  'journal.forked': z.strictObject({
    from: text,
    head: z.strictObject({ seq: z.number().int(), hash: text }).nullable(),
    why: text,
  }),
  'journal.repaired': z.strictObject({ quarantined: text, bytes: z.number().int().nonnegative(), why: text }),
  'inspection.recorded': z.strictObject({
    identity: identitySchema,
    image: imageRef,
    source: sourceSchema,
    setup: sha256.nullable(),
    plan: sha256.nullable(),
    trigger: z.enum(['key', 'pedal', 'button', 'hands-free', 'command']),
    verdict: z.enum(verdicts),
    reason: z.enum(reasons).optional(),
    score: z.number().min(0).max(1),
    steps: z.array(stepSchema).max(8),
    times: z.strictObject({
      /** Wall clock of the trigger, for display. */
      triggered: z.iso.datetime(),
      /** Milliseconds from the frame's arrival in the host to the verdict. */
      judgeMs: z.number().nonnegative(),
    }),
  }),
  'identity.corrected': z.strictObject({ inspection: inspectionId, identity: identitySchema }),
  'disposition.set': z.strictObject({
    inspection: inspectionId,
    disposition: z.enum(dispositions).nullable(),
  }),
  'review.requested': z.strictObject({ inspection: inspectionId, why: text }),
  'label.set': labelSchema,
  /**
   * Somebody here wants to see this picture (or score map) of another station's inspection, and the registry does not have it: that station, following
   * this one, sends it. Said once.
   */
  'image.wanted': z.strictObject({ inspection: inspectionId, sha256 }),
  'label.withdrawn': z.strictObject({ label: inspectionId }),
  'second-look.asked': secondLookSchema,
  'tray.opened': z.strictObject({ tray: text }),
  'tray.closed': z.strictObject({ tray: text, inspections: z.number().int().nonnegative() }),
  /** From here on this setup is in force: inspections of its camera name it by `setup`, the SHA-256 of `content` as canonical JSON. Null: none is. */
  'setup.changed': z.strictObject({
    setup: sha256.nullable(),
    content: setupSchema.nullable(),
    why: z.enum(['saved', 'camera-used', 'reference', 'forgotten']),
  }),
  /** `times`: how often it came or went until then; a loose cable is one line. */
  'camera.changed': z.strictObject({
    camera: usbCameraSchema,
    change: z.enum(['attached', 'detached']),
    times: z.number().int().min(1),
  }),
  'settings.changed': z.strictObject({
    changes: z.array(z.strictObject({ path: text, from: z.unknown(), to: z.unknown() })).max(200),
  }),
  'people.changed': z.strictObject({
    person: text,
    change: z.enum(['added', 'changed', 'removed']),
    role: text,
  }),
  /** A program may use the HTTP API from here on, or no longer. */
  'api-token.changed': z.strictObject({ token: text, name: text, change: z.enum(['created', 'revoked']) }),
  /** Packages signed with this key are believed from here on, or no longer. */
  'trusted-key.changed': z.strictObject({
    key: text,
    name: text,
    change: z.enum(['added', 'removed']),
    /** Pinned for this one. */
    station: stationId.exactOptional(),
  }),
  /** From here on the station logs in so at a registry's server, or (null) it has no login of its own. `as`: the user's name; null: with a token. */
  'registry-login.changed': z.strictObject({
    login: z.strictObject({ url: text, as: text.nullable() }).nullable(),
  }),
  /** Another station was restored: these journals of its are not followed here any more, but the one that it goes on in. */
  'following.renewed': z.strictObject({ station: stationId, left: z.array(text).min(1).max(100), why: text }),
  'person.signed-in': z.strictObject({ person: text }),
  'package.activated': z.strictObject({
    name: text,
    version,
    sha256,
    provider: text,
    previous: z.strictObject({ name: text, version, sha256 }).nullable(),
    /** What judges from here on; inspections name it by the SHA-256 of `content` as JSON. */
    plan: z.strictObject({ sha256, content: planSchema }),
    why: text,
    /** Of the promotion that was followed; absent where there was none. */
    serial: serialSchema.exactOptional(),
  }),
  /** This station signed a promotion: what it rests on, and the package it was held against. A rollback rests on no test. */
  'promotion.made': z.strictObject({
    signed: signedPromotionSchema,
    test: z.strictObject({ dataset: sha256, pictures: z.number().int().nonnegative() }).nullable(),
    against: z.strictObject({ name: text, version, sha256 }).nullable(),
  }),
  /** A package judged one side of a dataset; whoever looks at a test twice can be seen here. */
  'evaluation.made': z.strictObject({
    name: text,
    version,
    sha256,
    dataset: sha256,
    split: text,
    pictures: z.number().int().nonnegative(),
    escapes: z.number().int().nonnegative(),
    falseRejects: z.number().int().nonnegative(),
    unsure: z.number().int().nonnegative(),
  }),
  /** A new version of a package, the same network with other limits. */
  'limits.moved': z.strictObject({
    name: text,
    from: version,
    version,
    sha256,
    dataset: sha256,
    thresholds: z.strictObject({ pass: z.number(), defect: z.number() }),
    why: text,
  }),
  /** This version of a dataset never changes from here on; training and evaluation name it by its hash. */
  'dataset.frozen': z.strictObject({
    name: text,
    sha256,
    parent: sha256.nullable(),
    task: z.enum(datasetTasks),
    images: z.number().int().nonnegative(),
    classes: z.array(z.strictObject({ name: text, verdict: z.enum(['pass', 'defect', 'info']) })).max(1000),
    /**
     * Pictures of it that came from reviewed inspections, each naming its own; `upTo`: the line up to which everything that was reviewed is in
     * it or was left out, null where only some were asked for. `others`: the same lines of the journals of the stations that are followed.
     * `waiting`: inspections whose pictures were still at their stations.
     */
    samples: z
      .strictObject({
        count: z.number().int().nonnegative(),
        upTo: z.number().int().min(1).nullable(),
        others: z.record(stationId, z.number().int().min(1)).exactOptional(),
        waiting: z.array(inspectionId).max(mostWaiting).exactOptional(),
      })
      .exactOptional(),
  }),
  /** A dataset of which no version was frozen is gone; its pictures stay. */
  'dataset.removed': z.strictObject({ name: text, sha256 }),
  /** A training run has come to its end; `by` asked for it. Null where it made no package. */
  'training.ended': z.strictObject({
    run: text,
    name: text,
    task: z.enum(trainingTasks),
    dataset: sha256,
    state: z.enum(['done', 'stopped', 'cancelled', 'failed']),
    why: text.nullable(),
    package: z.strictObject({ name: text, version, sha256 }).nullable(),
    by: text,
  }),
  'package.refused': z.strictObject({ name: text, version: z.number().int(), why: text }),
  /** From here on the station follows no promotion, or does again. */
  'delivery.held': z.strictObject({ held: z.boolean(), why: text, order: orderRef.exactOptional() }),
  /** From here on it follows only this version of the model; null: any again. */
  'delivery.pinned': z.strictObject({
    name: modelName,
    version: version.nullable(),
    why: text,
    order: orderRef.exactOptional(),
  }),
  /** An order from afar that leaves no other line was carried out, or one could not be (`failed`). */
  'order.followed': z.strictObject({
    order: z.enum(['hold', 'release', 'pin', 'unpin', 'rollback', 'push']),
    name: modelName.nullable(),
    version: version.nullable(),
    why: text,
    from: orderRef,
    failed: text.nullable(),
  }),
  /** What lay there as an order to this station is none that it takes. */
  'order.refused': z.strictObject({ file: text, why: text }),
} as const;

export type EventKind = keyof typeof eventData;
export type EventData<K extends EventKind> = z.infer<(typeof eventData)[K]>;

/** Version of each kind's data as written today. */
export const eventVersion: Record<EventKind, number> = Object.fromEntries(
  Object.keys(eventData).map((kind) => [kind, 1]),
) as Record<EventKind, number>;

/** One journal line, parsed. `hash` is the SHA-256 of the line's bytes before `,"hash"`. */
export const lineSchema = z.strictObject({
  seq: z.number().int().min(1),
  v: z.number().int().min(1),
  at: z.iso.datetime(),
  journal: z.string().min(8).max(64),
  by: actorSchema,
  kind: z.string().max(100),
  data: z.unknown(),
  prev: sha256,
  hash: sha256,
});

interface Envelope<K extends string, D> {
  readonly seq: number;
  readonly v: number;
  readonly at: string;
  readonly journal: string;
  readonly by: z.infer<typeof actorSchema>;
  readonly kind: K;
  readonly data: D;
  readonly prev: string;
  readonly hash: string;
}
export type JournalEvent = { [K in EventKind]: Envelope<K, EventData<K>> }[EventKind];
export type EventOf<K extends EventKind> = Envelope<K, EventData<K>>;

/**
 * A line as an event; `null` for a kind or version this build does not know (kept and passed over).
 * @throws ZodError when the line has not the shape of a journal line, or known data has not the shape of its kind.
 */
export function parseEvent(line: string): JournalEvent | null {
  const event = lineSchema.parse(JSON.parse(line));
  if (!Object.hasOwn(eventData, event.kind)) return null;
  const kind = event.kind as EventKind;
  if (event.v !== eventVersion[kind]) return null;
  return { ...event, kind, data: eventData[kind].parse(event.data) } as JournalEvent;
}

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { manifestSchema } from '../../ml/package/manifest.ts';
import { reasons, verdicts } from '../../ml/verdict/result.ts';
import { datasetProcedures } from './datasets.ts';
import { devicesSchema } from './devices.ts';
import { evaluationProcedures } from './evaluations.ts';
import { imageLimits } from './imaging.ts';
import { inspectionResultSchema } from './inspection-result.ts';
import { examinedSchema, modelDraftSchema } from './model-draft.ts';
import { packageFilesSchema, trustedKeySchema } from './trusted-key.ts';
import { dispositions, eventData, identitySchema, inspectionId, sha256 } from './events.ts';
import { personId, personSchema, roles } from './people.ts';
import { admin, bytes, qa, technician } from './procedure.ts';
import { areaSchema, cameraReportSchema, cameraStateSchema, namedSetupSchema, setupSchema } from './setup.ts';
import { quickTeachContract } from './quick-teach.ts';
import { trainingRunsContract } from './training-runs.ts';
import { installOutcomeSchema, updateStatusSchema } from './updates.ts';

// The whole conversation between a screen (or the command line) and the station, in the order the data flows.
// Frames never travel here: they have a lane of their own (frame-lane.ts).

const modelRef = z.object({ name: z.string(), version: z.number().int(), sha256 });

/** How the station is; sent whole, newest wins. */
export const statusSchema = z.object({
  journal: z.object({ head: z.number().int(), ok: z.boolean(), why: z.string().optional() }),
  model: z.object({
    active: modelRef.nullable(),
    provider: z.string(),
    /** `starting`: the provider warms up; `ready`; `none`: no package; `failed`: see `why`. */
    state: z.enum(['starting', 'ready', 'none', 'failed']),
    why: z.string().optional(),
    lastMs: z.number().optional(),
  }),
  camera: cameraStateSchema,
  disk: z.object({ freeBytes: z.number(), floorBytes: z.number(), ok: z.boolean() }),
  registry: z.object({ kind: z.enum(['none', 'folder', 'mlflow']), waiting: z.number().int() }),
  tray: z.object({ name: z.string(), inspected: z.number().int(), undecided: z.number().int() }).nullable(),
  /** Which session holds camera and trigger. */
  lease: z.object({ session: z.string(), person: personId }).nullable(),
});
export type Status = z.infer<typeof statusSchema>;

/** The inspection as it stands in the journal, with its id. */
export const inspectionSchema = z.object({
  id: inspectionId,
  seq: z.number().int(),
  at: z.iso.datetime(),
  by: z.string(),
  hash: sha256,
  ...eventData['inspection.recorded'].shape,
});
export type Inspection = z.infer<typeof inspectionSchema>;

const settingsFields = {
  /** Free disk space below which captures are refused. */
  diskFloorBytes: z.number().int().min(0),
  /** After this long a judgement ends as no result. */
  judgeLimitMs: z.number().int().min(500).max(60_000),
  /** `tray`: only while a tray is open. */
  idRequired: z.enum(['never', 'tray', 'always']),
  /** A shown verdict retires after this long. */
  retireSeconds: z.number().int().min(10).max(120),
  idleSeconds: z.number().int().min(30).max(3600),
  sound: z.boolean(),
  theme: z.enum(['dark', 'light', 'system']),
  textSize: z.number().min(100).max(150),
  pedalKey: z.string(),
  scanGapMs: z.number().int().min(10).max(80),
  /** `key`: the scanner ends every code with Enter or Tab, so one without was cut off. */
  scanEnd: z.enum(['any', 'key']),
  /** The scanner test saw GS1's group separator arrive, so a code without it lost none. */
  scanSeparator: z.boolean(),
  /** A folder whose pictures are judged as a camera's; empty: none. Absolute, as the station's own computer names it. */
  folderPath: z
    .string()
    .max(1000)
    .regex(/^$|^\/|^[A-Za-z]:[\\/]|^\\\\/, 'an absolute path'),
  /** `stepped`: the trigger judges the picture on the screen; `watched`: each is judged as it comes. */
  folderMode: z.enum(['stepped', 'watched']),
};

export const settingsSchema = z.strictObject({
  diskFloorBytes: settingsFields.diskFloorBytes.default(2_000_000_000),
  judgeLimitMs: settingsFields.judgeLimitMs.default(5000),
  idRequired: settingsFields.idRequired.default('tray'),
  retireSeconds: settingsFields.retireSeconds.default(30),
  idleSeconds: settingsFields.idleSeconds.default(300),
  sound: settingsFields.sound.default(true),
  theme: settingsFields.theme.default('dark'),
  textSize: settingsFields.textSize.default(100),
  pedalKey: settingsFields.pedalKey.default('F13'),
  scanGapMs: settingsFields.scanGapMs.default(50),
  scanEnd: settingsFields.scanEnd.default('any'),
  scanSeparator: settingsFields.scanSeparator.default(false),
  folderPath: settingsFields.folderPath.default(''),
  folderMode: settingsFields.folderMode.default('stepped'),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Some of the settings. Not `settingsSchema.partial()`: that fills in the default of every setting left out. */
export const settingsChangeSchema = z.strictObject(settingsFields).partial();
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

export const modelSchema = z.object({
  sha256,
  active: z.boolean(),
  trustedBy: z.string(),
  /** Of the key that signed it. */
  keyId: z.string(),
  manifest: manifestSchema,
  /** How many answers it must give again before it may judge. */
  golden: z.object({ tensors: z.number().int(), frames: z.number().int() }),
});
export type ModelInfo = z.infer<typeof modelSchema>;

/** A program that may use the HTTP API; its token itself is shown once and stored nowhere. */
export const apiTokenSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  name: z.string().trim().min(1).max(80),
  created: z.iso.datetime(),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;

/** A file as somebody brought it: its name is for people, never a path. */
export const pictureFileSchema = z.object({
  name: z.string().max(1000),
  bytes: bytes.refine((b) => b.length <= imageLimits.bytes, `at most ${imageLimits.bytes} bytes`),
  /** Counted from 0. */
  page: z.number().int().min(0).max(imageLimits.pages).default(0),
});
export type PictureFile = z.infer<typeof pictureFileSchema>;

/** The folder that is a camera, as it is now. */
export const folderSchema = z.object({
  /** `none`: no folder is named; `away`: it cannot be reached; `empty`: every picture in it has been judged. */
  phase: z.enum(['none', 'away', 'empty', 'picture']),
  /** The one whose turn it is. `id`: its SHA-256; `problem`: why it cannot be judged. */
  picture: z.object({ id: sha256, name: z.string(), problem: z.string().nullable() }).nullable(),
});
export type FolderState = z.infer<typeof folderSchema>;

/** A score map as a one-plane Y4M file, and where it lies on the picture. */
const mapSchema = z.object({
  width: z.number().int(),
  height: z.number().int(),
  onFrame: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  bytes,
});

export const contract = {
  station: {
    about: technician.output(
      z.object({
        stationId: z.string(),
        journalId: z.string(),
        app: z.string(),
        format: z.number(),
        host: z.string(),
        session: z.string(),
      }),
    ),
    status: technician.output(eventIterator(statusSchema)),
    settings: technician.output(settingsSchema),
    changeSettings: admin.input(settingsChangeSchema).output(settingsSchema),
    /** Camera and trigger belong to one window; `take` moves them here. */
    lease: technician.input(z.object({ take: z.boolean() })).output(z.object({ held: z.boolean() })),
    releaseLease: technician.output(z.void()),
    apiTokens: {
      list: admin.output(z.array(apiTokenSchema)),
      /** The answer's `token` is seen this once. */
      create: admin
        .input(z.object({ name: apiTokenSchema.shape.name }))
        .output(apiTokenSchema.extend({ token: z.string() })),
      revoke: admin.input(z.object({ id: apiTokenSchema.shape.id })).output(z.void()),
    },
  },
  /** Of the program itself. */
  updates: {
    watch: technician.output(eventIterator(updateStatusSchema)),
    check: admin.output(z.void()),
    /** Begins only between two inspections, with no tray open, after a verified backup. */
    install: admin.output(installOutcomeSchema),
  },
  devices: {
    /** The USB cameras, to know one by more than its label. */
    watch: technician.output(eventIterator(devicesSchema)),
  },
  people: {
    list: technician.output(z.array(personSchema)),
    me: technician.output(personSchema),
    signIn: technician
      .input(z.object({ person: personId, pin: z.string().max(20).optional() }))
      .output(personSchema),
    /** Back to whom a new window acts as: a technician without a PIN, or nobody. */
    signOut: technician.output(personSchema),
    add: admin
      .input(
        z.object({
          name: z.string().trim().min(1).max(80),
          role: z.enum(roles),
          pin: z
            .string()
            .regex(/^\d{4,12}$/)
            .optional(),
        }),
      )
      .output(personSchema),
    remove: admin.input(z.object({ person: personId })).output(z.void()),
  },
  inspection: {
    /** Judge a frame that was sent on the frame lane; resolves when image and journal line are on disk. */
    judge: technician
      .input(
        z.object({
          frame: z.string(),
          identity: identitySchema,
          trigger: z.enum(['key', 'pedal', 'button', 'hands-free']),
          triggered: z.iso.datetime(),
          /** Set when the camera itself says the frame must not be judged; the inspection is recorded as `no-result`. */
          fault: z.enum(reasons).optional(),
        }),
      )
      .output(inspectionSchema),
    /** Judge a picture file. Nothing of it is kept unless `record` says so; then it is an inspection like any other. */
    tryPicture: technician.input(pictureFileSchema.extend({ record: z.boolean() })).output(
      z.object({
        result: inspectionResultSchema,
        maps: z.array(mapSchema),
        /** The page as judged, as PNG, where no browser can open the file; else null. */
        shown: bytes.nullable(),
      }),
    ),
    get: technician.input(z.object({ id: inspectionId })).output(inspectionSchema),
    correctIdentity: technician
      .input(z.object({ id: inspectionId, identity: identitySchema }))
      .output(z.void()),
    dispose: technician
      .input(z.object({ id: inspectionId, disposition: z.enum(dispositions).nullable() }))
      .output(z.void()),
    requestReview: technician
      .input(z.object({ id: inspectionId, why: z.string().max(500) }))
      .output(z.void()),
    openTray: technician.input(z.object({ tray: z.string().trim().min(1).max(120) })).output(z.void()),
    closeTray: technician.output(z.void()),
  },
  camera: {
    /** The setup in force; null: none, any camera is judged. */
    setup: technician.output(namedSetupSchema.nullable()),
    /** Binds its camera and holds it to its settings from here on. */
    saveSetup: qa.input(setupSchema).output(namedSetupSchema),
    /** What the open camera is and says its settings are; the answer is also in `status`. Only the holder of the lease reports. */
    report: technician.input(cameraReportSchema).output(cameraStateSchema),
    /** "Use it": the camera that was reported last becomes the bound one, with the settings that it read. Calibration was the other one's. */
    use: qa.output(namedSetupSchema),
    /** "Set as reference": measures a frame that was sent on the frame lane; a part without an area is no longer checked. */
    setReference: qa
      .input(
        z.object({
          frame: z.string(),
          /** Always in view: a grey patch, and a printed mark that never changes. */
          grey: areaSchema.nullable(),
          focus: areaSchema.nullable(),
          /** Whether shares of dark and bright pixels are held, too. */
          exposure: z.boolean(),
        }),
      )
      .output(namedSetupSchema),
    /** No setup any longer. */
    forget: qa.output(z.void()),
  },
  folder: {
    watch: technician.output(eventIterator(folderSchema)),
    /** As a JPEG of its own size, to look at. */
    picture: technician.input(z.object({ id: sha256 })).output(bytes),
    /** Judges the file itself and records it byte for byte; one that cannot be read ends as `unreadable` and is passed over. */
    judge: technician
      .input(
        z.object({
          id: sha256,
          identity: identitySchema,
          trigger: z.enum(['key', 'pedal', 'button', 'hands-free']),
          triggered: z.iso.datetime(),
        }),
      )
      .output(inspectionSchema),
  },
  journal: {
    /** Whole lines after `after`, as JSONL bytes, about `limitBytes` at most (one line at least). Empty at the head. */
    read: technician
      .input(
        z.object({
          after: z.number().int().min(0),
          limitBytes: z.number().int().min(1).max(8_000_000).default(1_000_000),
        }),
      )
      .output(z.object({ lines: bytes, head: z.number().int() })),
    /** The head whenever it moves, coalesced. */
    watch: technician.output(
      eventIterator(z.object({ journal: z.string(), station: z.string(), head: z.number().int() })),
    ),
    /** One line as it stands, for whoever wants to check its hash. */
    line: technician
      .input(z.object({ seq: z.number().int().min(1) }))
      .output(z.object({ line: z.string(), segment: z.string() })),
    verify: qa.output(
      eventIterator(
        z.object({
          done: z.number().int(),
          total: z.number().int(),
          problems: z.array(z.object({ seq: z.number().int(), what: z.string() })),
        }),
      ),
    ),
  },
  images: {
    /** Bytes as they came (`y4m` uncompressed). */
    read: technician.input(z.object({ sha256 })).output(z.object({ type: z.string(), bytes })),
    /** A JPEG of one page, counted from 0, no wider than `width`, cached. */
    preview: technician
      .input(
        z.object({
          sha256,
          width: z.number().int().min(32).max(1920),
          page: z.number().int().min(0).max(imageLimits.pages).default(0),
        }),
      )
      .output(bytes),
  },
  datasets: datasetProcedures,
  training: trainingRunsContract,
  quickTeach: quickTeachContract,
  models: {
    list: technician.output(z.array(modelSchema)),
    /** Those that can be gone back to, newest first. */
    previous: technician.output(z.array(modelRef)),
    activate: qa.input(z.object({ sha256, why: z.string().trim().min(1).max(500) })).output(z.void()),
    /** How somebody's model would be fed and decoded, and what is to be asked. Nothing is kept. */
    examine: admin.input(modelDraftSchema).output(examinedSchema),
    /** What it says of a frame that was sent on the frame lane. Nothing is recorded. */
    tryDraft: admin
      .input(modelDraftSchema.extend({ frame: z.string() }))
      .output(z.object({ result: inspectionResultSchema, maps: z.array(mapSchema) })),
    /** Stores it as a package, signed by this station. Which package judges does not change. */
    wrap: admin.input(modelDraftSchema).output(modelSchema),
    /** Stores a package that a trusted key signed. Which package judges does not change. */
    install: admin.input(z.object({ files: packageFilesSchema })).output(modelSchema),
    trust: {
      /** `own`: this station's public key (PEM), for others to trust. */
      list: admin.output(
        z.object({
          own: z.object({ keyId: z.string(), pem: z.string() }),
          keys: z.array(trustedKeySchema),
        }),
      ),
      add: admin
        .input(z.object({ name: trustedKeySchema.shape.name, pem: z.string().max(5000) }))
        .output(trustedKeySchema),
      /** Refused (`conflict`) while a package of that key is in use. */
      remove: admin.input(z.object({ keyId: trustedKeySchema.shape.keyId })).output(z.void()),
    },
  },
  evaluations: evaluationProcedures,
} as const;

export type Contract = typeof contract;
export { verdicts };

import { z } from 'zod';
import { reviewRolesSchema } from './review-roles.ts';
import { gateSchema } from '../../ml/evaluate/gate.ts';
import { defaultPolicy, samplePolicySchema } from '../../ml/sample/policy.ts';

/** As the station's own computer names it; empty: none. */
const absolutePath = z
  .string()
  .max(1000)
  .regex(/^$|^\/|^[A-Za-z]:[\\/]|^\\\\/, 'an absolute path');

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
  folderPath: absolutePath,
  /** `stepped`: the trigger judges the picture on the screen; `watched`: each is judged as it comes. */
  folderMode: z.enum(['stepped', 'watched']),
  /** Which inspections become samples by themselves. */
  samplePolicy: samplePolicySchema,
  /** Whose label it takes, by the reason for which a picture waits. */
  reviewRoles: reviewRolesSchema,
  /** The registry, where it is a folder of one's own, such as a network drive; empty: in the data folder. */
  registryFolder: absolutePath,
  /** The registry, where it is an MLflow server; empty: the folder. Its user and password are kept apart, as secrets. */
  registryUrl: z
    .string()
    .max(500)
    .regex(
      /^$|^https?:\/\/[^\s/?#@\\]+(\/[^\s?#@\\]*)?$/i,
      'an address as https://registry.example:5000, without a user, a question mark or a hash in it',
    ),
  /** The certificate (PEM) of whoever vouches for that server, where the system does not know it; empty: those the system knows. */
  registryCaFile: absolutePath,
  /** Most bytes that may be sent to the registry in a second; null: no limit. */
  registryBytesPerSecond: z.number().int().min(10_000).max(1e9).nullable(),
  /** What a package must reach on the test before it is promoted; null: AUROC 0.8, or accuracy 0.8 where no class means a defect. */
  promotionGate: gateSchema.nullable(),
  /** Share of a label's test pictures by which a promoted package may do worse than the one before it. */
  promotionMargin: z.number().min(0).max(0.5),
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
  samplePolicy: settingsFields.samplePolicy.default(defaultPolicy),
  reviewRoles: settingsFields.reviewRoles.default({}),
  registryFolder: settingsFields.registryFolder.default(''),
  registryUrl: settingsFields.registryUrl.default(''),
  registryCaFile: settingsFields.registryCaFile.default(''),
  registryBytesPerSecond: settingsFields.registryBytesPerSecond.default(null),
  promotionGate: settingsFields.promotionGate.default(null),
  promotionMargin: settingsFields.promotionMargin.default(0.02),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Some of the settings. Not `settingsSchema.partial()`: that fills in the default of every setting left out. */
export const settingsChangeSchema = z.strictObject(settingsFields).partial();
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

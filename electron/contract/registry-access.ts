import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { registryRefusals } from './errors.ts';
import { admin, technician } from './procedure.ts';
import { settingsChangeSchema } from './settings.ts';

// The way to the registry: which one it is, who the station is there, whether it can be worked with, and what did not get there.

const text = z.string().min(1).max(10_000);
/** A secret travels one way: to the station, which never says it again. */
export const credentialsSchema = z.union([
  z.strictObject({ user: text, password: text }),
  z.strictObject({ token: text }),
]);

/** A login, without what is secret in it. `as`: the user's name; null: a token. */
const knownLogin = z.object({ as: z.string().nullable() });

export const registryAccessSchema = z.object({
  /** In force now. `own`: the folder inside the station's own, where nobody else is. */
  kind: z.enum(['own', 'folder', 'mlflow']),
  /** Of the server in force, without a login; null where it is a folder. */
  url: z.string().nullable(),
  /** Who named that server: the settings, or `MLFLOW_TRACKING_URI`. */
  from: z.enum(['settings', 'environment']),
  /** The login that was given here, and the one server it is for. */
  kept: knownLogin.extend({ url: z.string() }).nullable(),
  /** The login of the environment, which goes before; `url` null: for whichever server the settings name. */
  environment: knownLogin.extend({ url: z.string().nullable(), variable: z.string() }).nullable(),
  /** Why the kept login cannot be used; null: it can, or there is none. */
  unreadable: z.string().nullable(),
});
export type RegistryAccess = z.infer<typeof registryAccessSchema>;

/** What a trial looks at, in this order; a folder has no login and is no MLflow. */
export const trialSteps = ['reach', 'login', 'mlflow', 'read', 'write'] as const;
export type TrialStep = (typeof trialSteps)[number];

/** Why one of them failed, by what is to be done about it. */
export const trialFaults = [
  ...registryRefusals,
  'right-to-read',
  'right-to-write',
  'no-answer',
  'too-old',
  'certificate-file',
  'kept-login',
  'no-folder',
  'not-written',
  'other',
] as const;
export type TrialFault = (typeof trialFaults)[number];

export const trialSchema = z.object({
  steps: z.array(
    z.object({
      step: z.enum(trialSteps),
      /** `skipped`: it could not be seen, since an earlier one failed. */
      state: z.enum(['waiting', 'running', 'passed', 'failed', 'skipped']),
      /** What was found; '' where there is nothing to say. */
      found: z.string(),
      fault: z.object({ why: z.enum(trialFaults), cause: z.string() }).nullable(),
    }),
  ),
  over: z.boolean(),
});
export type Trial = z.infer<typeof trialSchema>;

export const parkedSchema = z.object({
  id: z.string(),
  /** What was thrown: one of `errorCodes`, or `internal`. */
  code: z.string(),
  cause: z.string(),
  /** Since when, milliseconds since 1970. */
  at: z.number().int(),
});
export type Parked = z.infer<typeof parkedSchema>;

const { registryFolder, registryUrl, registryCaFile } = settingsChangeSchema.shape;

export const registryAccessProcedures = {
  watch: technician.output(eventIterator(registryAccessSchema)),
  /**
   * Keeps a login for one server, after that server took it; where it does not answer now, unseen. The registry is worked with at once.
   * Refused (`registry-refused`) where the server refuses it, and (`bad-input`) for a password that would travel unencrypted unless `unencrypted` says so.
   */
  login: admin
    .input(
      z.object({
        url: z.string().max(500),
        caFile: registryCaFile.unwrap(),
        credentials: credentialsSchema,
        unencrypted: z.boolean(),
      }),
    )
    .output(
      z.object({
        /** null: it did not answer, so the login was not seen to be right. */ version: z.string().nullable(),
      }),
    ),
  /** Forgets the kept login; the environment's stays. */
  logout: admin.output(z.void()),
  /** Whether a registry could be worked with, applied or not. Ends with `over`; leaving the stream ends the trial. */
  tryIt: admin
    .input(
      z.object({
        registryFolder: registryFolder.unwrap(),
        registryUrl: registryUrl.unwrap(),
        registryCaFile: registryCaFile.unwrap(),
      }),
    )
    .output(eventIterator(trialSchema)),
  /** What the registry does not take, oldest first. Everything else passes it. */
  parked: technician.output(z.array(parkedSchema)),
  /** Tries one of them again. */
  again: admin.input(z.object({ id: z.string() })).output(z.void()),
  /** Sends all there is, also what would be gathered for some minutes first, looks what others wrote and what is promoted, and waits no longer after a failure. */
  sendNow: admin.output(z.void()),
};

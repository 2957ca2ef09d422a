import { z } from 'zod';
import { reasons } from '../../ml/verdict/result.ts';
import { roles } from './people.ts';

/** What has to be mended before a registry lets a station in; what is none of these is said in words only. */
export const registryRefusals = [
  /** The server's name leads nowhere. */
  'name',
  /** Its certificate, or the encryption, does not hold. */
  'certificate',
  /** It wants another login, or one at all. */
  'login',
  /** The login may not do that. */
  'right',
  /** It does not answer to the name it was asked by. */
  'host-name',
  /** A page or a gateway in between answers in its place. */
  'portal',
  /** Something else answers there. */
  'not-mlflow',
] as const;
export type RegistryRefusal = (typeof registryRefusals)[number];

/** Every failure that may cross the contract, by code. What is not listed arrives as `internal` and is logged once, in the host. */
export const errorCodes = {
  'not-allowed': { status: 403, data: z.object({ needs: z.enum(roles) }) },
  'wrong-pin': { status: 401, data: z.object({ waitSeconds: z.number() }) },
  'not-found': { status: 404, data: z.object({ what: z.string(), id: z.string() }) },
  'bad-input': { status: 422, data: z.object({ what: z.string(), got: z.string(), allowed: z.string() }) },
  'lease-held': { status: 409, data: z.object({ by: z.string() }) },
  'frame-missing': { status: 409, data: z.object({ frame: z.string() }) },
  busy: { status: 409, data: z.object({ what: z.string() }) },
  'disk-low': { status: 507, data: z.object({ freeBytes: z.number(), floorBytes: z.number() }) },
  'not-written': { status: 507, data: z.object({ cause: z.string() }) },
  'journal-stopped': { status: 503, data: z.object({ cause: z.string() }) },
  /** `lost`: the process that tried it was too slow, or died, which is all that is known: another time it may do. */
  'model-unavailable': {
    status: 503,
    data: z.object({ cause: z.string(), lost: z.enum(['timed-out', 'worker-died']).exactOptional() }),
  },
  /** What somebody brought as a model, or wants to put in use, is not fit for it. */
  'model-refused': { status: 422, data: z.object({ cause: z.string() }) },
  /** The folder or server where packages of all stations meet does not answer, or not now. Trying later helps. */
  'registry-unreachable': {
    status: 503,
    data: z.object({
      cause: z.string(),
      /** After how many milliseconds the server wants to be asked again, where it said so. */
      retryAfterMs: z.number().optional(),
    }),
  },
  /** It answers, but not to this station, or it is somebody else that answers. Nothing helps before a person has acted. */
  'registry-refused': {
    status: 502,
    data: z.object({ cause: z.string(), why: z.enum(registryRefusals).optional() }),
  },
  /** It does not take this one thing, and never will; others it takes. */
  'registry-rejected': { status: 422, data: z.object({ cause: z.string() }) },
  /** It is not in the registry yet; its station was asked for it, and sends it when it can. */
  'picture-elsewhere': { status: 409, data: z.object({ station: z.string(), asked: z.iso.datetime() }) },
  /** A file that is no picture Loupe judges. */
  unreadable: { status: 422, data: z.object({ file: z.string(), cause: z.string() }) },
  /** A frame that must not be learnt from, for the reason it would not be judged. */
  'unfit-picture': { status: 422, data: z.object({ reason: z.enum(reasons) }) },
  /** It shows what an earlier piece shows, counted from 1. */
  'same-view': { status: 409, data: z.object({ piece: z.number() }) },
  /** Somebody else has answered the label that was to be taken back. */
  'labelled-since': { status: 409, data: z.object({ inspection: z.string(), by: z.string() }) },
  'id-required': { status: 422, data: z.object({}) },
  'tray-open': { status: 409, data: z.object({ undecided: z.number() }) },
  conflict: { status: 409, data: z.object({ what: z.string() }) },
  'too-large': { status: 413, data: z.object({ bytes: z.number(), limitBytes: z.number() }) },
  'too-many': { status: 429, data: z.object({ waitSeconds: z.number() }) },
  cancelled: { status: 499, data: z.object({}) },
} as const;

export type ErrorCode = keyof typeof errorCodes;
export type ErrorData<C extends ErrorCode> = z.infer<(typeof errorCodes)[C]['data']>;

/** A failure with a code that survives the trip; rooms throw it, the contract carries it. */
export class LoupeError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly data: ErrorData<C>;
  constructor(code: C, data: ErrorData<C>, options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(data)}`, options);
    this.name = 'LoupeError';
    this.code = code;
    this.data = data;
  }
}

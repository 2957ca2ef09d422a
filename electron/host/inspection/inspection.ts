import { setImmediate } from 'node:timers/promises';
import { y4mHeader } from '../../../ml/image/y4m.ts';
import type { Reason } from '../../../ml/verdict/result.ts';
import type { Inspection } from '../../contract/inspection.ts';
import type { Settings } from '../../contract/settings.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { DepthRule, EventData, EventOf, Identity, ImageRef, StepRecord } from '../../contract/events.ts';
import type { Actor } from '../../contract/people.ts';
import type { ReceivedFrame } from '../frames/frames.ts';
import { vet, type BoundCamera } from '../frames/vet.ts';
import type { Images } from '../images/images.ts';
import type { Journal } from '../journal/journal.ts';
import type { Platform } from '../platform.ts';
import { assess, inMillimetres, noResult, type Assessment } from './assess.ts';
import type { Engine } from './engine.ts';
import { Unreadable, type Pictures } from './pictures.ts';

type Recorded = EventData<'inspection.recorded'>;

export interface JudgeRequest {
  readonly sent: ReceivedFrame;
  readonly identity: Identity;
  readonly trigger: Recorded['trigger'];
  /** Wall clock of the trigger. */
  readonly triggered: string;
  /** Set when the camera itself says the frame must not be judged. */
  readonly fault?: Reason | undefined;
  readonly by: Actor;
  readonly signal?: AbortSignal | undefined;
}

export interface FileRequest {
  readonly bytes: Uint8Array;
  readonly page?: number;
  /** How 16 bit become 8; `full-range` unless said. */
  readonly depth?: DepthRule;
  readonly signal?: AbortSignal;
  /** Given: the file is stored byte for byte and the inspection journalled. */
  readonly record?: {
    readonly source: Recorded['source'];
    /** `command` unless said. */
    readonly trigger?: Recorded['trigger'];
    readonly identity: Identity;
    readonly triggered: string;
    readonly by: Actor;
  };
}

/** What a file's inspection says; `image` is null when the page could not be read, `pages` when the file could not, `inspection` unless it was recorded. */
export interface FileAnswer extends Assessment {
  readonly image: Omit<ImageRef, 'sha256'> | null;
  readonly pages: number | null;
  /** In words, when the page could not be read. */
  readonly message?: string;
  readonly inspection: Inspection | null;
  readonly ms: number;
}

export interface InspectionDeps {
  readonly platform: Pick<Platform, 'clock' | 'log'>;
  readonly journal: Pick<Journal, 'stationId' | 'append'>;
  readonly images: Pick<Images, 'put'>;
  readonly engine: Pick<Engine, 'judge'>;
  readonly pictures: Pick<Pictures, 'decode'>;
  readonly settings: () => Pick<Settings, 'judgeLimitMs'>;
  /** Null where frames come from nowhere but files. */
  readonly camera: BoundCamera | null;
}

/**
 * From a frame to a verdict that is on disk. Image and journal line are written before the answer is given; when they cannot be, there is no
 * answer but a LoupeError (`not-written`, `disk-low`, `journal-stopped`). Every other fault is recorded as `no-result`.
 */
export function createInspection(deps: InspectionDeps) {
  const { platform, journal, images, engine, pictures, settings, camera } = deps;
  const { clock } = platform;
  const log = (why: string) => platform.log({ level: 'warn', what: 'no result', why });
  const judged = (frame: ReceivedFrame['frame'], signal: AbortSignal | undefined) =>
    assess(
      engine,
      frame,
      { limitMs: settings().judgeLimitMs, ...(signal === undefined ? {} : { signal }) },
      log,
    );

  /** The image must be on its way to disk already; the maps follow, then the line. */
  const record = async (
    assessment: Assessment,
    stored: Promise<string>,
    image: Omit<ImageRef, 'sha256'>,
    rest: Omit<Recorded, 'image' | 'verdict' | 'reason' | 'score' | 'steps' | 'plan'>,
    by: Actor,
  ): Promise<Inspection> => {
    const { verdict, reason, score } = assessment;
    const steps: StepRecord[] = await Promise.all(
      assessment.steps.map(async ({ record: step, map }) => {
        if (map === undefined) return step;
        const { file, ...place } = map;
        return { ...step, map: { sha256: await images.put('y4m', file), ...place } };
      }),
    );
    const data: Recorded = {
      ...rest,
      image: { sha256: await stored, ...image },
      plan: assessment.plan,
      verdict,
      ...(reason === undefined ? {} : { reason }),
      score,
      steps,
    };
    return inspectionOf(journal.stationId, await journal.append('inspection.recorded', data, by));
  };

  return {
    async judge({
      sent,
      identity,
      trigger,
      triggered,
      fault,
      by,
      signal,
    }: JudgeRequest): Promise<Inspection> {
      const { frame, header } = sent;
      if (frame.layout === 'rgb') {
        throw new LoupeError('bad-input', { what: 'frame layout', got: 'rgb', allowed: 'i420, grey' });
      }
      const { setup, reason } = vet(sent, camera, clock.monotonic());
      const wrong = fault ?? reason;
      const assessing = wrong === null ? judged(frame, signal) : noResult(wrong);
      // The frame is on its way to the worker before this thread turns to the disk.
      await setImmediate();
      const file = [y4mHeader(frame), frame.data];
      const stored = images.put('y4m', file);
      // It is awaited after the verdict; failing before that must not be an unhandled rejection.
      stored.catch(() => undefined);
      const assessment = inMillimetres(await assessing, setup?.setup.calibration.mmPerPixel ?? null);
      const times = { triggered, judgeMs: clock.monotonic() - sent.arrived };
      const image = {
        type: 'y4m',
        width: frame.width,
        height: frame.height,
        bytes: file.reduce((sum, part) => sum + part.length, 0),
      } as const;
      const rest = { identity, source: header.source, setup: setup?.sha256 ?? null, trigger, times };
      return record(assessment, stored, image, rest, by);
    },

    async judgeFile({ bytes, page, depth, signal, record: wanted }: FileRequest): Promise<FileAnswer> {
      const begun = clock.monotonic();
      const picture = await pictures.decode(bytes, page, depth).catch((error: unknown) => {
        if (error instanceof Unreadable) return error;
        throw error;
      });
      if (picture instanceof Unreadable) {
        const { message, reason, pages } = picture;
        const ms = clock.monotonic() - begun;
        return { ...noResult(reason), image: null, pages, message, inspection: null, ms };
      }
      const { frame, type, pages } = picture;
      const stored = wanted && images.put(type, bytes);
      stored?.catch(() => undefined);
      const assessment = await judged(frame, signal);
      const ms = clock.monotonic() - begun;
      const { width, height } = frame;
      const image = {
        type,
        width,
        height,
        bytes: bytes.length,
        ...(pages > 1 && { page: page ?? 0 }),
        ...(picture.depth && { depth: picture.depth }),
      };
      if (wanted === undefined || stored === undefined) {
        return { ...assessment, image, pages, inspection: null, ms };
      }
      const { source, trigger = 'command', identity, triggered, by } = wanted;
      const times = { triggered, judgeMs: ms };
      const rest = { identity, source, setup: null, trigger, times } as const;
      return {
        ...assessment,
        image,
        pages,
        inspection: await record(assessment, stored, image, rest, by),
        ms,
      };
    },
  };
}
export type InspectionRoom = ReturnType<typeof createInspection>;

/** A journal line as the inspection that screens and commands speak of. */
export function inspectionOf(stationId: string, event: EventOf<'inspection.recorded'>): Inspection {
  const { seq, at, by, hash, data } = event;
  return { id: `${stationId}-${seq}`, seq, at, by: by.id, hash, ...data };
}

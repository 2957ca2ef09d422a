import type { Frame } from '../../../ml/image/frame.ts';
import type { ImageRef } from '../../contract/events.ts';
import {
  imagingAnswers,
  type ImagingAnswers,
  type ImagingAsks,
  type ImagingCall,
} from '../../contract/imaging.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { openLink, WorkerFault, WorkerRefusal, type WorkerLink } from '../worker-link.ts';

/** This file is not a picture Loupe opens. */
export class Unreadable extends Error {
  readonly reason: 'unreadable-image' | 'too-large';
  constructor(reason: Unreadable['reason'], message: string) {
    super(message);
    this.name = 'Unreadable';
    this.reason = reason;
  }
}

export interface Picture {
  readonly type: ImageRef['type'];
  readonly pages: number;
  readonly frame: Frame;
}

export interface Pictures {
  /** One page of an image file as an upright RGB frame. @throws Unreadable */
  decode(bytes: Uint8Array, page?: number): Promise<Picture>;
  /** @throws WorkerFault, WorkerRefusal */
  encode(frame: Frame, format: 'jpeg' | 'png', width?: number): Promise<Uint8Array>;
  close(): void;
}

/** Per picture (reference/reliability.md H1, H2). */
const limits = { ms: 10_000, bytes: 1_500_000_000 } as const;

/** Image files in and out, through a worker of its own that is started when first needed and again after each death. */
export function createPictures(platform: Pick<Platform, 'spawn' | 'clock'>): Pictures {
  const queue = sequential();
  let link: WorkerLink<ImagingAsks, ImagingAnswers> | null = null;
  const call = <C extends ImagingCall>(name: C, ask: ImagingAsks[C]): Promise<ImagingAnswers[C]> =>
    queue(async () => {
      const current = (link ??= openLink(platform, 'image', imagingAnswers, limits.bytes));
      void current.exited.then(() => {
        if (link === current) link = null;
      });
      try {
        return await current.request(name, ask, limits.ms);
      } catch (error) {
        if (error instanceof WorkerFault && link === current) link = null;
        throw error;
      }
    });
  const decode = async (bytes: Uint8Array, page?: number): Promise<Picture> => {
    try {
      const ask = { bytes, ...(page === undefined ? {} : { page }) };
      const { type, pages, width, height, rgb } = await call('decode', ask);
      const colour = { matrix: 'bt601', range: 'full' } as const;
      return { type, pages, frame: { width, height, layout: 'rgb', colour, data: rgb } };
    } catch (error) {
      if (error instanceof WorkerRefusal && error.code === 'too-large') {
        throw new Unreadable('too-large', error.message);
      }
      // A file that kills, stalls or confuses its reader is an unreadable file.
      if (error instanceof WorkerRefusal || error instanceof WorkerFault) {
        throw new Unreadable('unreadable-image', error.message);
      }
      throw error;
    }
  };
  const encode = async (frame: Frame, format: 'jpeg' | 'png', width?: number): Promise<Uint8Array> =>
    (await call('encode', { frame, format, ...(width === undefined ? {} : { width }) })).bytes;
  return {
    decode,
    encode,
    close: () => link?.kill(),
  };
}

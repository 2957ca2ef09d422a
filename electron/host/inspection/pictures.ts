import type { Frame } from '../../../ml/image/frame.ts';
import type { DepthRule, ImageRef } from '../../contract/events.ts';
import {
  imageLimits,
  imagingAnswers,
  type ImagingAnswers,
  type ImagingAsks,
  type ImagingCall,
} from '../../contract/imaging.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { openLink, WorkerFault, WorkerRefusal, type WorkerLink } from '../worker-link.ts';

/** This file, or this page of it, is not a picture Loupe opens. */
export class Unreadable extends Error {
  readonly reason: 'unreadable-image' | 'too-large';
  /** Of the file, where only one of them is unreadable; null: the file is. */
  readonly pages: number | null;
  constructor(reason: Unreadable['reason'], message: string, pages: number | null = null) {
    super(message);
    this.name = 'Unreadable';
    this.reason = reason;
    this.pages = pages;
  }
}

export interface Picture {
  readonly type: ImageRef['type'];
  readonly pages: number;
  readonly frame: Frame;
  /** How 16 bit became 8; absent where the file has 8. */
  readonly depth?: DepthRule;
}

export type Mask = ImagingAnswers['decodeMask'];

export interface Pictures {
  /**
   * One page of an image file, the first unless said, as an upright RGB frame.
   * @param depth how 16 bit becomes 8; `full-range` unless said
   * @throws Unreadable
   */
  decode(bytes: Uint8Array, page?: number, depth?: DepthRule): Promise<Picture>;
  /** One page of an image file as the numbers it holds; GIF is read here too. @throws Unreadable */
  decodeMask(bytes: Uint8Array, page?: number): Promise<Mask>;
  /** @throws WorkerFault, WorkerRefusal */
  encode(frame: Frame, format: 'jpeg' | 'png', width?: number): Promise<Uint8Array>;
  close(): void;
}

/** Image files in and out, through a worker of its own that is started when first needed and again after each death. */
export function createPictures(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  limits: { readonly ms: number; readonly memoryBytes: number } = imageLimits,
): Pictures {
  const queue = sequential();
  let link: WorkerLink<ImagingAsks, ImagingAnswers> | null = null;
  const call = <C extends ImagingCall>(name: C, ask: ImagingAsks[C]): Promise<ImagingAnswers[C]> =>
    queue(async () => {
      const current = (link ??= openLink(platform, 'image', imagingAnswers, limits.memoryBytes));
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
  /** A hostile file is not even sent when its size alone refuses it. */
  const read = async <C extends 'decode' | 'decodeMask'>(name: C, ask: ImagingAsks[C]) => {
    if (ask.bytes.length > imageLimits.bytes)
      throw new Unreadable('too-large', `${ask.bytes.length} bytes, allowed ${imageLimits.bytes}`);
    try {
      return await call(name, ask);
    } catch (error) {
      if (error instanceof WorkerRefusal && error.code === 'too-large')
        throw new Unreadable('too-large', error.message);
      // A file that kills, stalls or confuses its reader is an unreadable file.
      if (error instanceof WorkerRefusal || error instanceof WorkerFault)
        throw new Unreadable('unreadable-image', error.message);
      throw error;
    }
  };
  return {
    async decode(bytes, page, depth) {
      const ask = { bytes, ...(page !== undefined && { page }), ...(depth && { depth }) };
      const { type, pages, page: answer } = await read('decode', ask);
      if ('code' in answer) throw new Unreadable(answer.code, answer.message, pages);
      const { width, height, rgb, depth: used } = answer;
      const colour = { matrix: 'bt601', range: 'full' } as const;
      const frame: Frame = { width, height, layout: 'rgb', colour, data: rgb };
      return { type, pages, frame, ...(used && { depth: used }) };
    },
    decodeMask: (bytes, page) => read('decodeMask', { bytes, ...(page !== undefined && { page }) }),
    encode: async (frame, format, width) =>
      (await call('encode', { frame, format, ...(width !== undefined && { width }) })).bytes,
    close: () => link?.kill(),
  };
}

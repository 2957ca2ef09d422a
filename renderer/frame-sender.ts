import { packFrame, type FrameHeader } from '../electron/contract/frame-lane.ts';

/** The lane's far end: bytes go out, answers `{ id, accepted }` come back. */
export interface FrameLane {
  send(message: Uint8Array<ArrayBuffer>): void;
  onAnswer(listener: (answer: FrameAnswer) => void): void;
}
export interface FrameAnswer {
  readonly id: string;
  readonly accepted: boolean;
}

/** An answer as it comes off a wire, or null for anything else. */
export function readAnswer(message: unknown): FrameAnswer | null {
  try {
    const answer: unknown = typeof message === 'string' ? JSON.parse(message) : message;
    if (typeof answer !== 'object' || answer === null) return null;
    const { id, accepted } = answer as Partial<FrameAnswer>;
    return typeof id === 'string' && typeof accepted === 'boolean' ? { id, accepted } : null;
  } catch {
    return null;
  }
}

/** Why a frame did not reach the station. */
export class FrameNotTaken extends Error {
  readonly why: 'refused' | 'replaced' | 'lost';
  constructor(why: 'refused' | 'replaced' | 'lost') {
    super(`the frame was ${why}`);
    this.name = 'FrameNotTaken';
    this.why = why;
  }
}

interface Waiting {
  readonly header: FrameHeader;
  readonly planes: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (why: FrameNotTaken) => void;
}

/**
 * At most one frame on its way; of those that wait, the newest wins.
 * `send` resolves once the host has the frame and rejects with FrameNotTaken.
 */
export function createFrameSender(lane: FrameLane) {
  let flying: Waiting | null = null;
  let next: Waiting | null = null;
  let dropped = 0;

  const launch = (frame: Waiting) => {
    flying = frame;
    lane.send(packFrame(frame.header, frame.planes));
  };
  lane.onAnswer(({ id, accepted }) => {
    if (flying?.header.id !== id) return;
    const landed = flying;
    flying = null;
    if (accepted) landed.resolve();
    else landed.reject(new FrameNotTaken('refused'));
    if (next !== null) {
      const frame = next;
      next = null;
      launch(frame);
    }
  });

  return {
    send: (header: FrameHeader, planes: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        const frame = { header, planes, resolve, reject };
        if (flying === null) return launch(frame);
        if (next !== null) {
          dropped += 1;
          next.reject(new FrameNotTaken('replaced'));
        }
        next = frame;
      }),
    /** The connection is gone: whoever waits is told. */
    lost(): void {
      for (const frame of [flying, next]) frame?.reject(new FrameNotTaken('lost'));
      flying = null;
      next = null;
    },
    dropped: () => dropped,
  };
}

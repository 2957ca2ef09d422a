import { LoupeError } from '../../contract/errors.ts';
import { unpackFrame, type SentFrame } from '../../contract/frame-lane.ts';
import { repeatOf } from '../../../ml/image/checks/digest.ts';
import type { Clock } from '../platform.ts';

export interface ReceivedFrame extends SentFrame {
  /** When it arrived, by the monotonic clock. */
  readonly arrived: number;
  /** How much of it the camera sent before. A live sensor never does: its noise differs. */
  readonly repeated: 'none' | 'part' | 'all';
}

export interface Frames {
  /** Takes one message of the frame lane. @returns the frame's id for the answer; null when it was no frame */
  receive(message: Uint8Array): string | null;
  /** The frame by its id. @throws LoupeError `frame-missing` when it never came or newer ones have pushed it out */
  get(id: string): ReceivedFrame;
  counts(): { readonly received: number; readonly refused: number; readonly pushedOut: number };
}

/** Frames are large; a trigger names one of the newest. */
const kept = 4;

/** Keeps the last few frames by id, newest wins. */
export function createFrames(clock: Pick<Clock, 'monotonic'>): Frames {
  let frames: ReceivedFrame[] = [];
  const asked = new Set<string>();
  const counts = { received: 0, refused: 0, pushedOut: 0 };
  return {
    receive(message) {
      const sent = unpackFrame(message);
      if (sent === null) {
        counts.refused += 1;
        return null;
      }
      counts.received += 1;
      const repeated = isRepeat(sent, frames.at(-1)) ? 'all' : repeatOfBefore(sent);
      frames = [...frames, { ...sent, arrived: clock.monotonic(), repeated }];
      const gone = frames.slice(0, -kept);
      frames = frames.slice(-kept);
      for (const { header } of gone) if (!asked.delete(header.id)) counts.pushedOut += 1;
      return sent.header.id;
    },
    get(id) {
      const found = frames.findLast((frame) => frame.header.id === id);
      if (found === undefined) throw new LoupeError('frame-missing', { frame: id });
      asked.add(id);
      return found;
    },
    counts: () => ({ ...counts }),
  };
}

/** Same camera, another frame by its number, same bytes. Rendered scenes and folders may stand still; a camera may not. */
function isRepeat(sent: SentFrame, before: SentFrame | undefined): boolean {
  if (before === undefined || sent.header.source.kind !== 'camera') return false;
  const { source } = sent.header;
  const same = before.header.source.kind === 'camera' && before.header.source.label === source.label;
  if (!same || (source.frame !== undefined && source.frame === before.header.source.frame)) return false;
  return Buffer.compare(sent.frame.data, before.frame.data) === 0;
}

/** The sender says what the picture before this one was; between two triggers many went by that never came here. */
function repeatOfBefore({ header: { source, camera }, frame }: SentFrame): ReceivedFrame['repeated'] {
  return source.kind !== 'camera' || camera?.before === undefined ? 'none' : repeatOf(frame, camera.before);
}

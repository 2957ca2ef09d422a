import type { ErrorCode } from '../../electron/contract/errors.ts';
import type { CodeProblem } from '../keys/codes/reading.ts';
import { FrameNotTaken } from '../frame-sender.ts';

/** Failures that begin in the renderer; the host never hears of them. */
export type LocalFault =
  | 'camera-none'
  | 'camera-gone'
  | 'camera-ended'
  | 'camera-other'
  | 'camera-size'
  | 'camera-settings'
  | 'camera-slept'
  | 'camera-denied'
  | 'camera-busy'
  | 'camera-failed'
  | 'camera-stale'
  | 'camera-starting'
  | 'folder-none'
  | 'folder-away'
  | 'folder-empty'
  | 'host-lost'
  | 'connecting'
  | 'no-answer'
  | 'model-starting'
  | 'frame-refused'
  | CodeProblem
  | 'internal';

/** A failure as the screens handle it: its code and what the code's sentence names. */
export interface Fault {
  readonly code: ErrorCode | LocalFault;
  readonly data: Readonly<Record<string, unknown>>;
}

export const fault = (code: Fault['code'], data: Fault['data'] = {}): Fault => ({ code, data });

/** Whatever a call threw, as a fault; `known` are the codes that have a sentence. */
export function faultOf(error: unknown, known: Readonly<Record<string, unknown>>): Fault {
  if (error instanceof FrameNotTaken) return fault(error.why === 'lost' ? 'host-lost' : 'frame-refused');
  if (typeof error !== 'object' || error === null) return fault('internal');
  const { code, data } = error as { code?: unknown; data?: unknown };
  if (typeof code === 'string' && Object.hasOwn(known, code))
    return fault(code as Fault['code'], typeof data === 'object' && data !== null ? { ...data } : {});
  return fault(
    error instanceof Error &&
      (error.name === 'Disconnected' || /connection closed|aborted/i.test(error.message))
      ? 'host-lost'
      : 'internal',
  );
}

import type { Frame } from '../frame.ts';
import type { Reason } from '../../verdict/result.ts';
import { brightnessFault } from './brightness.ts';

/** Why a camera's picture must not be judged, as far as the picture alone tells; null: nothing is wrong with it. */
export function pictureFault(frame: Frame): Reason | null {
  return brightnessFault(frame);
}

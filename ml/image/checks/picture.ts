import type { Frame } from '../frame.ts';
import type { Reason } from '../../verdict/result.ts';
import { brightnessFault } from './brightness.ts';
import { isHalf } from './half.ts';
import { seamOf } from './seams.ts';

/** Why a camera's picture must not be judged, as far as the picture alone tells; null: nothing is wrong with it. */
export function pictureFault(frame: Frame): Reason | null {
  const brightness = brightnessFault(frame);
  if (brightness !== null) return brightness;
  if (isHalf(frame)) return 'picture-half';
  const seam = seamOf(frame);
  return seam && `picture-${seam}`;
}

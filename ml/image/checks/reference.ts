import type { Reason } from '../../verdict/result.ts';
import type { Frame } from '../frame.ts';
import { luminanceOf, type Area } from '../luminance.ts';
import { exposureOf } from '../meters/exposure.ts';
import { focusOf } from '../meters/focus.ts';
import { greyOf } from '../meters/grey.ts';

/** What pictures of one setup are held against; null: not checked. */
export interface Reference {
  /** Mean luminance code of a grey patch. */
  readonly grey: { readonly area: Area; readonly level: number } | null;
  /** Focus measure of something that never changes. */
  readonly focus: { readonly area: Area; readonly measure: number } | null;
  /** Shares of pixels at the dark and the bright end. */
  readonly exposure: { readonly low: number; readonly high: number } | null;
}

/** Relative to the patch's distance from black; reliability.md E4. */
const greyDrift = 0.03;
const focusDrop = 0.15;
/** A piece has dark and bright places of its own. */
const shareMore = 0.1;

/**
 * Why a picture is not as its setup's were; null: it is.
 * @throws Error when an area does not lie within the frame
 */
export function referenceFault(frame: Frame, { grey, focus, exposure }: Reference): Reason | null {
  const { black } = luminanceOf(frame);
  if (grey && Math.abs(greyOf(frame, grey.area) - grey.level) > greyDrift * (grey.level - black))
    return 'picture-exposure';
  if (exposure) {
    const { low, high } = exposureOf(frame);
    if (low > exposure.low + shareMore || high > exposure.high + shareMore) return 'picture-exposure';
  }
  if (focus && focusOf(frame, focus.area) < (1 - focusDrop) * focus.measure) return 'picture-blurred';
  return null;
}

/** Where a frame comes to lie in a model's input tensor. */
import type { ModelInput } from '../package/manifest.ts';
import { roundHalfEven } from './taps.ts';

/** frame x = (tensor x − left) / scaleX, frame y = (tensor y − top) / scaleY; all in pixels, counted from the left and top edges. */
export interface Placement {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly left: number;
  readonly top: number;
}

/** The part of the tensor that the resized frame fills, in tensor pixels. */
export interface Content {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

/**
 * Letterboxes round as the code they come from: `top-left` as YOLOX (`preproc`: the size is cut off), `centre` as Ultralytics
 * (`LetterBox`: the size is rounded, an odd border puts its extra pixel to the right and below).
 */
export function contentOf(input: ModelInput, frameWidth: number, frameHeight: number): Content {
  const { width, height } = input;
  if (input.fit === 'stretch') return { width, height, left: 0, top: 0 };
  if (input.fit === 'tile') {
    // The frame is one tile here: at the stated scale, from the top left; what it does not fill is padding.
    const side = (pixels: number, most: number) =>
      Math.min(most, Math.max(1, Math.round(pixels * (input.tile?.scale ?? 1))));
    return { width: side(frameWidth, width), height: side(frameHeight, height), left: 0, top: 0 };
  }
  const scale = Math.min(width / frameWidth, height / frameHeight);
  const whole = input.place === 'top-left' ? Math.trunc : roundHalfEven;
  const content = {
    width: Math.min(width, Math.max(1, whole(frameWidth * scale))),
    height: Math.min(height, Math.max(1, whole(frameHeight * scale))),
  };
  if (input.place === 'top-left') return { ...content, left: 0, top: 0 };
  return { ...content, left: (width - content.width) >> 1, top: (height - content.height) >> 1 };
}

export function placementOf(content: Content, frameWidth: number, frameHeight: number): Placement {
  return {
    scaleX: content.width / frameWidth,
    scaleY: content.height / frameHeight,
    left: content.left,
    top: content.top,
  };
}

import type { Ultralytics } from '../../onnx/ultralytics.ts';
import { kernels, type ModelInput } from '../manifest.ts';
import type { FedPicture } from './fed-picture.ts';
import type { Proposal } from './proposal.ts';
import { ranges, WrapQuestion, WrapRefusal, type Range, type WrapWishes } from './wishes.ts';

/** What the code a family comes from does to a picture; a person's word goes before it. */
function habits(family: Proposal['family'], theirs: Ultralytics | undefined) {
  const yolo = { kernel: 'cv2-linear/u8', fit: 'letterbox', padding: 114 } as const;
  if (family === 'yolox') return { ...yolo, place: 'top-left', colour: 'bgr', range: '0-255' } as const;
  if (family === 'yolov5' || family === 'yolov8' || family === 'detections')
    return { ...yolo, place: 'centre', colour: 'rgb', range: '0-1' } as const;
  return theirs === undefined ? {} : ({ colour: 'rgb', range: '0-1' } as const);
}

/**
 * The manifest's `input`.
 * @param notes gets a line more: what the model is fed with
 */
export function inputOf(
  picture: FedPicture,
  { family }: Proposal,
  wishes: WrapWishes,
  theirs: Ultralytics | undefined,
  notes: string[],
): object {
  const { kernel, fit, padding, place, colour, range }: Partial<ModelInput> & { range?: Range } = habits(
    family,
    theirs,
  );
  const chosenKernel = wishes.kernel ?? kernel;
  if (chosenKernel === undefined)
    throw new WrapQuestion(
      'kernel',
      `how pictures were resized for training is in no file, and changes verdicts: ${kernels.join(', ')} ` +
        '(OpenCV; Pillow 13, torchvision, timm; Pillow 12; averages)',
    );
  const values = valuesOf(picture, wishes.range ?? (picture.type === 'uint8' ? '0-255' : range));
  const chosenColour = picture.channels === 1 ? 'grey' : (wishes.colour ?? colour ?? 'rgb');
  const chosenFit = wishes.fit ?? (wishes.tile ? 'tile' : (fit ?? 'stretch'));
  notes.push(
    `fed with ${picture.width} × ${picture.height} ${chosenColour}, ${chosenFit}, ${chosenKernel}, values ${values.said}` +
      (kernel === undefined || theirs !== undefined || wishes.kernel !== undefined
        ? ''
        : `, as ${family} is everywhere`),
  );
  const { tensor, layout, channels, width, height } = picture;
  return {
    ...{ tensor, layout, channels, width, height },
    ...values.input,
    kernel: chosenKernel,
    colour: chosenColour,
    fit: chosenFit,
    ...(chosenFit === 'tile' && {
      tile: wishes.tile ?? { overlap: Math.floor(Math.min(width, height) / 4), scale: 1 },
    }),
    ...(place && { place }),
    ...(padding !== undefined && { padding }),
  };
}

function valuesOf(
  { type, channels }: FedPicture,
  range: WrapWishes['range'],
): { readonly said: string; readonly input: object } {
  if (range === undefined)
    throw new WrapQuestion(
      'range',
      `what pixel values become before the model sees them is in no file: ${Object.keys(ranges).join(', ')}, ` +
        'or MEAN,STD in levels: (level − mean) / std',
    );
  if (type === 'uint8' && range !== '0-255')
    throw new WrapRefusal('the model takes uint8, which holds 0-255; no other --range can be');
  const input = typeof range === 'string' ? ranges[range] : range;
  if (input.mean.length > channels)
    throw new WrapRefusal(`--range has three channels; this model takes ${channels}`);
  const said =
    typeof range === 'string' ? range : `(level − ${range.mean.join(', ')}) / ${range.std.join(', ')}`;
  return { said, input };
}

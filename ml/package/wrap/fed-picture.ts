import type { OnnxModel } from '../../onnx/model.ts';
import { pictureInput, type PictureInput } from '../../onnx/picture.ts';
import { ultralytics } from '../../onnx/ultralytics.ts';
import { manifestSchema, type Manifest } from '../manifest.ts';
import { ranges, WrapQuestion, WrapRefusal, type WrapWishes } from './wishes.ts';

/** A picture as the model is really fed. */
export type FedPicture = Required<PictureInput>;

/** How the model is fed, as far as it must be known before it runs for the first time. Throws `WrapQuestion`. */
export function fedPicture(model: OnnxModel, wishes: Pick<WrapWishes, 'size'>): FedPicture {
  const picture = pictureInput(model);
  const known = ultralytics(model.metadata)?.size;
  const width = picture.width ?? wishes.size?.width ?? known?.[1];
  const height = picture.height ?? wishes.size?.height ?? known?.[0];
  if (width === undefined || height === undefined)
    throw new WrapQuestion(
      'size',
      `the model takes pictures of any size; say which it gets, as WIDTHxHEIGHT in pixels`,
    );
  if (picture.channels === undefined)
    throw new WrapRefusal('the file does not say whether the model takes 1 or 3 channels');
  return { ...picture, channels: picture.channels, width, height };
}

/** A manifest under which a model may be run for the first time, to see what it answers; it decodes nothing. */
export function trialManifest(picture: FedPicture): Manifest {
  const { tensor, layout, channels, width, height } = picture;
  return manifestSchema.parse({
    format: 1,
    name: 'trial',
    version: 1,
    task: 'classify',
    created: '2000-01-01T00:00:00Z',
    by: 'loupe',
    input: {
      ...{ tensor, layout, channels, width, height },
      ...ranges['0-255'],
      ...{ fit: 'stretch', kernel: 'cv2-linear/u8', colour: channels === 1 ? 'grey' : 'rgb' },
    },
    outputs: { family: 'classes', scores: 'none', activation: 'none' },
    classes: [{ name: 'none', verdict: 'info' }],
    thresholds: { pass: 0.5, defect: 0.5 },
  });
}

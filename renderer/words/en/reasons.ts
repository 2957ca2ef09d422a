import type { Words } from '../catalogue.ts';

/** Why an inspection has no result, or needs a person. */
export const reasons: Words['reasons'] = {
  'camera-other':
    'Another camera answers. Nothing was judged. Plug in the bound one, or a QA lead takes this one into use',
  'camera-unread':
    'The camera’s settings were not read since it was opened. Nothing was judged. Inspect again in a moment',
  'camera-settings': 'The camera’s settings are not those of its setup. Nothing was judged. Call a QA lead',
  'camera-stale': 'The picture was too old. Nothing was judged. Check the cable, inspect again',
  'camera-repeated': 'The camera sent the same picture twice. Nothing was judged. Inspect again',
  'camera-slow':
    'The camera sends too few pictures. Nothing was judged. Check cable and light, inspect again',
  'picture-black': 'The picture is black. Nothing was judged. Check the light, inspect again',
  'picture-one-value':
    'The picture shows one colour only. Nothing was judged. Check the camera, inspect again',
  'picture-half': 'Part of the picture is missing. Nothing was judged. Check the cable, inspect again',
  'picture-torn': 'The picture is torn. Nothing was judged. Check the cable, inspect again',
  'picture-shifted': 'The picture is shifted in itself. Nothing was judged. Check the cable, inspect again',
  'picture-blurred':
    'The picture is less sharp than its setup. Nothing was judged. Clean the lens, check the focus',
  'picture-exposure':
    'The light is not that of the setup. Nothing was judged. Check lamp and exposure, inspect again',
  'wrong-size': 'The picture has the wrong size. Nothing was judged. Check the camera settings',
  'part-not-found':
    'No single long part on a plain ground was found. Nothing was judged. Lay one part down whole, inspect again',
  'unreadable-image': 'The picture cannot be read. Nothing was judged. Inspect again',
  'too-large': 'The picture is too large. Nothing was judged. Check the camera settings',
  'bad-output':
    'The model gave no usable answer. Nothing was decided. Inspect again; if it stays, call an admin',
  'model-has-no-verdict': 'The model names things but judges nothing. Set aside for QA',
  'model-unavailable': 'No model was ready. Nothing was judged. Inspect again in a moment',
  'timed-out': 'The answer did not come in time. Nothing was decided. Inspect again',
  'worker-died': 'The model stopped and was started again. Nothing was decided. Inspect again',
  cancelled: 'The inspection was cancelled. Nothing was decided. Inspect again',
  'not-recorded': 'The record could not be written. No verdict counts. Call an admin',
  internal: 'Something in Loupe failed. Nothing was decided. Inspect again; if it stays, call an admin',
};

import { expect, test } from 'vitest';
import { manifestSchema } from '../../ml/package/manifest.ts';
import { factsOf } from './manifest-words.ts';

const manifest = manifestSchema.parse({
  format: 1,
  name: 'jaws',
  version: 2,
  task: 'detect',
  created: '2026-11-21T09:00:00Z',
  by: 'a test',
  input: {
    ...{ tensor: 'x', width: 640, height: 384, channels: 3, fit: 'letterbox', kernel: 'cv2-linear/u8' },
    ...{ colour: 'bgr', scale: 1 / 127.5, mean: [1], std: [1] },
  },
  outputs: { family: 'yolox', output: 'y', strides: [8, 16, 32], minScore: 0.3, iou: 0.45 },
  classes: [
    { name: 'scratch', verdict: 'defect' },
    ...Array.from({ length: 14 }, (_, i) => ({ name: `part ${i}`, verdict: 'info' })),
  ],
  thresholds: { pass: 0.25, defect: 0.75 },
});

test('a manifest in words: pixels, order, resizing, values, family, classes by what they mean, limits', () => {
  expect(factsOf(manifest)).toEqual([
    ['Task', 'Boxes what it finds'],
    ['Fed with', '640 × 384 pixels, blue, green, red, fitted in, with bars'],
    ['Resized', 'as OpenCV resizes (linear) · cv2-linear/u8'],
    ['Values', '-1 to 1, nchw'],
    ['Decoded as', 'yolox'],
    ['Means defect', 'scratch'],
    ['Means no verdict', `${Array.from({ length: 12 }, (_, i) => `part ${i}`).join(', ')} and 2 more`],
    [
      'Limits',
      'up to 0.25 pass, from 0.75 defect, unsure between; findings from 0.3; one of two that overlap by 0.45',
    ],
  ]);
});

test('values of each channel are told where they differ', () => {
  const imagenet = {
    ...manifest.input,
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  };
  expect(factsOf({ ...manifest, input: imagenet })[3]).toEqual([
    'Values',
    '-2.118 to 2.249 · -2.036 to 2.429 · -1.804 to 2.64, nchw',
  ]);
});

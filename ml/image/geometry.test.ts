import { describe, expect, test } from 'vitest';
import type { ModelInput } from '../package/manifest.ts';
import { contentOf, placementOf } from './geometry.ts';

const input = (change: Partial<ModelInput>) =>
  ({ width: 640, height: 640, fit: 'letterbox', place: 'centre', ...change }) as ModelInput;

describe('where the frame comes to lie', () => {
  test('centre rounds as LetterBox of Ultralytics: r = 0.64, 333 r = 213.12, (640 - 213) / 2 = 213.5', () => {
    expect(contentOf(input({}), 1000, 333)).toEqual({ width: 640, height: 213, left: 0, top: 213 });
    // 319.5 rounds to the even 320, as Python's round
    expect(contentOf(input({}), 1280, 639)).toEqual({ width: 640, height: 320, left: 0, top: 160 });
    expect(contentOf(input({}), 300, 600)).toEqual({ width: 320, height: 640, left: 160, top: 0 });
  });

  test('top-left cuts off as preproc of YOLOX: r = 0.416, int(333 r) = int(138.528)', () => {
    const yolox = input({ width: 416, height: 416, place: 'top-left' });
    expect(contentOf(yolox, 1000, 333)).toEqual({ width: 416, height: 138, left: 0, top: 0 });
    expect(contentOf(yolox, 1920, 1080)).toEqual({ width: 416, height: 234, left: 0, top: 0 });
  });

  test('stretch fills the tensor', () => {
    expect(contentOf(input({ fit: 'stretch' }), 1000, 333)).toEqual({
      width: 640,
      height: 640,
      left: 0,
      top: 0,
    });
  });

  test('a frame of extreme shape keeps at least one pixel', () => {
    expect(contentOf(input({ place: 'top-left' }), 5000, 1)).toMatchObject({ width: 640, height: 1 });
    expect(contentOf(input({}), 1, 5000)).toMatchObject({ width: 1, height: 640 });
  });
});

test('the placement leads from tensor pixels back to the frame', () => {
  const content = contentOf(input({}), 1000, 333);
  const { scaleX, scaleY, left, top } = placementOf(content, 1000, 333);
  expect([(0 - left) / scaleX, (640 - left) / scaleX]).toEqual([0, 1000]);
  expect([(213 - top) / scaleY, (426 - top) / scaleY]).toEqual([0, 333]);
});

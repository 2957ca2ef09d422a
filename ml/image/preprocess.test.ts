import { describe, expect, test } from 'vitest';
import type { ModelInput } from '../package/manifest.ts';
import { kernels } from '../package/manifest.ts';
import { rgbOf } from './colour.ts';
import type { Frame } from './frame.ts';
import { integers, noiseFrame } from './pixels.fixture.ts';
import {
  createPlainPreprocessor,
  createPreprocessor,
  kernelVersion,
  referencePreprocess,
} from './preprocess.ts';

const plainInput: ModelInput = {
  tensor: 'images',
  width: 8,
  height: 8,
  channels: 3,
  fit: 'stretch',
  place: 'centre',
  kernel: 'cv2-linear/u8',
  colour: 'rgb',
  padding: 114,
  scale: 1,
  mean: [0],
  std: [1],
  layout: 'nchw',
};
const full = { matrix: 'bt601', range: 'full' } as const;
const greyFrame = (width: number, height: number, bytes: number[]): Frame => ({
  width,
  height,
  layout: 'grey',
  colour: full,
  data: Uint8Array.from(bytes),
});

/** The number of floats in which the WebAssembly kernel and its twin differ. */
function differences(input: ModelInput, frame: Frame, preprocessor = createPreprocessor(input)): number {
  expect(preprocessor.engine).toBe('wasm');
  const placement = preprocessor.run(frame);
  preprocessor.run(frame); // a second run must not see what the first one left
  const twin = referencePreprocess(input, frame);
  expect(placement).toEqual(twin.placement);
  return preprocessor.tensor.reduce(
    (count, value, i) => count + (Object.is(value, twin.tensor[i]) ? 0 : 1),
    0,
  );
}

test('the kernel equals its twin on 600 seeded cases: all conventions, layouts, odd sizes, 1-pixel edges', () => {
  const next = integers(20261121);
  const side = (small: number, large: number) => 1 + next(next(8) === 0 ? large : small);
  for (let i = 0; i < 600; i++) {
    const kernel = kernels[next(kernels.length)]!;
    const area = kernel === 'area/u8';
    const channels = next(3) === 0 ? 1 : 3;
    const [width, height] = [side(90, 900), side(90, 700)];
    const input: ModelInput = {
      ...plainInput,
      kernel,
      channels,
      colour: channels === 1 ? 'grey' : next(2) ? 'rgb' : 'bgr',
      width: area ? 1 + next(width) : 1 + next(150),
      height: area ? 1 + next(height) : 1 + next(150),
      fit: next(2) ? 'stretch' : 'letterbox',
      place: next(2) ? 'centre' : 'top-left',
      padding: next(256),
      layout: next(2) ? 'nchw' : 'nhwc',
      scale: 1 / 255,
      mean: channels === 1 ? [0.4] : [0.485, 0.456, 0.406],
      std: [0.225],
    };
    const layout = (['i420', 'grey', 'rgb'] as const)[next(3)]!;
    const colour = {
      matrix: next(2) ? 'bt601' : 'bt709',
      range: next(2) ? 'limited' : 'full',
    } as const;
    const frame = noiseFrame(layout, width, height, i, colour);
    expect(differences(input, frame), JSON.stringify({ i, layout, width, height, colour, input })).toBe(0);
  }
});

test('I420 becomes RGB exactly as colour.ts says, at odd sizes too', () => {
  for (const matrix of ['bt601', 'bt709'] as const)
    for (const range of ['limited', 'full'] as const)
      for (const [width, height] of [
        [64, 16],
        [33, 7],
        [1, 1],
        [2, 3],
      ] as const) {
        const frame = noiseFrame('i420', width, height, width, { matrix, range });
        const preprocessor = createPreprocessor({ ...plainInput, width, height, layout: 'nhwc' });
        preprocessor.run(frame);
        expect(Uint8Array.from(preprocessor.tensor)).toEqual(rgbOf(frame));
      }
});

test('one preprocessor takes frames of many shapes in turn', () => {
  const input: ModelInput = { ...plainInput, width: 20, height: 20, fit: 'letterbox' };
  const preprocessor = createPreprocessor(input);
  for (const [width, height] of [
    [40, 20],
    [500, 700],
    [1, 1],
    [40, 20],
    [2000, 3],
  ] as const)
    for (const layout of ['i420', 'rgb', 'grey'] as const)
      expect(differences(input, noiseFrame(layout, width, height, 7), preprocessor)).toBe(0);
});

describe('landing', () => {
  const input: ModelInput = { ...plainInput, kernel: 'pil-bilinear/u8' };

  test('a frame written in place gives the same tensor as one that is copied', () => {
    const frame = noiseFrame('i420', 31, 17, 5);
    const preprocessor = createPreprocessor(input);
    const data = preprocessor.landing(frame);
    data.set(frame.data);
    preprocessor.run({ ...frame, data });
    expect(preprocessor.tensor).toEqual(referencePreprocess(input, frame).tensor);
    expect(preprocessor.landing(frame).byteOffset).toBe(data.byteOffset);
  });

  test('a landing of an earlier shape is refused, not misread', () => {
    const preprocessor = createPreprocessor(input);
    const small = noiseFrame('grey', 10, 10, 1);
    const data = preprocessor.landing(small);
    preprocessor.landing(noiseFrame('rgb', 900, 900, 1));
    expect(() => preprocessor.run({ ...small, data })).toThrow('a 10 × 10 grey frame has 100 bytes, got 0');
  });
});

describe('values', () => {
  test('pixel → (pixel · scale − mean) / std, per channel in the order of colour', () => {
    const frame: Frame = {
      width: 1,
      height: 1,
      layout: 'rgb',
      colour: full,
      data: Uint8Array.of(10, 20, 30),
    };
    const input: ModelInput = {
      ...plainInput,
      width: 1,
      height: 1,
      colour: 'bgr',
      scale: 2,
      mean: [1, 2, 3],
      std: [1, 2, 4],
    };
    const preprocessor = createPreprocessor(input);
    preprocessor.run(frame);
    expect([...preprocessor.tensor]).toEqual([59, 19, 4.25]);
  });

  test('a letterbox keeps the shape, pads with the normalised level, and says where the frame lies', () => {
    const input: ModelInput = {
      ...plainInput,
      width: 4,
      height: 4,
      channels: 1,
      colour: 'grey',
      fit: 'letterbox',
      scale: 0.5,
    };
    const preprocessor = createPreprocessor(input);
    expect(preprocessor.run(greyFrame(2, 1, [100, 100]))).toEqual({ scaleX: 2, scaleY: 2, left: 0, top: 1 });
    expect([...preprocessor.tensor]).toEqual([
      57, 57, 57, 57, 50, 50, 50, 50, 50, 50, 50, 50, 57, 57, 57, 57,
    ]);
  });

  test('limited range is spread to full: 16 is black, 235 is white', () => {
    const input: ModelInput = { ...plainInput, width: 2, height: 1, channels: 1, colour: 'grey' };
    const preprocessor = createPreprocessor(input);
    preprocessor.run({ ...greyFrame(2, 1, [16, 235]), colour: { matrix: 'bt601', range: 'limited' } });
    expect([...preprocessor.tensor]).toEqual([0, 255]);
  });

  // cv2.cvtColor(…, COLOR_RGB2GRAY) of OpenCV 5.0.0 and Image.convert('L') of Pillow 13: both formulas were compared on all 2^24 colours
  test.each([
    ['cv2-linear/u8', [0, 1, 201], 23],
    ['pil-bilinear/u8', [0, 1, 201], 24],
    ['pil12-bilinear/u8', [1, 0, 186], 22],
    ['area/u8', [1, 0, 186], 21],
  ] as const)('%s: rgb %j becomes grey %i as in its library', (kernel, rgb, expected) => {
    const frame: Frame = { width: 1, height: 1, layout: 'rgb', colour: full, data: Uint8Array.from(rgb) };
    const input: ModelInput = { ...plainInput, kernel, width: 1, height: 1, channels: 1, colour: 'grey' };
    const preprocessor = createPreprocessor(input);
    preprocessor.run(frame);
    expect([...preprocessor.tensor]).toEqual([expected]);
  });
});

describe('refused', () => {
  test.each([
    [{ channels: 1 }, 'colour rgb does not go with 1 channel'],
    [{ mean: [1, 2] }, 'mean must have 1 or 3 numbers, got 2'],
    [{ std: [1, 0, 1] }, 'std must not be 0'],
  ] as const)('%j', (change, message) => {
    expect(() => createPreprocessor({ ...plainInput, ...change } as ModelInput)).toThrow(message);
  });

  test('area/u8 where a side grows', () => {
    const preprocessor = createPreprocessor({ ...plainInput, kernel: 'area/u8' });
    expect(() => preprocessor.run(noiseFrame('rgb', 7, 100, 1))).toThrow(
      'area/u8 only reduces: 7 pixels cannot become 8',
    );
    preprocessor.run(noiseFrame('rgb', 9, 100, 1));
  });

  test('a landing for a frame that is no frame, or that no memory holds', () => {
    const preprocessor = createPreprocessor(plainInput);
    const shape = { layout: 'rgb', colour: full } as const;
    expect(() => preprocessor.landing({ ...shape, width: 0, height: 4 })).toThrow(
      'at least 1 pixel, got 0 × 4',
    );
    expect(() => preprocessor.landing({ ...shape, width: 30_000, height: 30_000 })).toThrow(
      'the frame is too large',
    );
    expect(preprocessor.landing({ ...shape, width: 2, height: 2 })).toHaveLength(12);
  });

  test('a frame with the wrong number of bytes', () => {
    const frame = { ...noiseFrame('i420', 5, 5, 1), height: 4 };
    expect(() => createPreprocessor(plainInput).run(frame)).toThrow(
      'a 5 × 4 i420 frame has 32 bytes, got 43',
    );
  });
});

test('the fallback gives the same tensor', () => {
  const frame = noiseFrame('i420', 37, 21, 3);
  const [fast, plain] = [createPreprocessor(plainInput), createPlainPreprocessor(plainInput)];
  expect(plain.run(frame)).toEqual(fast.run(frame));
  expect(plain.engine).toBe('typescript');
  expect(plain.tensor).toEqual(fast.tensor);
});

test('the version names the kernel', () => {
  expect(kernelVersion).toMatch(/^[0-9a-f]{12}$/);
});

import { expect, test } from 'vitest';
import { colourOf, readPlanes, separateChroma, type Picture } from './planes.ts';

/** A picture whose planes are `source`, copied out row by row as the browser would. */
function picture(format: string, width: number, height: number, source: readonly number[]): Picture {
  return {
    format: format as VideoPixelFormat,
    visibleRect: { x: 0, y: 0, width, height } as DOMRectReadOnly,
    colorSpace: { matrix: 'bt709', fullRange: null } as VideoColorSpace,
    allocationSize: () => source.length,
    copyTo: async (target) => {
      (target as Uint8Array).set(source);
      return [];
    },
  };
}

test('I420 comes through as it is, odd sides rounded up', async () => {
  const source = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17];
  const frame = await readPlanes(picture('I420', 3, 3, source));
  expect([...frame.data]).toEqual(source);
  expect(frame).toMatchObject({
    width: 3,
    height: 3,
    layout: 'i420',
    colour: { matrix: 'bt709', range: 'limited' },
  });
});

test('NV12 becomes I420 exactly', async () => {
  const frame = await readPlanes(picture('NV12', 4, 2, [1, 2, 3, 4, 5, 6, 7, 8, 20, 30, 21, 31]));
  expect([...frame.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 20, 21, 30, 31]);
});

test('anything else is recorded as the RGB the browser shows', async () => {
  const frame = await readPlanes(picture('I444', 2, 1, [10, 11, 12, 255, 20, 21, 22, 255]));
  expect([frame.layout, ...frame.data]).toEqual(['rgb', 10, 11, 12, 20, 21, 22]);
});

test('chroma pairs of one and of many', () => {
  const one = Uint8Array.of(7, 8);
  separateChroma(one);
  expect([...one]).toEqual([7, 8]);
  const many = Uint8Array.from({ length: 2000 }, (_, i) => i % 256);
  const expected = [...many.filter((_, i) => i % 2 === 0), ...many.filter((_, i) => i % 2 === 1)];
  separateChroma(many);
  expect([...many]).toEqual(expected);
});

test('a silent camera is taken by its size', () => {
  expect(colourOf({ matrix: null, fullRange: null }, 480)).toEqual({ matrix: 'bt601', range: 'limited' });
  expect(colourOf({ matrix: null, fullRange: null }, 720)).toEqual({ matrix: 'bt709', range: 'limited' });
  expect(colourOf({ matrix: 'smpte170m', fullRange: true }, 1080)).toEqual({
    matrix: 'bt601',
    range: 'full',
  });
  expect(colourOf({ matrix: 'bt709', fullRange: false }, 480)).toEqual({ matrix: 'bt709', range: 'limited' });
});

test('a closed picture is refused', async () => {
  await expect(readPlanes({ ...picture('I420', 2, 2, []), format: null })).rejects.toThrow('no pixels');
});

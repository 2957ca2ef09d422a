import { describe, expect, test } from 'vitest';
import type { Frame } from './frame.ts';
import { integers, noiseFrame } from './pixels.fixture.ts';
import { decodeY4m, encodeScoreMap, encodeY4m } from './y4m.ts';

const bytesOf = (text: string, ...rest: number[]) =>
  new Uint8Array([...new TextEncoder().encode(text), ...rest]);

test('the bytes of a small frame', () => {
  const frame: Frame = {
    width: 3,
    height: 1,
    layout: 'i420',
    colour: { matrix: 'bt709', range: 'limited' },
    data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7),
  };
  const header = 'YUV4MPEG2 W3 H1 F1:1 Ip A1:1 C420mpeg2 XCOLORRANGE=LIMITED XMATRIX=BT709\nFRAME\n';
  expect(encodeY4m(frame)).toEqual(bytesOf(header, 1, 2, 3, 4, 5, 6, 7));
});

test('every frame comes back as it was', () => {
  for (const layout of ['i420', 'grey'] as const)
    for (const matrix of ['bt601', 'bt709'] as const)
      for (const range of ['limited', 'full'] as const)
        for (const [width, height] of [
          [1, 1],
          [2, 2],
          [5, 3],
          [640, 1],
          [1, 481],
        ] as const) {
          const frame = noiseFrame(layout, width, height, 3, { matrix, range });
          expect(decodeY4m(encodeY4m(frame))).toEqual(frame);
        }
});

describe('refused', () => {
  const good = encodeY4m(noiseFrame('grey', 4, 2, 1));
  const header = new TextDecoder().decode(good.subarray(0, good.length - 8));
  const ours = 'a Y4M header as Loupe writes it was expected';

  test.each([
    ['nothing', new Uint8Array(), 'not a Y4M file'],
    ['another file', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'not a Y4M file'],
    ['a cut header', good.subarray(0, 30), ours],
    ['a cut picture', good.subarray(0, -1), 'a Y4M file of 4 × 2 grey has 8 bytes after its header, got 7'],
    ['a second frame', bytesOf(`${header}12345678FRAME\n12345678`), 'has 8 bytes after its header, got 22'],
    ['no width', bytesOf(header.replace('W4', 'W0'), 0), ours],
    ['a negative width', bytesOf(header.replace('W4', 'W-4'), 0), ours],
    ['a size beyond all memory', bytesOf(header.replace('W4 H2', 'W99999 H99999')), 'has 9999800001 bytes'],
    ['more digits than a size has', bytesOf(header.replace('W4', 'W400000')), ours],
    ['an interlaced frame', bytesOf(header.replace('Ip', 'It'), 0), ours],
    ['4:4:4', bytesOf(header.replace('Cmono', 'C444'), 0), ours],
    ['no matrix', bytesOf(header.replace(' XMATRIX=BT601', ''), 0), ours],
    ['a header without end', bytesOf(`YUV4MPEG2 ${'X'.repeat(100_000)}`), ours],
  ])('%s', (_what, bytes, message) => {
    expect(() => decodeY4m(bytes)).toThrow(message);
  });

  test('a good file with any one byte of its header changed is refused or still a whole frame', () => {
    const next = integers(4);
    for (let at = 0; at < header.length; at++) {
      const bytes = good.slice();
      bytes[at] = next(256);
      try {
        const frame = decodeY4m(bytes);
        expect(encodeY4m(frame)).toEqual(bytes);
      } catch (error) {
        expect(String(error)).toMatch(/Y4M/);
      }
    }
  });

  test('rgb frames and frames of the wrong size', () => {
    expect(() => encodeY4m(noiseFrame('rgb', 2, 2, 1))).toThrow('Y4M holds i420 and grey frames, got rgb');
    expect(() => encodeY4m({ ...noiseFrame('grey', 2, 2, 1), height: 3 })).toThrow('has 6 bytes, got 4');
  });
});

test('a score map is a grey full-range frame: 0 to 255 for 0 to 1, clipped', () => {
  const values = Float32Array.of(0, 1, 0.5, -3, 7, 0.1);
  const frame = decodeY4m(encodeScoreMap({ width: 3, height: 2, values, onFrame: [0, 0, 30, 20] }));
  expect(frame).toMatchObject({ width: 3, height: 2, layout: 'grey', colour: { range: 'full' } });
  expect([...frame.data]).toEqual([0, 255, 128, 0, 255, 26]);
});

test('a score map that holds no number is refused', () => {
  const map = { width: 1, height: 1, values: Float32Array.of(NaN), onFrame: [0, 0, 1, 1] } as const;
  expect(() => encodeScoreMap(map)).toThrow('score map value 0 is not a number');
});

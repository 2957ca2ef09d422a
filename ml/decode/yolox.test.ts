import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { decode } from './decode.ts';

const data = process.env['LOUPE_DATA'] ?? '../shared/data';
const side = 416;
const bird = 14;
const manifest = manifestOf(
  {
    task: 'detect',
    outputs: { family: 'yolox', output: 'output', strides: [8, 16, 32], minScore: 0.1, iou: 0.45 },
    classes: Array.from({ length: 80 }, (_, index) => ({
      name: `${index}`,
      verdict: index === bird ? 'defect' : 'info',
    })),
  },
  {
    tensor: 'images',
    width: side,
    height: side,
    channels: 3,
    colour: 'bgr',
    fit: 'letterbox',
    place: 'top-left',
  },
);

/** Shrunk by picking pixels, as fixtures/yolox_reference.py does: this test is about decoding, not about resizing. */
async function letterboxed(file: string) {
  const { data: pixels, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const scale = Math.min(side / width, side / height);
  const [columns, rows] = [Math.floor(width * scale), Math.floor(height * scale)];
  const tensor = new Float32Array(3 * side * side).fill(114);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const from = 3 * (Math.floor(y / scale) * width + Math.floor(x / scale));
      for (let channel = 0; channel < 3; channel += 1) {
        tensor[(channel * side + y) * side + x] = pixels[from + 2 - channel] ?? NaN;
      }
    }
  }
  return {
    tensor,
    frame: { width, height },
    placement: { scaleX: columns / width, scaleY: rows / height, left: 0, top: 0 },
  };
}

// [class, score, x, y, width, height], printed by fixtures/yolox_reference.py
const reference = {
  'sample_imgs/10392264536_04a4ae14ee_w.jpg': [[14, 0.8076, 187.07, 79.14, 145.48, 183.26]],
  'sample_imgs/52089256535_d3b996ae78_w.jpg': [
    [14, 0.8287, 184.34, 95.96, 77.01, 91.4],
    [14, 0.5176, 56.42, 122.06, 142.63, 83.35],
    [8, 0.1131, 13.05, 154.21, 386.95, 110.99],
  ],
  'sample_imgs/36485871561_7e721ed49e_b.jpg': [],
};

test.skipIf(!existsSync(join(data, 'onnx')))(
  'YOLOX-nano on photographs finds what a numpy decoder finds',
  async () => {
    const session = await InferenceSession.create(readFileSync(join(data, 'onnx', 'yolox_nano.onnx')));
    for (const [name, expected] of Object.entries(reference)) {
      const { tensor, frame, placement } = await letterboxed(join(data, 'house-sparrow', name));
      const { output } = await session.run({ images: new Tensor('float32', tensor, [1, 3, side, side]) });
      const raw = new Map([
        ['output', { dims: output?.dims ?? [], data: Float32Array.from(output?.data ?? [], Number) }],
      ]);
      const { findings, score } = decode(manifest, raw, frame, placement);
      // JPEG decoders may differ by a level: a thousandth of score, a quarter of a pixel
      const found = findings.map((each) => [Number(each.class), each.score, ...each.box]);
      expect(found.length).toBe(expected.length);
      for (const [index, row] of expected.entries()) {
        for (const [column, value] of row.entries()) {
          const allowed = column === 0 ? 0 : column === 1 ? 1e-3 : 0.25;
          expect(Math.abs((found[index]?.[column] ?? NaN) - value)).toBeLessThanOrEqual(allowed);
        }
      }
      expect(score).toBe(
        Math.max(0, ...findings.filter((each) => each.class === `${bird}`).map((each) => each.score)),
      );
    }
    await session.release();
  },
);

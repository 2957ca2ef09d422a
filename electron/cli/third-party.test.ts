import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoDataset } from '../../ml/demo/dataset.ts';
import { createPreprocessor } from '../../ml/image/preprocess.ts';
import { cropFrame } from '../../ml/image/tiles.ts';
import { sharpOf } from './pictures.fixture.ts';
import { openDesk } from './desk.fixture.ts';
import { places, realData } from './places.fixture.ts';
import { openBench } from './model-worker.ts';
import { findPictures } from './picture-files.ts';

// Models of other people, as they came: wrapped, and answering what a plain Python program answers (fixtures/third_party.py). model.test.ts
// does the same with models made there, on rendered pictures.

const desk = openDesk();
const { at, loupe, wrap } = desk;

describe('models of others, on real pictures', () => {
  const reference = JSON.parse(
    readFileSync(join(import.meta.dirname, 'fixtures', 'third-party.json'), 'utf8'),
  ) as { pictures: { sha256: string; pixels: string; yolox: number[][]; pcb?: number[][] }[] };
  /** Every eighth, those with crops, unless there is time for all. */
  const every = process.env['LOUPE_FULL'] === '1' ? 1 : 8;
  const chosen = reference.pictures.filter((_, index) => index % every === 0);
  const photographs = join(realData, 'surgical-tools', 'valid', 'images');
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const golden = async () => {
    await mkdir(at('golden'), { recursive: true });
    for (const { piece, frame } of demoDataset(2, { size: { width: 320, height: 180 } })) {
      await sharpOf(frame)
        .png()
        .toFile(at('golden', `${piece.serial}.png`));
    }
    return at('golden');
  };
  const photographsByDigest = async () => {
    const found = new Map<string, Uint8Array>();
    for (const path of await findPictures([photographs])) {
      const bytes = new Uint8Array(await readFile(path));
      found.set(digest(bytes), bytes);
    }
    return found;
  };

  test.skipIf(!existsSync(join(realData, 'onnx')))(
    'YOLOX-nano on photographs, the PCB CNN on 64-pixel crops: as Python (50 of 400 unless LOUPE_FULL)',
    async () => {
      const detector = await wrap(
        join(realData, 'onnx', 'yolox_nano.onnx'),
        'yolox',
        '--classes',
        'numbers',
        '--golden',
        await golden(),
      );
      expect(detector.manifest).toMatchObject({
        task: 'detect',
        input: { colour: 'bgr', fit: 'letterbox', place: 'top-left' },
      });
      const classifier = await wrap(
        join(realData, 'onnx', 'pcb_simple_cnn_fp32.onnx'),
        'pcb',
        ...[
          '--classes',
          'numbers',
          '--kernel',
          'cv2-linear/u8',
          '--range',
          '0-1',
          '--golden',
          await golden(),
        ],
      );
      const files = await photographsByDigest();
      const bench = await openBench({ places });
      let [boxes, logits, same] = [0, 0, 0];
      try {
        await bench.load(detector.manifest, detector.onnx);
        for (const { sha256, pixels, yolox } of chosen) {
          const { frame } = await bench.pictures.decode(files.get(sha256) ?? new Uint8Array());
          same += digest(frame.data) === pixels ? 1 : 0;
          const { findings } = await bench.judge(frame);
          const found = findings.map((each) => [Number(each.class), each.score, ...each.box]);
          expect(found.length, sha256).toBe(yolox.length);
          for (const [index, row] of yolox.entries()) {
            boxes += 1;
            expect(found[index]?.[0]).toBe(row[0]);
            for (const [column, value] of row.entries())
              expect(Math.abs((found[index]?.[column] ?? NaN) - value)).toBeLessThanOrEqual(
                column === 1 ? 1e-4 : 0.02,
              );
          }
        }
        await bench.load(classifier.manifest, classifier.onnx);
        const preprocessor = createPreprocessor(classifier.manifest.input);
        for (const { sha256, pcb } of chosen.filter((picture) => picture.pcb !== undefined)) {
          const { frame } = await bench.pictures.decode(files.get(sha256) ?? new Uint8Array());
          for (const [index, [y, x]] of [
            [76, 76],
            [76, 276],
            [276, 76],
            [276, 276],
          ].entries()) {
            preprocessor.run(cropFrame(frame, { x: x!, y: y!, width: 64, height: 64 }));
            const answer = await bench.run(preprocessor.tensor.slice());
            for (const [which, value] of (pcb?.[index] ?? []).entries()) {
              logits += 1;
              expect(Math.abs((answer['logits']?.data[which] ?? NaN) - value)).toBeLessThanOrEqual(1e-4);
            }
          }
        }
      } finally {
        await bench.close();
      }
      // the decoder of the station gives the very pixels of Pillow
      expect([same, logits]).toEqual([chosen.length, 50 * 4 * 7]);
      expect(boxes).toBeGreaterThan(chosen.length / 2);
    },
  );

  test.skipIf(!existsSync(join(realData, 'onnx')))('CNTK MNIST on the 10,000 digits: 98.9 %', async () => {
    await wrap(
      join(realData, 'onnx', 'cntk_mnist.onnx'),
      'mnist',
      ...['--classes', 'numbers', '--kernel', 'area/u8', '--range', '0-255', '--golden', await golden()],
    );
    const { code, results } = await loupe(
      'evaluate',
      at('mnist'),
      join(realData, 'mnist'),
      '--min-accuracy',
      '0.989',
    );
    expect(results).toMatchObject([
      { n: 10_000, accuracy: 0.9891, task: 'classify', gate: { passed: true, failed: [] } },
    ]);
    expect(code).toBe(0);
  });

  test.skipIf(!existsSync(join(realData, 'onnx')))('what is no image model is refused', async () => {
    const file = join(realData, 'onnx', 'must-refuse', 'matmul_only.onnx');
    const { code, results } = await loupe('model', 'wrap', file, '--out', at('refused'));
    expect([code, results]).toEqual([
      1,
      [{ file, refused: ['the model takes 2 inputs ("a", "b"); an image model takes one picture'] }],
    ]);
    expect(existsSync(at('refused'))).toBe(false);
  });
});

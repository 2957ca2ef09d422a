import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoDataset } from '../../ml/demo/dataset.ts';
import { rgbOf } from '../../ml/image/colour.ts';
import { createPreprocessor } from '../../ml/image/preprocess.ts';
import { cropFrame } from '../../ml/image/tiles.ts';
import { writeModel, type GraphSpec } from '../../ml/onnx/write.ts';
import { manifestSchema, type Manifest } from '../../ml/package/manifest.ts';
import { commands } from './commands.ts';
import { quietIo } from './io.fixture.ts';
import { openBench } from './model-worker.ts';
import { findPlaces } from './places.ts';
import { run } from './run.ts';

// Models of other people, as they came: wrapped, verified, and answering what a plain Python program answers (fixtures/third_party.py).

const places = findPlaces(pathToFileURL(join(import.meta.dirname, 'main.ts')).href);
const data = process.env['LOUPE_DATA'] ?? join('..', 'shared', 'data');
const hasData = existsSync(join(data, 'onnx'));
let folder: string;
const at = (...path: string[]) => join(folder, ...path);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-third-party-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function loupe(...args: string[]) {
  const { io, out, complaints } = quietIo();
  const code = await run([...args, '--json', '--data', at('station')], commands, { ...io, places });
  const results = out.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, results, complaints: complaints.join('\n') };
}
/** Wraps a model into `folder/name`. */
async function wrap(file: string, name: string, ...args: string[]) {
  const answer = await loupe('model', 'wrap', file, '--out', at(name), ...args);
  expect(answer.complaints.split('\n').filter((line) => line.includes('refused'))).toEqual([]);
  expect(answer.code, answer.complaints).toBe(0);
  const json: unknown = JSON.parse(await readFile(at(name, 'model.json'), 'utf8'));
  return {
    manifest: manifestSchema.parse(json),
    onnx: new Uint8Array(await readFile(at(name, 'model.onnx'))),
  };
}

describe('models of others, on real pictures', () => {
  const reference = JSON.parse(
    readFileSync(join(import.meta.dirname, 'fixtures', 'third-party.json'), 'utf8'),
  ) as { pictures: { sha256: string; pixels: string; yolox: number[][]; pcb?: number[][] }[] };
  const photographs = join(data, 'surgical-tools', 'valid', 'images');
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const golden = async () => {
    await mkdir(at('golden'), { recursive: true });
    for (const { piece, frame } of demoDataset(2, { size: { width: 320, height: 180 } })) {
      const raw = { width: frame.width, height: frame.height, channels: 3 } as const;
      await sharp(rgbOf(frame), { raw })
        .png()
        .toFile(at('golden', `${piece.serial}.png`));
    }
    return at('golden');
  };
  const photographsByDigest = async () => {
    const { findPictures } = await import('./picture-files.ts');
    const found = new Map<string, Uint8Array>();
    for (const path of await findPictures([photographs])) {
      const bytes = new Uint8Array(await readFile(path));
      found.set(digest(bytes), bytes);
    }
    return found;
  };

  test.skipIf(!hasData)('YOLOX-nano on 400 photographs, the PCB CNN on 200 crops: as Python', async () => {
    const detector = await wrap(
      join(data, 'onnx', 'yolox_nano.onnx'),
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
      join(data, 'onnx', 'pcb_simple_cnn_fp32.onnx'),
      'pcb',
      ...['--classes', 'numbers', '--kernel', 'cv2-linear/u8', '--range', '0-1', '--golden', await golden()],
    );
    const files = await photographsByDigest();
    const bench = await openBench({ places });
    let [boxes, logits, same] = [0, 0, 0];
    try {
      await bench.load(detector.manifest, detector.onnx);
      for (const { sha256, pixels, yolox } of reference.pictures) {
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
      for (const { sha256, pcb } of reference.pictures.filter((picture) => picture.pcb !== undefined)) {
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
    expect([same, logits]).toEqual([400, 1400]);
    expect(boxes).toBeGreaterThan(300);
  });

  test.skipIf(!hasData)('CNTK MNIST on the 10,000 digits: 98.9 %', async () => {
    await wrap(
      join(data, 'onnx', 'cntk_mnist.onnx'),
      'mnist',
      ...['--classes', 'numbers', '--kernel', 'area/u8', '--range', '0-255', '--golden', await golden()],
    );
    const { code, results } = await loupe(
      'evaluate',
      at('mnist'),
      join(data, 'mnist'),
      '--min-accuracy',
      '0.989',
    );
    expect(results).toMatchObject([
      { n: 10_000, accuracy: 0.9891, task: 'classify', gate: { passed: true, failed: [] } },
    ]);
    expect(code).toBe(0);
  });

  test.skipIf(!hasData)('what is no image model is refused', async () => {
    const file = join(data, 'onnx', 'must-refuse', 'matmul_only.onnx');
    const { code, results } = await loupe('model', 'wrap', file, '--out', at('refused'));
    expect([code, results]).toEqual([
      1,
      [{ file, refused: ['the model takes 2 inputs ("a", "b"); an image model takes one picture'] }],
    ]);
    expect(existsSync(at('refused'))).toBe(false);
  });
});

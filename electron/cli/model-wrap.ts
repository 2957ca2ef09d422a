import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { OutputTensor } from '../../ml/decode/output.ts';
import { demoDataset } from '../../ml/demo/dataset.ts';
import { checkModel, maxModelBytes } from '../../ml/onnx/gate.ts';
import type { OnnxModel } from '../../ml/onnx/model.ts';
import { readModel } from '../../ml/onnx/read.ts';
import type { PackageFiles } from '../../ml/package/files.ts';
import { kernels, tasks, type ModelOutputs } from '../../ml/package/manifest.ts';
import { trialLevels, wrapCard } from '../../ml/package/wrap-draft.ts';
import { makeGolden, type GoldenPicture } from '../../ml/package/wrap-golden.ts';
import {
  fedPicture,
  ranges,
  trialManifest,
  wrapManifest,
  WrapQuestion,
  WrapRefusal,
  type Range,
  type WrapWishes,
} from '../../ml/package/wrap.ts';
import { openUnsigned, signPackage } from '../host/models/package.ts';
import { WorkerFault, WorkerRefusal } from '../host/worker-link.ts';
import { parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openSigner } from './model-keys.ts';
import { openBench, type ModelBench } from './model-worker.ts';
import { nearest } from './nearest.ts';
import { findPictures } from './picture-files.ts';

const text = { type: 'string' } as const;
const flags = {
  ...{
    task: text,
    family: text,
    classes: text,
    kernel: text,
    range: text,
    colour: text,
    fit: text,
    tile: text,
  },
  ...{ size: text, thresholds: text, calibration: text, 'min-score': text, iou: text, order: text },
  ...{ golden: text, out: text, name: text, version: text, key: text },
} as const;
const families = [
  'classes',
  'score-map',
  'segmentation',
  'yolox',
  'yolov8',
  'yolov5',
  'detections',
  'ssd',
  'centernet',
] as const;
const maxPictures = 64;

/** `loupe model wrap FILE.onnx`: a package around a third-party model. */
export async function wrapCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, flags);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('name one ONNX file');
  if (values.out === undefined) throw new UsageError('--out is missing: the folder of the new package');
  const wishes = await wishesOf(file, values);
  const onnx = await readOnnx(file);
  const problems = checkModel(onnx);
  if (problems.length > 0)
    return refused(
      file,
      problems.map(({ message }) => message),
      io,
      values.json,
    );
  const model = readModel(onnx);
  const bench = await openBench(io);
  try {
    const { manifest, notes } = await manifestFor(model, onnx, wishes, bench);
    for (const note of notes) io.stderr(note);
    io.stderr('writing golden cases');
    const pictures = await goldenPictures(values.golden, bench);
    await bench.load(manifest, onnx);
    const golden = await makeGolden(manifest, pictures, bench).catch(asRefusal);
    const encode = (content: string): Uint8Array => new TextEncoder().encode(content);
    const files = new Map<string, Uint8Array>([
      ['model.onnx', onnx],
      ['model.json', encode(`${JSON.stringify(manifest, null, 2)}\n`)],
      ['card.md', encode(wrapCard(basename(file), model, { manifest, notes }, golden))],
      ...golden.files,
    ]);
    // The very checks that a station makes.
    const { sha256 } = checked(files);
    const out = resolve(values.out);
    await writeFolder(out, signPackage(files, await openSigner(values.key, values.data, io)));
    const { name, version, task, outputs } = manifest;
    const done = {
      ...{ package: out, name, version, sha256, task, family: outputs.family, notes },
      golden: { tensors: golden.tensors, frames: golden.frames },
    };
    io.stdout(
      values.json ? JSON.stringify(done) : `${name} ${version} (${task}, ${outputs.family}) is in ${out}`,
    );
    return 0;
  } catch (error) {
    if (error instanceof WrapQuestion) throw new UsageError(error.message, { cause: error });
    const understood = [WrapRefusal, WorkerFault, WorkerRefusal].some((kind) => error instanceof kind);
    if (!understood) throw error;
    return refused(file, [error instanceof Error ? error.message : String(error)], io, values.json);
  } finally {
    await bench.close();
  }
}

/** What the model itself is to blame for: its golden answers are no numbers, or change in shape. */
function asRefusal(error: unknown): never {
  if (error instanceof WorkerFault || error instanceof WorkerRefusal) throw error;
  throw new WrapRefusal(error instanceof Error ? error.message : String(error), { cause: error });
}

function checked(files: PackageFiles) {
  try {
    return openUnsigned(files);
  } catch (error) {
    return asRefusal(error);
  }
}

function refused(file: string, reasons: readonly string[], io: Io, json: boolean | undefined): ExitCode {
  if (json) io.stdout(JSON.stringify({ file, refused: reasons }));
  for (const reason of reasons) io.stderr(`${basename(file)} is refused: ${reason}`);
  return 1;
}

/** @throws UsageError when there is no such file */
export async function readOnnx(file: string): Promise<Uint8Array> {
  const entry = await stat(file).catch(() => null);
  if (!entry?.isFile()) throw new UsageError(`there is no file ${file}`);
  // one byte too many is enough for the gate to refuse it
  if (entry.size > maxModelBytes)
    throw new UsageError(`${file} has ${entry.size} bytes; at most ${maxModelBytes} are allowed`);
  return new Uint8Array(await readFile(file));
}

/** Runs the model once, to see what it answers, and makes its manifest. */
async function manifestFor(model: OnnxModel, onnx: Uint8Array, wishes: WrapWishes, bench: ModelBench) {
  const picture = fedPicture(model, wishes);
  await bench.load(trialManifest(picture), onnx);
  const trial = new Map<string, OutputTensor>(Object.entries(await bench.run(trialLevels(picture))));
  return wrapManifest(model, picture, trial, wishes, {
    created: new Date().toISOString(),
    by: 'loupe model wrap',
  });
}

async function goldenPictures(folder: string | undefined, bench: ModelBench): Promise<GoldenPicture[]> {
  if (folder === undefined) {
    const size = { width: 640, height: 360 };
    return [...demoDataset(8, { size })].map(({ frame, piece }) => ({ name: `demo ${piece.serial}`, frame }));
  }
  const files = await findPictures([folder]);
  const pictures: GoldenPicture[] = [];
  for (const path of files.slice(0, maxPictures)) {
    const { frame } = await bench.pictures
      .decode(new Uint8Array(await readFile(path)))
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new UsageError(`--golden: ${path} cannot be read: ${why}`, { cause: error });
      });
    pictures.push({ name: basename(path).slice(0, 200), frame });
  }
  return pictures;
}

type Values = Partial<Record<keyof typeof flags, string>>;

async function wishesOf(file: string, values: Values): Promise<WrapWishes> {
  const { task, family, kernel, range, colour, fit, order } = values;
  const [size, tile] = [numbers('size', values.size, 2, 'x'), numbers('tile', values.tile, [1, 2])];
  const [thresholds, calibration] = [
    numbers('thresholds', values.thresholds, 2),
    numbers('calibration', values.calibration, 2),
  ];
  const [minScore, iou] = [numbers('min-score', values['min-score'], 1), numbers('iou', values.iou, 1)];
  const slug = basename(file, '.onnx')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const name = values.name ?? (slug.replaceAll(/^-+|-+$/g, '').slice(0, 63) || 'model');
  return {
    name,
    version: numbers('version', values.version, 1)?.[0] ?? 1,
    ...(task !== undefined && { task: oneOf('task', task, tasks) }),
    ...(family !== undefined && { family: oneOf<ModelOutputs['family']>('family', family, families) }),
    ...(kernel !== undefined && { kernel: oneOf('kernel', kernel, kernels) }),
    ...(range !== undefined && { range: rangeOf(range) }),
    ...(colour !== undefined && { colour: oneOf('colour', colour, ['rgb', 'bgr', 'grey'] as const) }),
    ...(fit !== undefined && { fit: oneOf('fit', fit, ['letterbox', 'stretch', 'tile'] as const) }),
    ...(order !== undefined && { order: oneOf('order', order, ['xyxy', 'yxyx'] as const) }),
    ...(size && { size: { width: size[0]!, height: size[1]! } }),
    ...(tile && { tile: { overlap: tile[0]!, scale: tile[1] ?? 1 } }),
    ...(thresholds && { thresholds: { pass: thresholds[0]!, defect: thresholds[1]! } }),
    ...(calibration && { calibration: { a: calibration[0]!, b: calibration[1]! } }),
    ...(minScore && { minScore: minScore[0]! }),
    ...(iou && { iou: iou[0]! }),
    ...(values.classes !== undefined && { classes: await classesOf(values.classes) }),
  };
}

/** A name, or mean and standard deviation in levels: `127,128`, or three of each. */
function rangeOf(value: string): NonNullable<WrapWishes['range']> {
  if (!value.includes(',')) return oneOf('range', value, Object.keys(ranges) as Range[]);
  const own = numbers('range', value, [2, 6]) ?? [];
  return { scale: 1, mean: own.slice(0, own.length / 2), std: own.slice(own.length / 2) };
}

function oneOf<Choice extends string>(flag: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const guess = nearest(value, choices);
  throw new UsageError(
    `--${flag} ${value}: ${guess ? `did you mean ${guess}?` : `allowed are ${choices.join(', ')}`}`,
  );
}

/** Numbers of a flag, `count` of them, between separators. */
function numbers(
  flag: string,
  value: string | undefined,
  count: number | readonly number[],
  separator = ',',
): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const parts = value.toLowerCase().split(separator);
  const found = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (found.every(Number.isFinite) && [count].flat().includes(found.length)) return found;
  throw new UsageError(
    `--${flag} ${value}: ${[count].flat().join(' or ')} numbers, joined by "${separator}", were expected`,
  );
}

/** `good:pass,scratch:defect`, a file with one a line, or `numbers`. */
async function classesOf(value: string): Promise<NonNullable<WrapWishes['classes']>> {
  if (value === 'numbers') return 'numbered';
  const isFile = (await stat(value).catch(() => null))?.isFile() === true;
  const entries = isFile ? (await readFile(value, 'utf8')).split(/\r?\n/) : value.split(',');
  return entries
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const found = /^(.*):(pass|defect|info)$/.exec(entry);
      return found === null
        ? { name: entry }
        : { name: found[1] ?? '', verdict: found[2] as 'pass' | 'defect' | 'info' };
    });
}

/** Replaces a folder whole. */
export async function writeFolder(out: string, files: PackageFiles): Promise<void> {
  const making = `${out}.making`;
  await rm(making, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(making, path)), { recursive: true });
    await writeFile(join(making, path), bytes);
  }
  await rm(out, { recursive: true, force: true });
  await rename(making, out);
}

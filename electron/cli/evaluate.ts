import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { meansGood } from '../../ml/dataset/class-words.ts';
import { readIdxPair } from '../../ml/dataset/idx.ts';
import { evaluationOf, gateFailures, type EvaluatedCase } from '../../ml/evaluate/evaluation.ts';
import type { Frame } from '../../ml/image/frame.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { openUnsigned } from '../host/models/package.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openBench, type ModelBench } from './model-worker.ts';
import { findPictures } from './picture-files.ts';
import { readPackageFolder } from './station.ts';

const text = { type: 'string' } as const;

/** One picture and its label. `frame` is null for a file that is no picture. */
interface Labelled {
  readonly label: string;
  frame(): Promise<Frame | null>;
}

interface Dataset {
  readonly split: string;
  readonly pictures: readonly Labelled[];
}

/** `loupe evaluate PACKAGE DATASET` */
export async function evaluateCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    ...{ split: text, pass: text, info: text, limit: text },
    ...{ 'min-accuracy': text, 'min-auroc': text, 'max-escapes': text, 'max-false-rejects': text },
  });
  const [folder, dataset, ...more] = positionals;
  if (folder === undefined || dataset === undefined || more.length > 0)
    throw new UsageError('name one package and one dataset');
  const share = (flag: 'min-accuracy' | 'min-auroc') => {
    const value = values[flag];
    if (value !== undefined && !(value.trim() !== '' && Number(value) >= 0 && Number(value) <= 1))
      throw new UsageError(`--${flag} ${value}: a number from 0 to 1 is allowed`);
    return value === undefined ? undefined : Number(value);
  };
  const whole = (flag: 'max-escapes' | 'max-false-rejects' | 'limit') =>
    values[flag] === undefined ? undefined : wholeNumber(flag, values[flag], 0, 1e9);
  const gate = {
    ...{ minAccuracy: share('min-accuracy'), minAuroc: share('min-auroc') },
    ...{ maxEscapes: whole('max-escapes'), maxFalseRejects: whole('max-false-rejects') },
  };
  const files = await readPackageFolder(folder);
  let model;
  try {
    model = openUnsigned(files);
  } catch (error) {
    throw new UsageError(`${folder} is refused: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const { manifest } = model;
  const truthOf = meaningOf(manifest, listOf(values.pass), listOf(values.info));
  const bench = await openBench(io);
  try {
    const { split, pictures } = await openDataset(
      resolve(dataset),
      values.split,
      whole('limit') ?? Infinity,
      manifest,
      bench,
    );
    await bench.load(manifest, model.onnx);
    const cases: EvaluatedCase[] = [];
    for (const { label, frame } of pictures) {
      const picture = await frame();
      const truth = truthOf(label);
      if (picture === null) cases.push({ label, truth, verdict: 'no-result', score: 0, ms: 0 });
      else {
        const { verdict, score, classes, ms } = await bench.judge(picture);
        const predicted = classes?.[0]?.class;
        const spent = ms.preprocess + ms.run + ms.decode;
        cases.push({
          label,
          truth,
          verdict,
          score,
          ms: spent,
          ...(predicted !== undefined && { predicted }),
        });
      }
      if (io.signal.aborted) return 1;
      if (cases.length % 500 === 0) io.stderr(`${cases.length} of ${pictures.length} pictures`);
    }
    const evaluation = evaluationOf(manifest, cases);
    const failed = gateFailures(evaluation, gate);
    const shown = {
      model: `${manifest.name} ${manifest.version}`,
      dataset,
      split,
      task: manifest.task,
      ...evaluation,
    };
    const answer = { ...shown, gate: { passed: failed.length === 0, failed } };
    io.stdout(values.json ? JSON.stringify(answer) : sentences(answer));
    return failed.length === 0 ? 0 : 1;
  } finally {
    await bench.close();
  }
}

const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** What a label means: what the command line says, else what the model's class of that name does, else what its words do. */
function meaningOf({ classes }: Manifest, pass: readonly string[], info: readonly string[]) {
  const own = new Map(classes.map(({ name, verdict }) => [name, verdict]));
  return (label: string): EvaluatedCase['truth'] => {
    if (info.includes(label)) return 'info';
    if (pass.includes(label)) return 'pass';
    if (pass.length > 0) return 'defect';
    return own.get(label) ?? (meansGood(label) ? 'pass' : 'defect');
  };
}

async function openDataset(
  path: string,
  split: string | undefined,
  limit: number,
  manifest: Manifest,
  bench: ModelBench,
): Promise<Dataset> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) throw new UsageError(`there is no dataset ${path}`);
  if (entry.isFile()) return idxDataset(path, limit, manifest);
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  const images = names.filter((name) => imagesFile.test(name));
  if (images.length > 0) {
    const wanted = split === undefined || split === 'test' ? 't10k' : split;
    const chosen =
      images.find((name) => name.startsWith(wanted)) ?? (split === undefined ? images[0] : undefined);
    if (chosen === undefined) throw new UsageError(`--split ${split}: there are ${images.join(', ')}`);
    return idxDataset(join(path, chosen), limit, manifest);
  }
  const folders: string[] = [];
  for (const name of names) if ((await stat(join(path, name))).isDirectory()) folders.push(name);
  const parts = ['test', 'valid', 'val', 'train'].filter((name) => folders.includes(name));
  const part = split === 'all' ? undefined : (split ?? parts[0]);
  if (part !== undefined && !folders.includes(part))
    throw new UsageError(`--split ${part}: there is no such folder in ${path}`);
  const roots = part !== undefined ? [part] : parts.length > 0 ? parts : ['.'];
  const pictures: Labelled[] = [];
  for (const root of roots) {
    const inside = (await readdir(join(path, root), { withFileTypes: true })).filter(
      (each) => !each.isFile() && !each.name.startsWith('.'),
    );
    if (inside.length === 0) throw new UsageError(`${join(path, root)} has no class folders`);
    for (const { name: label } of inside.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const files = await findPictures([join(path, root, label)]);
      for (const file of files.slice(0, limit)) pictures.push({ label, frame: () => readFrame(file, bench) });
    }
  }
  return { split: part ?? 'all', pictures };
}

async function readFrame(file: string, bench: ModelBench): Promise<Frame | null> {
  try {
    return (await bench.pictures.decode(new Uint8Array(await readFile(file)))).frame;
  } catch {
    return null;
  }
}

const imagesFile = /images?[-.]idx3-ubyte(\.gz)?$/;

/** Labels are numbers: that of a class is its place among the model's. */
async function idxDataset(path: string, limit: number, { classes }: Manifest): Promise<Dataset> {
  if (!imagesFile.test(path))
    throw new UsageError(`${path} is neither a folder nor an IDX file of images (…images-idx3-ubyte, .gz)`);
  const name = basename(path).replace(/images?([-.])idx3/, 'labels$1idx1');
  const unpacked = async (file: string): Promise<Uint8Array> => {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new UsageError(`${file} is missing`, { cause: error });
    });
    return file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: 2 ** 30 }) : bytes;
  };
  let pair: ReturnType<typeof readIdxPair>;
  try {
    pair = readIdxPair(await unpacked(path), await unpacked(join(dirname(path), name)));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const { count, width, height, labels, picture } = pair;
  const colour = { matrix: 'bt601', range: 'full' } as const;
  const pictures = Array.from({ length: Math.min(limit, count) }, (_, index): Labelled => {
    const number = labels[index] ?? 0;
    return {
      label: classes[number]?.name ?? String(number),
      frame: async () => ({ width, height, layout: 'grey', colour, data: picture(index) }),
    };
  });
  return { split: basename(path).startsWith('train') ? 'train' : 'test', pictures };
}

function sentences(answer: {
  readonly model: string;
  readonly n: number;
  readonly accuracy?: number;
  readonly auroc?: number;
  readonly escapes: number;
  readonly falseRejects: number;
  readonly unsure: number;
  readonly noResult: number;
  readonly msPerImage: number;
  readonly gate: { readonly failed: readonly string[] };
}): string {
  const { model, n, accuracy, auroc, escapes, falseRejects, unsure, noResult, msPerImage, gate } = answer;
  return [
    `${model} on ${n} pictures, ${msPerImage.toFixed(2)} ms each`,
    ...(accuracy === undefined ? [] : [`accuracy       ${(100 * accuracy).toFixed(2)} %`]),
    ...(auroc === undefined ? [] : [`AUROC          ${auroc.toFixed(4)}`]),
    `escapes        ${escapes}`,
    `false rejects  ${falseRejects}`,
    `unsure         ${unsure}`,
    `no result      ${noResult}`,
    ...gate.failed.map((failure) => `failed: ${failure}`),
  ].join('\n');
}

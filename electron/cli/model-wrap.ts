import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { OutputTensor } from '../../ml/decode/output.ts';
import { demoDataset } from '../../ml/demo/dataset.ts';
import { checkModel } from '../../ml/onnx/gate.ts';
import type { OnnxModel } from '../../ml/onnx/model.ts';
import { readModel } from '../../ml/onnx/read.ts';
import { mlflowFiles } from '../../ml/package/mlflow.ts';
import type { PackageFiles } from '../../ml/package/files.ts';
import { trialLevels, wrapCard } from '../../ml/package/wrap/draft.ts';
import { fedPicture, trialManifest } from '../../ml/package/wrap/fed-picture.ts';
import { makeGolden, type GoldenPicture } from '../../ml/package/wrap/make-golden.ts';
import { wrapManifest } from '../../ml/package/wrap/manifest.ts';
import type { Origin } from '../../ml/package/wrap/origin.ts';
import { WrapQuestion, WrapRefusal, type WrapWishes } from '../../ml/package/wrap/wishes.ts';
import { causeOf } from '../host/durable.ts';
import { openUnsigned, signPackage } from '../host/models/package.ts';
import { WorkerFault, WorkerRefusal } from '../host/worker-link.ts';
import { parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { readOnnx, writeFolder } from './model-files.ts';
import { openSigner } from './model-keys.ts';
import { openBench, type ModelBench } from './model-worker.ts';
import { findPictures } from './picture-files.ts';
import { wishesOf, wishFlags } from './wrap-wishes.ts';

const text = { type: 'string' } as const;
export const wrapFlags = { ...wishFlags, golden: text, out: text, key: text } as const;
const maxPictures = 64;

/** `loupe model wrap FILE.onnx`: a package around a third-party model. */
export async function wrapCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, wrapFlags);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('name one ONNX file');
  const wishes = await wishesOf(file, values);
  return wrapNetwork({ file, onnx: await readOnnx(file), wishes }, values, io);
}

/** A network on its way to a package. */
interface Network {
  /** Its name, for people. */
  readonly file: string;
  readonly onnx: Uint8Array;
  readonly wishes: WrapWishes;
  /** Where in the registry it was fetched from, if it was. */
  readonly origin?: Origin;
}
type Values = ReturnType<typeof parseArguments<typeof wrapFlags>>['values'];

/** Writes a package around a network into `--out`, signed. */
export async function wrapNetwork(
  { file, onnx, wishes, origin }: Network,
  values: Values,
  io: Io,
): Promise<ExitCode> {
  if (values.out === undefined) throw new UsageError('--out is missing: the folder of the new package');
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
    const { manifest, notes } = await manifestFor(model, onnx, wishes, bench, origin);
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
      ...mlflowFiles(manifest, onnx),
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
    return refused(file, [causeOf(error)], io, values.json);
  } finally {
    await bench.close();
  }
}

/** What the model itself is to blame for: its golden answers are no numbers, or change in shape. */
function asRefusal(error: unknown): never {
  if (error instanceof WorkerFault || error instanceof WorkerRefusal) throw error;
  throw new WrapRefusal(causeOf(error), { cause: error });
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

/** Runs the model once, to see what it answers, and makes its manifest. */
async function manifestFor(
  model: OnnxModel,
  onnx: Uint8Array,
  wishes: WrapWishes,
  bench: ModelBench,
  origin?: Origin,
) {
  const picture = fedPicture(model, wishes);
  await bench.load(trialManifest(picture), onnx);
  const trial = new Map<string, OutputTensor>(Object.entries(await bench.run(trialLevels(picture))));
  return wrapManifest(model, picture, trial, wishes, {
    created: new Date().toISOString(),
    by: 'loupe model wrap',
    ...(origin && { origin }),
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
        const why = causeOf(error);
        throw new UsageError(`--golden: ${path} cannot be read: ${why}`, { cause: error });
      });
    pictures.push({ name: basename(path).slice(0, 200), frame });
  }
  return pictures;
}

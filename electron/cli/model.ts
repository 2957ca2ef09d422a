import { checkModel } from '../../ml/onnx/gate.ts';
import { operatorsOf, requiredInputs } from '../../ml/onnx/model.ts';
import { readModel } from '../../ml/onnx/read.ts';
import { causeOf } from '../host/durable.ts';
import { openPackage, openUnsigned, signPackage, keyIdOf } from '../host/models/package.ts';
import { trial } from '../host/models/trial.ts';
import { parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { makeKey, openSigner, trustedKeys } from './model-keys.ts';
import { installCommand } from './model-install.ts';
import { readOnnx, writeFolder } from './model-files.ts';
import { wrapCommand } from './model-wrap.ts';
import { openBench } from './model-worker.ts';
import { readPackageFolder } from './station.ts';

const actions: Record<string, (args: readonly string[], io: Io) => Promise<ExitCode>> = {
  wrap: wrapCommand,
  verify: verifyCommand,
  sign: signCommand,
  keygen: keygenCommand,
  show: showCommand,
  install: installCommand,
};

/** `loupe model wrap|verify|sign|keygen|show|install` */
export async function modelCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const [action = '', ...rest] = args;
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (run === undefined) throw new UsageError(`say what to do: ${Object.keys(actions).join(', ')}`);
  return run(rest, io);
}

const text = { type: 'string' } as const;

function only(positionals: readonly string[], what: string): string {
  const [one, ...more] = positionals;
  if (one === undefined || more.length > 0) throw new UsageError(`name ${what}`);
  return one;
}

/** Signature, gate, manifest, golden cases: all that a station checks before it activates a package. */
async function verifyCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { key: { type: 'string', multiple: true } });
  const folder = only(positionals, 'one package');
  const files = await readPackageFolder(folder);
  const keys = await trustedKeys(values.key ?? [], values.data, io);
  const bench = await openBench(io);
  try {
    const { model, trustedBy } = openPackage(files, keys);
    const { name, version } = model.manifest;
    const { provider } = await trial(bench.platform, model, ['cpu'], 2);
    const { tensors, frames } = model.golden;
    const cases = { tensors: tensors.length, frames: frames.length };
    io.stdout(
      values.json
        ? JSON.stringify({
            package: folder,
            ok: true,
            name,
            version,
            sha256: model.sha256,
            trustedBy,
            provider,
            golden: cases,
          })
        : `${name} ${version} is sound: signed by ${trustedBy}; ${cases.tensors} golden tensors and ${cases.frames} frames agree on ${provider}`,
    );
    return 0;
  } catch (error) {
    const why = causeOf(error);
    io.stdout(
      values.json ? JSON.stringify({ package: folder, ok: false, why }) : `${folder} is refused: ${why}`,
    );
    return 1;
  } finally {
    await bench.close();
  }
}

/** Signs a package again, with the station's key or another. */
async function signCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { key: text });
  const folder = only(positionals, 'one package');
  const files = await readPackageFolder(folder);
  let sha256: string;
  try {
    ({ sha256 } = openUnsigned(files));
  } catch (error) {
    io.stderr(`${folder} is refused: ${causeOf(error)}`);
    return 1;
  }
  const signer = await openSigner(values.key, values.data, io);
  await writeFolder(folder, signPackage(files, signer));
  const keyId = keyIdOf(signer.publicKey);
  io.stdout(
    values.json
      ? JSON.stringify({ package: folder, sha256, keyId })
      : `${folder} is signed by ${signer.name} (${keyId})`,
  );
  return 0;
}

async function keygenCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { out: text });
  if (positionals.length > 0 || values.out === undefined)
    throw new UsageError('--out is missing: the file of the new key');
  const { keyId } = await makeKey(values.out);
  io.stdout(
    values.json
      ? JSON.stringify({ key: values.out, publicKey: `${values.out}.pub`, keyId })
      : `the key ${keyId} is in ${values.out}; give ${values.out}.pub to stations that should trust it`,
  );
  return 0;
}

/** What a package, or an ONNX file that is none yet, says of itself. */
async function showCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {});
  const path = only(positionals, 'one package, or an ONNX file');
  if (path.endsWith('.onnx')) return showOnnx(path, io, values.json === true);
  const files = await readPackageFolder(path);
  try {
    const { manifest, sha256, golden } = openUnsigned(files);
    const cases = { tensors: golden.tensors.length, frames: golden.frames.length };
    io.stdout(
      values.json
        ? JSON.stringify({ package: path, sha256, manifest, golden: cases })
        : JSON.stringify(manifest, null, 2),
    );
    return 0;
  } catch (error) {
    io.stderr(`${path} is refused: ${causeOf(error)}`);
    return 1;
  }
}

async function showOnnx(path: string, io: Io, json: boolean): Promise<ExitCode> {
  const bytes = await readOnnx(path);
  const problems = checkModel(bytes).map(({ message }) => message);
  let shown: object = {};
  try {
    const model = readModel(bytes);
    const { producer, opsets, metadata, graph } = model;
    const values = (list: ReturnType<typeof requiredInputs>) =>
      list.map(({ name, type, shape }) => ({ name, type: type ?? 'unknown', shape: shape ?? 'unknown' }));
    shown = {
      ...{ producer, opsets, metadata, operators: operatorsOf(model) },
      ...{ inputs: values(requiredInputs(graph)), outputs: values(graph.outputs) },
    };
  } catch (error) {
    if (problems.length === 0) throw error;
  }
  io.stdout(
    json
      ? JSON.stringify({ file: path, ...shown, problems })
      : JSON.stringify({ ...shown, problems }, null, 2),
  );
  return problems.length === 0 ? 0 : 1;
}

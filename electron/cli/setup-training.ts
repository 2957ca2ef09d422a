import { lstat, mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExitCode, Io } from './io.ts';
import { lastWords, runProcess, type Ran, type RunOptions } from './process.ts';
import { ensurePython, installPackages, type Machine } from './setup-tests.ts';

/** The wheel that brings TensorFlow's own library; 2.15.1 has it as `libtensorflow_cc`, which later and earlier ones do not beat. */
const wheel = {
  name: 'tensorflow-cpu==2.15.1',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  bytes: 207_208_420,
};

/** tfjs-node 4.22 still asks for helpers that Node 23 took out of `util`; then one real product. */
const proof = (folder: string) => `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray = Array.isArray;
  const tf = require(${JSON.stringify(folder)});
  if (tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync()[0] !== 2) process.exit(3);`;

/** `loupe setup training` */
export async function setupTraining(io: Io, json: boolean, machine: Machine): Promise<ExitCode> {
  const { why } = await ensureTraining(io, machine);
  if (why === undefined) {
    const text = 'TensorFlow’s library is there';
    io.stdout(json ? JSON.stringify({ part: 'training', ready: true, text }) : text);
    return 0;
  }
  io.stderr(
    `TensorFlow’s library could not be had: ${why}. Inspecting and teaching from good pieces work without it. Look after the network and try again.`,
  );
  return 1;
}

/**
 * TensorFlow's native library for training: tfjs-node's own installer, else, on Linux x64, PyPI's wheel and one compiler call. What is made
 * that way lies in the user's cache, so `npm ci` costs a link and no second download.
 * @returns why it could not be had; nothing when it is there
 */
export async function ensureTraining(io: Io, machine: Machine): Promise<{ readonly why?: string }> {
  const folder = join(io.places.root, 'node_modules', '@tensorflow', 'tfjs-node');
  if (!existsSync(folder)) return { why: 'TensorFlow for Node is not part of this installation, run npm ci' };
  const works = () =>
    run(io, process.execPath, ['-e', proof(folder)], { limitMs: 120_000 }).then(({ code }) => code === 0);

  if (await works()) return {};
  const made = join(cacheFolder(io), `tfjs-node-4.22.0-${wheel.name.replace('==', '-')}`);
  if (existsSync(made)) {
    await link(folder, made);
    if (await works()) return {};
    await rm(made, { recursive: true });
  }

  io.stderr('fetching TensorFlow’s library with its own installer');
  const own = await run(io, process.execPath, [join(folder, 'scripts', 'install.js'), 'cpu', 'download'], {
    folder,
    limitMs: 20 * 60_000,
    // Its progress, not the stack of a download that fails.
    onLine: (line) => line.includes('%') && io.stderr(line),
  });
  if (await works()) return {};
  const failed = [`its own installer: ${lastWords(own)}`];
  if (process.platform === 'linux' && process.arch === 'x64') {
    const problem = await make(io, machine, folder, made);
    if (problem === null && (await works())) return {};
    failed.push(problem ?? 'what was built does not load');
  }
  return { why: failed.join('; ') };
}

/** Builds the library's folder in the cache, whole or not at all. @returns null, or what went wrong */
async function make(io: Io, machine: Machine, folder: string, made: string): Promise<string | null> {
  const python = await ensurePython(machine);
  if (!('path' in python)) return python.why.join('; ');
  if ((await run(io, 'g++', ['--version'], { limitMs: 20_000 })).code !== 0) {
    const problem = await installPackages(machine, ['g++']);
    if (problem !== null) return problem;
  }
  const partial = `${made}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, 'download'), { recursive: true });

  const downloaded = await download(io, python.path, join(partial, 'download'));
  if (downloaded.code !== 0) return `pip: ${lastWords(downloaded)}`;
  io.stderr('unpacking it');
  const unpacked = await run(io, python.path, ['-c', unpack, join(partial, 'download'), partial], {
    limitMs: 10 * 60_000,
  });
  if (unpacked.code !== 0) return `unpacking: ${lastWords(unpacked)}`;
  await rm(join(partial, 'download'), { recursive: true });
  for (const name of ['tensorflow', 'tensorflow_framework'])
    await symlink(
      `libtensorflow_${name === 'tensorflow' ? 'cc' : 'framework'}.so.2`,
      join(partial, 'lib', `lib${name}.so`),
    );

  io.stderr('building the binding');
  await mkdir(join(partial, 'napi-v8'));
  const built = await run(io, 'g++', compilerCall(headersOf(io), partial), { folder, limitMs: 10 * 60_000 });
  if (built.code !== 0) return `g++: ${lastWords(built)}`;
  await rm(join(partial, 'include'), { recursive: true });
  await rename(partial, made);
  await link(folder, made);
  return null;
}

/** pip checks the pinned hash. It says nothing while it loads 200 MB, so the growing file is watched instead. */
async function download(io: Io, python: string, into: string): Promise<Ran> {
  const pip = await pipOf(io, python, into);
  if (typeof pip !== 'string') return pip;
  const list = join(into, 'requirements.txt');
  await writeFile(list, `${wheel.name} --hash=sha256:${wheel.sha256}\n`);
  const watching = setInterval(() => {
    void bytesBelow(into).then((bytes) =>
      io.stderr(`downloading TensorFlow: ${Math.floor(bytes / 1e6)} of ${Math.floor(wheel.bytes / 1e6)} MB`),
    );
  }, 2000);
  const words = 'download --quiet --no-cache-dir --no-deps --only-binary=:all: --require-hashes';
  const target = '--python-version 3.11 --platform manylinux2014_x86_64';
  try {
    return await run(
      io,
      pip,
      ['-m', 'pip', ...`${words} ${target}`.split(' '), '--dest', into, '--requirement', list],
      { limitMs: 20 * 60_000, environment: { ...io.environment, TMPDIR: into } },
    );
  } finally {
    clearInterval(watching);
  }
}

/** A Python with pip: the one there is, or, as on Debian, one in an environment of its own. @returns its path, or what failed */
async function pipOf(io: Io, python: string, into: string): Promise<string | Ran> {
  if ((await run(io, python, ['-m', 'pip', '--version'], { limitMs: 60_000 })).code === 0) return python;
  const made = await run(io, python, ['-m', 'venv', join(into, 'venv')], { limitMs: 5 * 60_000 });
  return made.code === 0 ? join(into, 'venv', 'bin', 'python') : made;
}

/** The two libraries into `lib/`, the headers of the C interface into `include/`. */
const unpack = `
import os, sys, zipfile, glob
source, target = sys.argv[1:]
headers = tuple('tensorflow/include/' + part for part in ('tensorflow/c/', 'tensorflow/core/platform/', 'tsl/platform/', 'tsl/c/',
    'xla/tsl/', 'external/local_xla/', 'external/local_tsl/'))
with zipfile.ZipFile(glob.glob(os.path.join(source, '*.whl'))[0]) as wheel:
    for name in wheel.namelist():
        library = name in ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2')
        if library or (name.endswith('.h') and name.startswith(headers)):
            path = os.path.join(target, 'lib/' + name[11:] if library else name[11:])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with wheel.open(name) as inside, open(path, 'wb') as outside:
                while block := inside.read(1 << 22): outside.write(block)
`;

/** @param into holds `lib/` and `include/`; gets `napi-v8/tfjs_binding.node`, which finds the library beside itself */
function compilerCall(headers: string, into: string): string[] {
  const include = ['', 'external/local_xla', 'external/local_tsl'].map((part) => join(into, 'include', part));
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
    ...[headers, ...include].flatMap((path) => ['-I', path]),
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-L', join(into, 'lib')],
    ...['-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../lib'],
    ...['-o', join(into, 'napi-v8', 'tfjs_binding.node')],
  ];
}

const headersOf = (io: Io): string =>
  (
    createRequire(join(io.places.root, 'package.json'))('node-api-headers') as {
      readonly include_dir: string;
    }
  ).include_dir;

/** Puts the made folder where tfjs-node looks for its binding. */
async function link(folder: string, made: string): Promise<void> {
  const at = join(folder, 'lib', 'napi-v8');
  await mkdir(dirname(at), { recursive: true });
  if (await lstat(at).catch(() => null)) await rm(at, { recursive: true });
  await symlink(join(made, 'napi-v8'), at);
}

/** What is fetched once and kept for every checkout. */
export const cacheFolder = ({ environment }: Io): string =>
  join(
    environment['LOUPE_CACHE'] ?? join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'loupe'),
  );

async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (file) => (file.isFile() ? file.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const run = ({ environment, signal }: Io, program: string, args: readonly string[], options: RunOptions) =>
  runProcess(program, args, { environment, signal, ...options });

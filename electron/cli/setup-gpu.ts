import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitCode, Io } from './io.ts';
import { lastWords, runProcess } from './process.ts';

/** The CUDA libraries of the inference runtime, where the runtime has any. */
export async function setupGpu(io: Io, json: boolean): Promise<ExitCode> {
  const folder = join(io.places.root, 'node_modules', 'onnxruntime-node');
  const library = join(folder, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so');
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return done(io, json, 'gpu', 'nothing to fetch: on this system the runtime brings its GPU support along');
  if (existsSync(library)) return done(io, json, 'gpu', 'the CUDA libraries are there');
  if (!existsSync(folder))
    return refuse(io, 'The inference runtime is not installed; run npm ci and try again.');
  io.stderr('fetching the CUDA libraries of the inference runtime (about 300 MB)');
  const install = await runProcess(
    process.execPath,
    [join(folder, 'script', 'install.js'), '--onnxruntime-node-install=cuda12'],
    options(io, folder),
  );
  if (existsSync(library)) return done(io, json, 'gpu', 'the CUDA libraries are there');
  return refuse(io, `The CUDA libraries could not be fetched: ${lastWords(install)}`);
}

const options = (io: Io, folder: string) => ({
  limitMs: 20 * 60_000,
  environment: io.environment,
  folder,
  signal: io.signal,
  onLine: (line: string) => io.stderr(line),
});

function done(io: Io, json: boolean, part: string, text: string): ExitCode {
  io.stdout(json ? JSON.stringify({ part, ready: true, text }) : text);
  return 0;
}

function refuse(io: Io, text: string): ExitCode {
  io.stderr(text);
  return 1;
}

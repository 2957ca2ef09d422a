import { join } from 'node:path';
import type { Found, Machine } from './setup-tests.ts';

/**
 * The smallest set that `mlflow.onnx` was seen to load a model with (402 MB on disk, most of it pandas, onnxruntime and numpy); the whole of
 * mlflow takes twice as much.
 */
const packages = ['mlflow-skinny==3.17.2', 'onnx>=1.16', 'onnxruntime>=1.20', 'numpy', 'pandas'];
const asks = 'import mlflow, mlflow.onnx, onnxruntime, onnx; print(mlflow.__version__)';
const minute = 60_000;

/**
 * A Python with stock MLflow, for the tests that load packages with it: the one that is there, else one in the user's cache. Not having it is no
 * failure.
 */
export async function ensureMlflow(
  { run, system, progress }: Pick<Machine, 'run' | 'system' | 'progress'>,
  python: string | null,
  cache: string,
): Promise<Found | { readonly why: readonly string[] }> {
  if (python === null) return { why: ['there is no Python'] };
  const there = async (path: string): Promise<Found | null> => {
    const { code, output } = await run(path, ['-c', asks], 2 * minute);
    const version = output.trim().split(/\r?\n/).at(-1) ?? null;
    return code === 0 ? { path, version } : null;
  };
  const folder = join(cache, 'mlflow-skinny-3.17.2');
  const own = system === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const found = (await there(python)) ?? (await there(own));
  if (found) return found;
  progress('fetching MLflow for the tests');
  const made = await run(python, ['-m', 'venv', '--clear', folder], 2 * minute);
  if (made.code !== 0) return { why: [lastLine(made.output)] };
  const pip = ['-m', 'pip', '--quiet', '--disable-pip-version-check', 'install', '--retries', '1'];
  const { code, output } = await run(own, [...pip, '--only-binary=:all:', ...packages], 8 * minute);
  const installed = code === 0 ? await there(own) : null;
  return installed ?? { why: [code === 0 ? 'the installed MLflow does not start' : lastLine(output)] };
}

const lastLine = (output: string): string =>
  output.trim().split(/\r?\n/).at(-1)?.slice(0, 300) || 'no answer';

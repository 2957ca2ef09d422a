import { join } from 'node:path';
import { lastLine, type Found, type Machine } from './setup-tests.ts';

/** Packages of PyPI that a test needs. */
export interface PythonPackages {
  /** As people call it. */
  readonly called: string;
  /** Its folder in the user's cache. */
  readonly folder: string;
  readonly packages: readonly string[];
  /** Python that prints a version where they are there. */
  readonly asks: string;
}

/**
 * The smallest set that `mlflow.onnx` was seen to load a model with (402 MB on disk, most of it pandas, onnxruntime and numpy); the whole of
 * mlflow takes twice as much.
 */
export const mlflowPackages: PythonPackages = {
  called: 'MLflow',
  folder: 'mlflow-skinny-3.17.2',
  packages: ['mlflow-skinny==3.17.2', 'onnx>=1.16', 'onnxruntime>=1.20', 'numpy', 'pandas'],
  asks: 'import mlflow, mlflow.onnx, onnxruntime, onnx; print(mlflow.__version__)',
};

/** Other people's readers of annotated pictures: COCO's own, and one that knows YOLO, COCO and VOC. */
export const readerPackages: PythonPackages = {
  called: 'readers of datasets',
  folder: 'dataset-readers-1',
  packages: ['supervision>=0.25', 'pycocotools>=2.0.8'],
  asks: 'import supervision, pycocotools.coco; print(supervision.__version__)',
};

const minute = 60_000;

/** A Python with these packages: the one that is there, else one in the user's cache. Not having it is no failure. */
export async function ensurePackages(
  { called, folder: name, packages, asks }: PythonPackages,
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
  const folder = join(cache, name);
  const own = system === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const found = (await there(python)) ?? (await there(own));
  if (found) return found;
  progress(`fetching ${called} for the tests`);
  const made = await run(python, ['-m', 'venv', '--clear', folder], 2 * minute);
  if (made.code !== 0) return { why: [lastLine(made.output)] };
  const pip = ['-m', 'pip', '--quiet', '--disable-pip-version-check', 'install', '--retries', '1'];
  const { code, output } = await run(own, [...pip, '--only-binary=:all:', ...packages], 8 * minute);
  const installed = code === 0 ? await there(own) : null;
  return installed ?? { why: [code === 0 ? `the installed ${called} does not start` : lastLine(output)] };
}

import { requiredInputs, type OnnxValue } from '../onnx/model.ts';
import { readModel } from '../onnx/read.ts';
import type { PackageFiles } from './files.ts';
import type { Manifest } from './manifest.ts';

/** What reads the package on the other side; the versions that were tried. */
const python = '3.11';
const requirements = ['mlflow', 'onnx', 'onnxruntime', 'numpy', 'pandas'];

/**
 * What stock MLflow clients want to find beside a package: with these `mlflow.onnx.load_model` and `mlflow.pyfunc.load_model` read it as it
 * lies there. They are not signed and nothing here reads them: a registry adds ids of its own. (Fields as MLflow 3 writes them;
 * reference/mlflow.md section 6.)
 */
export function mlflowFiles({ created }: Pick<Manifest, 'created'>, onnx: Uint8Array): PackageFiles {
  const { graph } = readModel(onnx);
  const lines = (...text: readonly string[]) => new TextEncoder().encode(`${text.join('\n')}\n`);
  const packages = requirements.map((name) => `  - ${name}`);
  return new Map([
    [
      'MLmodel',
      lines(
        'flavors:',
        '  onnx:',
        '    code: null',
        '    data: model.onnx',
        '    providers:',
        '    - CPUExecutionProvider',
        '  python_function:',
        '    data: model.onnx',
        '    env:',
        '      conda: conda.yaml',
        '      virtualenv: python_env.yaml',
        '    loader_module: mlflow.onnx',
        `    python_version: '${python}'`,
        'signature:',
        `  inputs: ${schemaOf(requiredInputs(graph))}`,
        `  outputs: ${schemaOf(graph.outputs)}`,
        '  params: null',
        `utc_time_created: ${quoted(created.replace('T', ' ').replace('Z', ''))}`,
      ),
    ],
    [
      'conda.yaml',
      lines(
        'channels:',
        '- conda-forge',
        'dependencies:',
        `- python=${python}`,
        '- pip',
        '- pip:',
        ...packages,
        'name: mlflow-env',
      ),
    ],
    ['python_env.yaml', lines(`python: '${python}'`, 'dependencies:', '- -r requirements.txt')],
    ['requirements.txt', lines(...requirements)],
  ]);
}

/** As MLflow writes the shape of tensors; sizes only known at run time are -1 there. `null` where the file does not say what one is. */
function schemaOf(values: readonly OnnxValue[]): string {
  const tensors = values.flatMap(({ name, type: dtype, shape }) =>
    dtype === undefined || shape === undefined
      ? []
      : {
          ...{ name, type: 'tensor' },
          'tensor-spec': { dtype, shape: shape.map((side) => (typeof side === 'number' ? side : -1)) },
        },
  );
  return tensors.length < values.length ? 'null' : quoted(JSON.stringify(tensors));
}

/** A YAML string in single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

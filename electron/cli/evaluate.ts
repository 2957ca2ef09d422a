import { resolve } from 'node:path';
import { meansGood } from '../../ml/dataset/class-words.ts';
import { evaluationOf, gateFailures, type EvaluatedCase } from '../../ml/evaluate/evaluation.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { openUnsigned } from '../host/models/package.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openDataset } from './labelled.ts';
import { openBench } from './model-worker.ts';
import { readPackageFolder } from './station.ts';

const text = { type: 'string' } as const;

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

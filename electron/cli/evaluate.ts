import { resolve } from 'node:path';
import { meansGood } from '../../ml/dataset/class-words.ts';
import type { Comparison } from '../../ml/evaluate/comparison.ts';
import {
  evaluationOf,
  gateFailures,
  type EvaluatedCase,
  type Evaluation,
} from '../../ml/evaluate/evaluation.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import type { Model } from '../host/models/model.ts';
import { openUnsigned } from '../host/models/package.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { compareJudged, judgeDataset } from './judge-dataset.ts';
import { openDataset } from './labelled.ts';
import { openBench } from './model-worker.ts';
import { readPackageFolder } from './station.ts';

const text = { type: 'string' } as const;

/** `loupe evaluate PACKAGE DATASET` */
export async function evaluateCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    ...{ split: text, pass: text, info: text, limit: text, against: text },
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
  const model = await openModel(folder);
  const other = values.against === undefined ? null : await openModel(values.against);
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
    const cases = await judgeDataset(bench, model, pictures, truthOf, io);
    const others = other && cases && (await judgeDataset(bench, other, pictures, truthOf, io));
    if (cases === null || (other !== null && others === null)) return 1;
    const evaluation = evaluationOf(manifest, cases);
    const against = other &&
      others && {
        model: nameOf(other.manifest),
        ...evaluationOf(other.manifest, others),
        comparison: compareJudged({ manifest, cases }, { manifest: other.manifest, cases: others }),
      };
    const failed = [...gateFailures(evaluation, gate)];
    if (against?.comparison.answer === 'worse')
      failed.push(`worse than ${against.model} on the same pictures`);
    const answer = {
      ...{ model: nameOf(manifest), dataset, split, task: manifest.task, ...evaluation },
      ...(against && { against }),
      gate: { passed: failed.length === 0, failed },
    };
    io.stdout(values.json ? JSON.stringify(answer) : sentences(answer));
    return failed.length === 0 ? 0 : 1;
  } finally {
    await bench.close();
  }
}

const nameOf = ({ name, version }: Manifest): string => `${name} ${version}`;

/** @throws UsageError */
async function openModel(folder: string): Promise<Model> {
  const files = await readPackageFolder(folder);
  try {
    return openUnsigned(files);
  } catch (error) {
    throw new UsageError(`${folder} is refused: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
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

function sentences({
  model,
  against,
  gate,
  ...evaluation
}: Evaluation & {
  readonly model: string;
  readonly against?: Evaluation & { readonly model: string; readonly comparison: Comparison };
  readonly gate: { readonly failed: readonly string[] };
}): string {
  return [
    ...figures(model, evaluation),
    ...(against ? ['', ...figures(against.model, against), '', inWords(against)] : []),
    ...gate.failed.map((failure) => `failed: ${failure}`),
  ].join('\n');
}

function figures(model: string, evaluation: Evaluation): string[] {
  const { n, accuracy, auroc, escapes, falseRejects, unsure, noResult, msPerImage } = evaluation;
  const { ece, ap50, ap, miou } = evaluation;
  const share = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`${name.padEnd(15)}${value.toFixed(4)}`];
  return [
    `${model} on ${n} pictures, ${msPerImage.toFixed(2)} ms each`,
    ...(accuracy === undefined ? [] : [`accuracy       ${(100 * accuracy).toFixed(2)} %`]),
    ...[
      share('AUROC', auroc),
      share('ECE', ece),
      share('AP50', ap50),
      share('AP', ap),
      share('mIoU', miou),
    ].flat(),
    `escapes        ${escapes}`,
    `false rejects  ${falseRejects}`,
    `unsure         ${unsure}`,
    `no result      ${noResult}`,
  ];
}

function inWords({ model, comparison }: { readonly model: string; readonly comparison: Comparison }): string {
  const { answer, onlyFirst, onlySecond, difference, interval, p } = comparison;
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  return (
    `${answer === 'not distinguishable' ? 'not distinguishable from' : `${answer} than`} ${model}: right where it is wrong on ${onlyFirst}, ` +
    `wrong where it is right on ${onlySecond}; difference ${percent(difference)} ` +
    `(${percent(interval[0])} to ${percent(interval[1])}), p = ${p.toPrecision(2)}`
  );
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Evaluation } from '../../ml/evaluate/evaluation.ts';
import type { Limits } from '../../ml/evaluate/limits.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { recipes, recipeSchema, type Recipe } from '../../ml/train/recipe.ts';
import { makeClassifier } from '../host/training/classifier.ts';
import type { Tell } from '../host/training/news.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { checkpointFiles } from './checkpoint-files.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openBench } from './model-worker.ts';
import { nearest } from './nearest.ts';
import { writePackage } from './starter.ts';
import { openTrainingSet } from './training-set.ts';

const text = { type: 'string' } as const;
/** Most that the training process may hold. */
const memoryBytes = 12_000_000_000;

/** `loupe train DATASET --task classify`: a model that tells classes apart, with calibrated limits, checked against its own trainer. */
export async function trainClassifierCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    ...{
      task: text,
      out: text,
      name: text,
      recipe: text,
      config: text,
      seed: text,
      threads: text,
      epochs: text,
      minutes: text,
    },
    ...{ pass: text, info: { type: 'string' }, 'miss-at-most': text, 'reject-at-most': text },
  });
  const [dataset, ...more] = positionals;
  if (dataset === undefined || more.length > 0)
    throw new UsageError('name one dataset: a folder with a folder a class');
  if (values.out === undefined) throw new UsageError('--out names the folder of the new package');
  const out = resolve(values.out);
  const recipe = await chosenRecipe(values.recipe, values.config, {
    ...(values.seed !== undefined && { seed: wholeNumber('seed', values.seed, 0, 0xffff_ffff) }),
    ...(values.epochs !== undefined && { epochs: wholeNumber('epochs', values.epochs, 1, 1000) }),
  });
  const targets = {
    missed: share('miss-at-most', values['miss-at-most'] ?? '0.05'),
    rejected: share('reject-at-most', values['reject-at-most'] ?? '0.05'),
  };
  const minutes = values.minutes === undefined ? null : positive('minutes', values.minutes);
  const threads = wholeNumber('threads', values.threads ?? '2', 1, 64);

  const bench = await openBench(io, threads);
  try {
    const set = await openTrainingSet(
      resolve(dataset),
      {
        pass: listOf(values.pass),
        info: values.info === undefined ? null : listOf(values.info === 'all' ? '' : values.info),
        ...{ validation: recipe.validation, seed: recipe.seed },
      },
      bench,
    );
    const kept = checkpointFiles(`${out}.checkpoint`, recipe, minutes, set);
    const report = reporter(io, values.json === true, recipe);
    const { manifest, files, evaluation } = await makeClassifier(
      bench.platform,
      recipe,
      {
        ...{ dataset: set, name: values.name ?? 'classifier', version: 1, targets, minutes },
        ...{ created: new Date().toISOString(), by: 'loupe train' },
      },
      {
        ...{ kept, threads, gently: false, memoryBytes, tell: report.tell },
        ...{ signal: io.signal, stopping: () => false },
      },
    );
    await writePackage(out, files);
    await kept.remove();
    const limits = report.limits();
    const { name: model, metrics = {} } = manifest;
    io.stdout(
      values.json
        ? JSON.stringify({ event: 'done', package: out, model, limits, metrics, evaluation })
        : sentence(out, manifest, limits, evaluation),
    );
    return 0;
  } finally {
    await bench.close();
  }
}

/** @throws UsageError */
async function chosenRecipe(
  name = 'quick',
  config: string | undefined,
  changed: Partial<Recipe>,
): Promise<Recipe> {
  if (config === undefined) {
    const found = Object.entries(recipes).find(([known]) => known === name)?.[1];
    if (found) return { ...found, ...changed };
    const known = Object.keys(recipes);
    const guess = nearest(name, known);
    throw new UsageError(
      `there is no recipe ${name}; ${guess ? `did you mean ${guess}?` : `known are ${known.join(', ')}`}`,
    );
  }
  const content = await readFile(config, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${config} cannot be read`, { cause: error });
  });
  try {
    return { ...recipeSchema.parse(JSON.parse(content)), ...changed };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UsageError(`${config} is no training recipe: ${why}`, { cause: error });
  }
}

/** Says on stderr how the run goes, a line an epoch. */
function reporter(
  io: Io,
  json: boolean,
  { epochs }: Recipe,
): { readonly tell: Tell; limits(): Limits | undefined } {
  const say = (line: string) => io.stderr(json ? JSON.stringify({ event: 'note', text: line }) : line);
  let planned = epochs;
  let limits: Limits | undefined;
  let [loss, left] = [0, 0];
  let accuracy: number | undefined;
  const tell: Tell = (news) => {
    switch (news.kind) {
      case 'note':
        return say(news.text);
      case 'sizes':
        return say(
          `${news.train} pictures to train on, ${news.valid} to choose limits on, ${news.test} to test with`,
        );
      case 'stage':
        if (news.done > 0 && (news.done % 500 === 0 || news.done === news.total))
          say(`${news.stage} pictures: ${news.done} of ${news.total}`);
        return;
      case 'began':
        planned = news.epochs;
        return;
      case 'step':
        [loss, left] = [news.loss, Math.round(news.secondsLeft)];
        return;
      case 'point':
        accuracy = news.point.validation?.accuracy ?? accuracy;
        return;
      case 'epoch': {
        const { epoch } = news;
        const metric = accuracy === undefined ? '' : `, validation ${(100 * accuracy).toFixed(1)} %`;
        return io.stderr(
          json
            ? JSON.stringify({ event: 'progress', epoch, loss, metric: accuracy, secondsLeft: left })
            : `epoch ${epoch} of ${planned}: loss ${loss.toFixed(4)}${metric}, ${left} s left`,
        );
      }
      case 'limits':
        limits = news.limits;
        return;
      case 'samples':
      case 'evaluated':
    }
  };
  return { tell, limits: () => limits };
}

function share(flag: string, value: string): number {
  if (value.trim() !== '' && Number(value) > 0 && Number(value) < 1) return Number(value);
  throw new UsageError(`--${flag} ${value}: a share between 0 and 1 is allowed`);
}

function positive(flag: string, value: string): number {
  if (value.trim() !== '' && Number(value) > 0 && Number.isFinite(Number(value))) return Number(value);
  throw new UsageError(`--${flag} ${value}: a number above 0 is allowed`);
}

const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function sentence(
  out: string,
  { name, version, classes }: Manifest,
  limits: Limits | undefined,
  evaluation: Evaluation | undefined,
): string {
  return [
    `${name} ${version} (${classes.length} classes) is in ${out}`,
    ...(limits?.cannot ?? []),
    ...(evaluation
      ? [
          `test: ${evaluation.n} pictures, ${evaluation.escapes} escapes, ${evaluation.falseRejects} false rejects, ${evaluation.unsure} unsure`,
        ]
      : ['no pictures to test with: how it does on others is not known']),
  ].join('\n');
}

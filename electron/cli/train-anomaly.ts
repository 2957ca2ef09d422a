import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Evaluation } from '../../ml/evaluate/evaluation.ts';
import type { Limits } from '../../ml/evaluate/limits.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { recipes } from '../../ml/train/anomaly.ts';
import { anomalyRecipeSchema, type AnomalyRecipe } from '../../ml/train/run-recipe.ts';
import type { Answered } from '../contract/training-runs.ts';
import { makeAnomaly } from '../host/training/anomaly.ts';
import type { Tell } from '../host/training/news.ts';
import { openAnomalySet } from './anomaly-set.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openBench } from './model-worker.ts';
import { nearest } from './nearest.ts';
import { makeStarter, writePackage } from './starter.ts';

const text = { type: 'string' } as const;
const placements = ['fixture', 'loose'] as const;
/** Most that the process that learns may hold. */
const memoryBytes = 6_000_000_000;

/** `loupe train DATASET|demo --task anomaly`: learns what good pieces look like and writes a package. */
export async function trainAnomalyCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    ...{ task: text, out: text, name: text, pieces: text, placement: text, config: text },
    ...{ seed: text, threads: text, pass: text, 'good-only': { type: 'boolean' } },
    ...{ 'miss-at-most': text, 'reject-at-most': text },
  });
  const [dataset, ...more] = positionals;
  if (dataset === undefined || more.length > 0) throw new UsageError('name one dataset: a folder, or demo');
  if (values.out === undefined) throw new UsageError('--out names the folder of the new package');
  const out = resolve(values.out);
  const json = values.json === true;
  const placement = placementOf(values.placement);
  const pieces = values.pieces === undefined ? undefined : wholeNumber('pieces', values.pieces, 10, 10_000);
  const { name } = values;
  if (dataset === 'demo') {
    const { fitted, figures } = await makeStarter({
      ...{ out, ...(name !== undefined && { name }), ...(placement && { placement }) },
      ...(pieces !== undefined && { pieces }),
      onProgress: (line) => io.stderr(json ? JSON.stringify({ event: 'progress', what: line }) : line),
    });
    const { name: model, metrics = {} } = fitted.manifest;
    const done = { event: 'done', package: out, model, metrics, figures };
    io.stdout(json ? JSON.stringify(done) : `${model} 1 is in ${out}`);
    return 0;
  }

  const recipe = await recipeOf(placement, values.config);
  const targets = {
    missed: share('miss-at-most', values['miss-at-most'] ?? '0.05'),
    rejected: share('reject-at-most', values['reject-at-most'] ?? '0.01'),
  };
  const threads = wholeNumber('threads', values.threads ?? '2', 1, 64);
  const bench = await openBench(io, threads);
  try {
    const wishes = {
      ...{ pass: listOf(values.pass), pieces: pieces ?? 600, goodOnly: values['good-only'] === true },
      seed: wholeNumber('seed', values.seed ?? '0', 0, 0xffff_ffff),
    };
    const set = await openAnomalySet(resolve(dataset), wishes, bench);
    const report = reporter(io, json);
    const order = {
      ...{ dataset: set, name: name ?? 'anomaly', version: 1, targets, minutes: null },
      ...{ created: new Date().toISOString(), by: 'loupe train' },
    };
    const options = { threads, gently: false, memoryBytes, tell: report.tell, signal: io.signal };
    const { manifest, files, evaluation } = await makeAnomaly(bench.platform, recipe, order, options);
    await writePackage(out, files);
    const { name: model, metrics = {}, thresholds } = manifest;
    const { limits, mistakes } = report.heard();
    const done = {
      ...{ event: 'done', package: out, model, recipe, limits: limits ?? thresholds, metrics },
      ...(evaluation && { evaluation, mistakes }),
    };
    io.stdout(json ? JSON.stringify(done) : sentence(out, manifest, limits, evaluation));
    return 0;
  } finally {
    await bench.close();
  }
}

function placementOf(name: string | undefined): (typeof placements)[number] | undefined {
  const found = placements.find((one) => one === name);
  if (name === undefined || found) return found;
  const guess = nearest(name, placements);
  throw new UsageError(
    `--placement ${name}: ${guess ? `did you mean ${guess}?` : `allowed are ${placements.join(', ')}`}`,
  );
}

/** @throws UsageError */
async function recipeOf(
  placement: (typeof placements)[number] = 'loose',
  config: string | undefined,
): Promise<AnomalyRecipe> {
  if (config === undefined) return { format: 1, name: placement, task: 'anomaly', ...recipes[placement] };
  const content = await readFile(config, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${config} cannot be read`, { cause: error });
  });
  try {
    return anomalyRecipeSchema.parse(JSON.parse(content));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UsageError(`${config} is no training recipe: ${why}`, { cause: error });
  }
}

/** Says on stderr how the run goes, and keeps what its last line tells. */
function reporter(io: Io, json: boolean) {
  const say = (line: string) => io.stderr(json ? JSON.stringify({ event: 'note', text: line }) : line);
  let limits: Limits | undefined;
  let mistakes: readonly Answered[] = [];
  let said = '';
  const tell: Tell = (news) => {
    if (news.kind === 'note') say(news.text);
    else if (news.kind === 'sizes')
      say(
        `${news.train} good pictures to learn from, ${news.valid} defective ones for the limits, ${news.test} to test with`,
      );
    else if (news.kind === 'limits') limits = news.limits;
    else if (news.kind === 'evaluated') mistakes = news.mistakes;
    else if (news.kind === 'stage' && news.total > 0) {
      const line = `${news.stage} ${Math.floor((10 * news.done) / news.total) * 10} %`;
      if (line !== said) io.stderr(json ? JSON.stringify({ event: 'progress', what: line }) : line);
      said = line;
    }
  };
  return { tell, heard: () => ({ limits, mistakes }) };
}

function share(flag: string, value: string): number {
  if (value.trim() !== '' && Number(value) > 0 && Number(value) < 1) return Number(value);
  throw new UsageError(`--${flag} ${value}: a share between 0 and 1 is allowed`);
}

const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function sentence(
  out: string,
  { name, version, metrics = {} }: Manifest,
  limits: Limits | undefined,
  evaluation: Evaluation | undefined,
): string {
  const { heldBackPictures, heldBackAuroc } = metrics;
  return [
    `${name} ${version} is in ${out}; its limits rest on ${heldBackPictures} good pictures${limits ? ` and ${limits.missed.of} defective ones` : ''}`,
    ...(limits?.cannot ?? []),
    ...(heldBackAuroc === undefined ? [] : [`AUROC of those pictures: ${heldBackAuroc.toFixed(4)}`]),
    ...(evaluation
      ? [
          `test: ${evaluation.n} pictures, AUROC ${evaluation.auroc?.toFixed(4) ?? 'not known'}, ${evaluation.escapes} escapes, ${evaluation.falseRejects} false rejects, ${evaluation.unsure} unsure`,
        ]
      : ['no pictures to test with: how it does on others is not known']),
  ].join('\n');
}

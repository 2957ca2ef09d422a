import { resolve } from 'node:path';
import type { Evaluation } from '../../ml/evaluate/evaluation.ts';
import type { Limits } from '../../ml/evaluate/limits.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { recipes } from '../../ml/train/anomaly.ts';
import { anomalyRecipeSchema, type AnomalyRecipe } from '../../ml/train/run-recipe.ts';
import { makeAnomaly } from '../host/training/anomaly.ts';
import { anomalySet } from './anomaly-set.ts';
import { oneOf, parseArguments, share, wholeNumber } from './arguments.ts';
import { meaningOf } from './class-meaning.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { readJson } from './json-file.ts';
import { writeFolder } from './model-files.ts';
import { openBench } from './model-worker.ts';
import { setToTrain } from './open-set.ts';
import { makeStarter } from './starter.ts';
import { reportTo } from './train-news.ts';

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
  if (dataset === undefined || more.length > 0)
    throw new UsageError('name one dataset: a folder, one of the station, or demo');
  if (values.out === undefined) throw new UsageError('--out names the folder of the new package');
  const out = resolve(values.out);
  const json = values.json === true;
  const placement =
    values.placement === undefined ? undefined : oneOf('placement', values.placement, placements);
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

  const recipe =
    values.config === undefined
      ? namedRecipe(placement ?? 'loose')
      : await readJson(values.config, anomalyRecipeSchema, 'training recipe');
  const targets = {
    missed: share('miss-at-most', values['miss-at-most'] ?? '0.05'),
    rejected: share('reject-at-most', values['reject-at-most'] ?? '0.01'),
  };
  const seed = wholeNumber('seed', values.seed ?? '0', 0, 0xffff_ffff);
  const threads = wholeNumber('threads', values.threads ?? '2', 1, 64);
  const bench = await openBench(io, threads);
  try {
    const pictures = await setToTrain(dataset, values.data, bench, io);
    if (pictures === null) return 1;
    const set = await anomalySet(pictures, {
      meaning: meaningOf({ pass: values.pass }, (label) => pictures.meanings.get(label)),
      ...{ pieces: pieces ?? 600, seed, goodOnly: values['good-only'] === true },
    });
    const report = reportTo(
      io,
      json,
      ({ train, valid, test: tested }) =>
        `${train} good pictures to learn from, ${valid} defective ones for the limits, ${tested} to test with`,
    );
    const order = {
      ...{ dataset: set, name: name ?? 'anomaly', version: 1, targets, minutes: null },
      ...{ created: new Date().toISOString(), by: 'loupe train' },
    };
    const options = { threads, gently: false, memoryBytes, tell: report.tell, signal: io.signal };
    const { manifest, files, evaluation } = await makeAnomaly(bench.platform, recipe, order, options);
    await writeFolder(out, files);
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

const namedRecipe = (name: (typeof placements)[number]): AnomalyRecipe => ({
  ...{ format: 1, name, task: 'anomaly' },
  ...recipes[name],
});

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

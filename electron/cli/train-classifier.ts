import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { evaluationOf, type Evaluation } from '../../ml/evaluate/evaluation.ts';
import { makeGolden } from '../../ml/package/wrap/make-golden.ts';
import { classifierCard } from '../../ml/train/classifier-card.ts';
import { recipes, recipeSchema, type Recipe } from '../../ml/train/recipe.ts';
import type { CheckpointBytes } from '../contract/training.ts';
import { teachClassifier, type TaughtClassifier, type TrainingPicture } from '../host/training/classifier.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { judgeDataset } from './judge-dataset.ts';
import { openBench, type ModelBench } from './model-worker.ts';
import { nearest } from './nearest.ts';
import { writePackage } from './starter.ts';
import { openTrainingSet, type TrainingSet } from './training-set.ts';

const text = { type: 'string' } as const;

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
  const threads = wholeNumber('threads', values.threads ?? '2', 1, 64);
  const say = (line: string) => io.stderr(values.json ? JSON.stringify({ event: 'note', text: line }) : line);

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
    for (const note of set.notes) say(note);
    say(
      `${set.train.length} pictures to train on, ${set.valid.length} to choose limits on, ${set.test.length} to test with`,
    );
    const kept = checkpointFile(`${out}.checkpoint`, recipe, set);
    const taught = await teachClassifier(
      bench.platform,
      recipe,
      {
        ...{
          name: values.name ?? 'classifier',
          version: 1,
          created: new Date().toISOString(),
          by: 'loupe train',
        },
        ...{
          classes: set.classes,
          datasetHash: set.hash,
          ...(set.testHash && { testSplitHash: set.testHash }),
        },
      },
      set,
      targets,
      {
        ...{ threads, signal: io.signal, checkpoint: await kept.read(), onCheckpoint: kept.write },
        onPrepared: every(500, (done, total) => say(`reading pictures: ${done} of ${total}`)),
        onProgress: reporter(io, values.json === true, recipe, set.train.length),
      },
    );
    await checkExport(bench, taught);
    const cases = await judgeDataset(
      bench,
      { manifest: taught.manifest, onnx: taught.model },
      set.test,
      verdictIn(set),
      io,
    );
    if (cases === null) return 1;
    const evaluation = set.test.length > 0 ? evaluationOf(taught.manifest, cases) : undefined;
    await writePackage(out, await packageFiles(bench, taught, recipe, set, evaluation));
    await kept.remove();
    const metrics = taught.manifest.metrics ?? {};
    io.stdout(
      values.json
        ? JSON.stringify({
            event: 'done',
            package: out,
            model: taught.manifest.name,
            limits: taught.limits,
            metrics,
            evaluation,
          })
        : sentence(out, taught, evaluation),
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

/** The exported model must answer as its trainer does: on up to 200 pictures, to a ten-thousandth. */
async function checkExport(bench: ModelBench, { manifest, model, checked }: TaughtClassifier): Promise<void> {
  await bench.load(manifest, model);
  const classes = manifest.classes.length;
  for (const [i, tensor] of checked.tensors.entries()) {
    const outputs = await bench.run(tensor);
    const [answer] = Object.values(outputs);
    const wanted = checked.logits.subarray(i * classes, (i + 1) * classes);
    const away = Math.max(...wanted.map((logit, k) => Math.abs(logit - (answer?.data[k] ?? Number.NaN))));
    const scale = Math.max(1, ...wanted.map(Math.abs));
    if (!(away <= 1e-4 * scale))
      throw new Error(
        `the exported model differs from the trained one by ${away} on a picture; no package was made`,
      );
  }
}

async function packageFiles(
  bench: ModelBench,
  { manifest, model, limits, engine }: TaughtClassifier,
  recipe: Recipe,
  set: TrainingSet,
  evaluation: Evaluation | undefined,
): Promise<Map<string, Uint8Array>> {
  const pictures = [];
  for (const { name, frame } of spread(set.valid, 64)) pictures.push({ name, frame: await frame() });
  await bench.load(manifest, model);
  const golden = await makeGolden(manifest, pictures, {
    run: (tensor) => bench.run(tensor),
    judge: (frame) => bench.judge(frame),
  });
  const figures = Object.entries(evaluation ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  const full = { ...manifest, ...(figures.length > 0 && { metrics: Object.fromEntries(figures) }) };
  const encode = (content: string) => new TextEncoder().encode(content);
  const sizes = { train: set.train.length, valid: set.valid.length, test: set.test.length };
  return new Map([
    ['model.onnx', model],
    ['model.json', encode(`${JSON.stringify(full, null, 2)}\n`)],
    [
      'card.md',
      encode(classifierCard({ manifest: full, recipe, engine, sizes, notes: set.notes, limits, evaluation })),
    ],
    ...golden.files,
  ]);
}

/** So many of them, evenly over all. */
function spread(pictures: readonly TrainingPicture[], most: number): TrainingPicture[] {
  const count = Math.min(most, pictures.length);
  return Array.from({ length: count }, (_, i) => pictures[Math.floor((i * pictures.length) / count)]!);
}

/** A run that was stopped goes on from its last whole epoch, if recipe and dataset are what they were. */
function checkpointFile(path: string, recipe: Recipe, set: TrainingSet) {
  const key = createHash('sha256')
    .update(JSON.stringify([recipe, set.hash]))
    .digest('hex');
  return {
    async read(): Promise<CheckpointBytes | undefined> {
      const bytes = await readFile(path).catch(() => null);
      if (bytes === null) return undefined;
      const head = bytes.subarray(0, 64).toString();
      const part = (bytes.length - 80) / 3;
      if (head !== key || !Number.isInteger(part)) return undefined;
      const [epoch, steps] = [bytes.readUInt32LE(64), bytes.readUInt32LE(68)];
      const [weights, first, second] = [0, 1, 2].map(
        (i) => new Uint8Array(bytes.subarray(80 + i * part, 80 + (i + 1) * part)),
      );
      return { epoch, steps, weights: weights!, first: first!, second: second! };
    },
    async write({ epoch, steps, weights, first, second }: CheckpointBytes): Promise<void> {
      const head = Buffer.alloc(80);
      head.write(key);
      head.writeUInt32LE(epoch, 64);
      head.writeUInt32LE(steps, 68);
      await mkdir(resolve(path, '..'), { recursive: true });
      await writeFile(`${path}.making`, Buffer.concat([head, weights, first, second]));
      await rename(`${path}.making`, path);
    },
    remove: () => rm(path, { force: true }),
  };
}

function reporter(io: Io, json: boolean, { batch, epochs }: Recipe, pictures: number) {
  const perEpoch = Math.max(1, Math.floor(pictures / batch));
  let said = -1;
  return ({ step, loss, secondsLeft }: { step: number; loss: number; secondsLeft: number }) => {
    const epoch = Math.floor(step / perEpoch);
    if (epoch === said) return;
    said = epoch;
    const left = Math.round(secondsLeft);
    io.stderr(
      json
        ? JSON.stringify({ event: 'progress', epoch, loss, secondsLeft: left })
        : `epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}, ${left} s left`,
    );
  };
}

const every =
  (count: number, tell: (done: number, total: number) => void) =>
  (done: number, total: number): void => {
    if (done % count === 0 || done === total) tell(done, total);
  };

const verdictIn = ({ classes }: TrainingSet) => {
  const verdicts = new Map(classes.map(({ name, verdict }) => [name, verdict]));
  return (label: string) => verdicts.get(label) ?? 'info';
};

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
  { manifest, limits }: TaughtClassifier,
  evaluation: Evaluation | undefined,
): string {
  const { name, version, classes } = manifest;
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

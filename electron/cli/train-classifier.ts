import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Evaluation } from '../../ml/evaluate/evaluation.ts';
import type { Limits } from '../../ml/evaluate/limits.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import type { Recipe } from '../../ml/train/recipe.ts';
import { holdingBack, type Trial } from '../../ml/train/search.ts';
import { bestTrial, spreadOfTrials, trialNote } from '../../ml/train/trials.ts';
import { startingWith } from '../host/training/checkpoint.ts';
import { makeClassifier } from '../host/training/classifier.ts';
import type { TrainingDataset } from '../host/training/dataset.ts';
import { fruitless } from '../host/training/several.ts';
import { parseArguments, positive, share, wholeNumber } from './arguments.ts';
import { checkpointFiles, runKey } from './checkpoint-files.ts';
import { chosenRecipe, chosenTrials } from './chosen-recipe.ts';
import { meaningOf } from './class-meaning.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { writeFolder } from './model-files.ts';
import { openBench } from './model-worker.ts';
import { setToTrain } from './open-set.ts';
import { openStart } from './train-from.ts';
import { reportTo } from './train-news.ts';
import { removeTrials, runTrials } from './train-trials.ts';
import { trainingSet } from './training-set.ts';

const text = { type: 'string' } as const;
/** Most that the training process may hold. */
const memoryBytes = 12_000_000_000;

/** `loupe train DATASET --task classify`: a model that tells classes apart, with calibrated limits, checked against its own trainer. */
export async function trainClassifierCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    ...{ task: text, out: text, name: text, recipe: text, config: text, from: text },
    ...{ seed: text, seeds: text, search: text, threads: text, epochs: text, minutes: text },
    ...{ pass: text, info: text, 'miss-at-most': text, 'reject-at-most': text },
  });
  const [dataset, ...more] = positionals;
  if (dataset === undefined || more.length > 0)
    throw new UsageError('name one dataset: a folder with a folder a class, or one of the station');
  if (values.out === undefined) throw new UsageError('--out names the folder of the new package');
  const out = resolve(values.out);
  if (values.from !== undefined && values.search !== undefined)
    throw new UsageError('--search begins every trial with fresh weights; it does not go with --from');
  if (values.from !== undefined && values.recipe !== undefined)
    throw new UsageError('--from goes on with the recipe of its package; --config says another');
  const several = values.seeds !== undefined || values.search !== undefined;
  const chosen = () => chosenRecipe(values.recipe, values.config);
  const start =
    values.from === undefined
      ? null
      : await openStart(resolve(values.from), values.config === undefined ? null : await chosen());
  const asked = start?.recipe ?? (await chosen());
  const recipe: Recipe = {
    ...(several ? holdingBack(asked) : asked),
    ...(values.seed !== undefined && { seed: wholeNumber('seed', values.seed, 0, 0xffff_ffff) }),
    ...(values.epochs !== undefined && { epochs: wholeNumber('epochs', values.epochs, 1, 1000) }),
  };
  const trials = await chosenTrials(recipe, values.seeds, values.search);
  const kind = values.seeds === undefined ? 'search' : 'seeds';
  const targets = {
    missed: share('miss-at-most', values['miss-at-most'] ?? '0.05'),
    rejected: share('reject-at-most', values['reject-at-most'] ?? '0.05'),
  };
  const whole = values.minutes === undefined ? null : positive('minutes', values.minutes);
  // The best of several is checked and tested after them.
  const minutes = whole === null || !several ? whole : whole / (trials.length + 0.5);
  const threads = wholeNumber('threads', values.threads ?? '2', 1, 64);
  const json = values.json === true;
  const report = reportTo(
    io,
    json,
    ({ train, valid, test }) =>
      `${train} pictures to train on, ${valid} to choose limits on, ${test} to test with`,
  );

  const bench = await openBench(io, threads);
  try {
    const pictures = await setToTrain(dataset, values.data, bench, io);
    if (pictures === null) return 1;
    const meaning = meaningOf(values, (label) => pictures.meanings.get(label));
    const wishes = { meaning, validation: recipe.validation, seed: recipe.seed };
    const set = await trainingSet(pictures, wishes);
    const folder = `${out}.trials`;
    const keyOf = (trial: Trial) => runKey(trial.recipe, minutes, set, start?.from ?? null);
    const keptOf = (trial: Trial) => {
      const key = keyOf(trial);
      return checkpointFiles(
        several ? join(folder, `${key.slice(0, 16)}.checkpoint`) : `${out}.checkpoint`,
        key,
      );
    };
    const make = async (trial: Trial, of: TrainingDataset) => {
      const kept = keptOf(trial);
      const begun = start?.weights(trial.recipe, of.classes);
      return makeClassifier(
        bench.platform,
        trial.recipe,
        {
          dataset: { ...of, notes: [...of.notes, ...(begun?.notes ?? [])] },
          ...{ name: values.name ?? 'classifier', version: 1, targets, minutes, from: start?.from },
          ...{ created: new Date().toISOString(), by: 'loupe train' },
        },
        {
          kept: begun ? startingWith(kept, begun.packed, trial.recipe.epochs) : kept,
          ...{ threads, gently: false, memoryBytes, tell: report.tell },
          ...{ signal: io.signal, stopping: () => false },
        },
      );
    };

    const results = several
      ? await runTrials(
          trials,
          folder,
          keyOf,
          // A search chooses by validation, and only what it chose is tested.
          (trial) => make(trial, kind === 'search' ? { ...set, test: [] } : set),
          report.note,
        )
      : [];
    const best = several ? bestTrial(results) : null;
    if (several && best === null) {
      io.stderr('loupe train: every trial came to nothing. No package was made.');
      return 1;
    }
    const winner = trials.find(({ name }) => name === best?.name) ?? trials[0];
    const notes = best ? [trialNote(kind, results, best)] : [];
    for (const note of notes) report.note(note);
    const made = await make(winner, { ...set, notes: [...set.notes, ...notes] });
    const { manifest, files, evaluation, validation } = made;

    await mkdir(dirname(out), { recursive: true });
    await writeFolder(out, files);
    const { limits, grid } = report.heard();
    if (grid) await writeFile(`${out}.augmentations.png`, await bench.pictures.encode(grid, 'png'));
    await writeFile(`${out}.recipe.json`, `${JSON.stringify(made.recipe, null, 2)}\n`);
    const spread = kind === 'seeds' && several ? spreadOfTrials(results) : undefined;
    if (several)
      await writeFile(
        `${out}.trials.json`,
        `${JSON.stringify({ best: winner.name, spread, trials: results.map((one, i) => ({ ...one, recipe: trials[i]!.recipe })) }, null, 2)}\n`,
      );
    await keptOf(winner).remove();
    await removeTrials(folder);
    const { name: model, metrics = {} } = manifest;
    const trialsSaid = several && { trials: results, best: winner.name, ...(spread && { spread }) };
    io.stdout(
      json
        ? JSON.stringify({
            ...{ event: 'done', package: out, model, limits, metrics, validation, evaluation },
            ...trialsSaid,
          })
        : [...notes, sentence(out, manifest, limits, evaluation)].join('\n'),
    );
    return 0;
  } catch (error) {
    const why = fruitless(error);
    if (why === null || io.signal.aborted) throw error;
    io.stderr(`loupe train: ${why} No package was made.`);
    return 1;
  } finally {
    await bench.close();
  }
}

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

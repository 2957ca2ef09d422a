import { evaluationOf } from '../../../ml/evaluate/evaluation.ts';
import { writeModel } from '../../../ml/onnx/write.ts';
import { augmentationGrid } from '../../../ml/train/augmentation-grid.ts';
import { classifierCard } from '../../../ml/train/classifier-card.ts';
import { classifierManifest, type ClassifierFacts } from '../../../ml/train/classifier-package.ts';
import { networkGraph } from '../../../ml/train/network-graph.ts';
import { classifierRecipe, type Recipe } from '../../../ml/train/recipe.ts';
import { calibrateLogits, calibrateWeights, fitTemperature } from '../../../ml/train/temperature.ts';
import { scoreLogits, type ValidationLook } from '../../../ml/train/validate.ts';
import { createModelProcess } from '../models/model-process.ts';
import type { Platform } from '../platform.ts';
import { answersOf, judgePictures, worstOf } from './answers.ts';
import { checkExport, enoughChecked, mostChecked } from './export-check.ts';
import {
  goldenFiles,
  packageFiles,
  withMetrics,
  type Made,
  type MakingOptions,
  type Order,
} from './making.ts';
import { firstOf, levelsOf, preparer, spread, tensorOf } from './prepare.ts';
import { runTraining } from './run.ts';

/** Validation pictures that are shown with what they are answered, and mistakes that are named. */
const shown = 12;
/** Training pictures whose varied copies are kept with the run, for people. */
const inGrid = 6;
/** Of the time that was asked for: the rest is for limits, check and test. */
const shareForTraining = 0.9;

export interface MadeClassifier extends Made {
  /** As it was run, with the epochs that were planned. */
  readonly recipe: Recipe;
  /** The epoch it was stopped at by a person. */
  readonly stoppedAt: number | null;
  /** Of the finished model; absent where nothing was held back. */
  readonly validation?: Pick<ValidationLook, 'loss' | 'accuracy'>;
}

/**
 * From labelled pictures to a classifier: trained, calibrated and its limits chosen on validation, its export held against the trainer,
 * tested once. Without validation pictures it stays as it was trained, and may have no limits.
 * @throws WorkerRefusal `no-library`, `diverged`; NotLasting; NothingKept; WorkerFault for a process that died after training, which may be
 *   tried again; RangeError for pictures that no limits can rest on; Error
 *   when the export differs; the signal's reason
 */
export async function makeClassifier(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  asked: Recipe,
  order: Order,
  options: MakingOptions,
): Promise<MadeClassifier> {
  const { dataset, targets, minutes } = order;
  const { classes, train, valid, test } = dataset;
  const { tell, signal } = options;
  const held = valid.length > 0;
  if (!held && classes.some(({ verdict }) => verdict === 'defect'))
    throw new RangeError(
      'limits need pictures that were not trained on, and none is held back: give the recipe a share for validation, or split the dataset',
    );
  const began = platform.clock.monotonic();
  tell({ kind: 'sizes', train: train.length, valid: valid.length, test: test.length });
  for (const text of dataset.notes) tell({ kind: 'note', text });

  let done = 0;
  const prepare = preparer(asked, () => {
    signal.throwIfAborted();
    tell({ kind: 'stage', stage: 'reading', done: ++done, total: train.length + valid.length });
  });
  const [training, validation] = [await prepare(train), await prepare(valid)];
  const [original, ...others] = levelsOf(asked, training, spread([...train.keys()], inGrid));
  if (original) {
    const grid = augmentationGrid([original, ...others], asked.augmentation, asked.seed);
    tell({ kind: 'augmented', grid });
  }
  const samples = spread([...valid.keys()], shown);
  const used = (platform.clock.monotonic() - began) / 1000;
  const run = await runTraining(platform, classifierRecipe(asked, classes.length), training, validation, {
    ...options,
    seconds: minutes === null ? null : shareForTraining * (60 * minutes - used),
    onValidation: (logits) => tell({ kind: 'samples', samples: answersOf(classes, valid, logits, samples) }),
  });
  const process = createModelProcess(platform, options.threads, signal);
  try {
    const recipe = { ...asked, epochs: run.epochs };
    const facts: ClassifierFacts = {
      ...{ name: order.name, version: order.version, created: order.created, by: order.by, classes },
      datasetHash: dataset.hash,
      ...(dataset.testHash && { testSplitHash: dataset.testHash }),
    };
    const { network } = classifierRecipe(recipe, classes.length);
    const raw = await run.classify(validation.pixels);
    const temperature = fitTemperature(raw, validation.labels, classes.length);
    const logits = calibrateLogits(raw, temperature);
    const { manifest: plain, limits } = classifierManifest(
      recipe,
      facts,
      { logits, labels: validation.labels },
      targets,
    );
    const manifest = { ...plain, ...(order.run && { trainingRun: order.run }) };
    if (limits) tell({ kind: 'limits', limits });
    const weights = calibrateWeights(network, run.weights, temperature);
    const model = writeModel(networkGraph(network, weights, recipe.turns));

    const own = Math.min(mostChecked, valid.length);
    const more = Math.max(0, Math.min(enoughChecked - own, train.length));
    const learnt =
      more === 0 ? [] : calibrateLogits(await run.classify(firstOf(training, more)), temperature);
    tell({ kind: 'stage', stage: 'checking', done: 0, total: own + more });
    const checked = await checkExport(
      process,
      manifest,
      model,
      (i) => (i < own ? tensorOf(recipe, validation.pixels, i) : tensorOf(recipe, training.pixels, i - own)),
      Float32Array.from([...logits.subarray(0, own * classes.length), ...learnt]),
    );
    const text = `The exported model answers ${checked.pictures} pictures as the trained one: at most ${checked.away.toExponential(1)} apart, no decision otherwise.`;
    tell({ kind: 'note', text });

    const [asTest, total] = [test.length > 0, test.length || valid.length];
    const judged = await judgePictures(process, classes, asTest ? test : valid, (one) => {
      signal.throwIfAborted();
      tell({ kind: 'stage', stage: 'evaluating', done: one, total });
    });
    const evaluation = asTest
      ? evaluationOf(
          manifest,
          judged.map((one) => one.case),
        )
      : undefined;
    tell({ kind: 'evaluated', evaluation, mistakes: worstOf(judged, shown) });
    const full = withMetrics(manifest, evaluation);
    const { notes } = dataset;
    const sizes = { train: train.length, valid: valid.length, test: test.length };
    const story = {
      manifest: full,
      recipe,
      engine: run.engine,
      sizes,
      notes,
      limits,
      evaluation,
      temperature: held ? temperature : undefined,
      from: order.from,
    };
    const golden = await goldenFiles(process, full, held ? valid : train);
    const { stoppedAt } = run;
    const stopped = stoppedAt === null ? null : `The package is what epoch ${stoppedAt} had reached.`;
    return {
      ...{ files: packageFiles(full, model, classifierCard(story), golden), manifest: full },
      ...{ evaluation, stopped, stoppedAt, recipe },
      ...(held && { validation: scoreLogits(logits, validation.labels, classes.length) }),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    process.close();
    run.close();
  }
}

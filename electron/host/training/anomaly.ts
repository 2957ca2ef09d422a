import { evaluationOf, type EvaluatedCase, type Evaluation } from '../../../ml/evaluate/evaluation.ts';
import { enoughPictures, fewestPictures, type FittedAnomaly } from '../../../ml/train/anomaly.ts';
import { limitsFromGood } from '../../../ml/train/calibrate.ts';
import { anomalyCard, type CardFigures } from '../../../ml/train/card.ts';
import type { AnomalyRecipe } from '../../../ml/train/run-recipe.ts';
import { createModelProcess } from '../models/model-process.ts';
import type { Platform } from '../platform.ts';
import { judgePictures, worstOf } from './answers.ts';
import type { TrainingPicture } from './dataset.ts';
import { packageFiles, withMetrics, type Made, type MakingOptions, type Order } from './making.ts';
import { openTraining } from './run.ts';

/** Between two looks at a fit. */
const lookMs = 300;
/** A picture, or what a fit does between two looks, on a slow machine. */
const limitMs = 120_000;
const shown = 12;

/**
 * From good pieces alone to an anomaly model, tested on the test side. Its limits rest on every fifth good picture, which it does not learn
 * from. It takes seconds, so a run that is cut off begins anew.
 * @throws WorkerRefusal `bad-input` for too few pictures or several sizes; WorkerFault; the signal's reason
 */
export async function makeAnomaly(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  recipe: AnomalyRecipe,
  order: Order,
  options: Omit<MakingOptions, 'kept' | 'stopping'>,
): Promise<Made> {
  const { dataset } = order;
  const { classes, test } = dataset;
  const { tell, signal } = options;
  const good = [...dataset.train, ...dataset.valid].filter(({ label }) => classes[label]?.verdict === 'pass');
  tell({ kind: 'sizes', train: good.length, valid: 0, test: test.length });
  for (const text of dataset.notes) tell({ kind: 'note', text });
  const process = createModelProcess(platform, options.threads);
  const stop = () => process.close();
  signal.addEventListener('abort', stop);
  try {
    const fitted = await fit(platform, recipe, order, good, options);
    const { limits, model } = fitted;
    const plain = {
      ...fitted.manifest,
      ...{ datasetHash: dataset.hash, ...(dataset.testHash && { testSplitHash: dataset.testHash }) },
      ...(order.run && { trainingRun: order.run }),
    };
    const text = `Limits rest on ${fitted.heldBack.length} good pictures that were held back: raw distance ${limits.raw.pass.toFixed(3)} and ${limits.raw.defect.toFixed(3)}.`;
    tell({ kind: 'note', text });
    await process.load(plain, model);
    const judged = await judgePictures(process, classes, test, (done) => {
      signal.throwIfAborted();
      tell({ kind: 'stage', stage: 'evaluating', done, total: test.length });
    });
    const cases = judged.map((one) => one.case);
    const evaluation = cases.length > 0 ? evaluationOf(plain, cases) : undefined;
    tell({ kind: 'evaluated', evaluation, mistakes: worstOf(judged, shown) });
    const manifest = withMetrics(plain, evaluation);
    const card = anomalyCard(
      { ...fitted, manifest },
      `Learnt from ${good.length} good pictures of the dataset ${dataset.name} (${dataset.hash}).`,
      evaluation && figures(cases, evaluation),
    );
    const files = await packageFiles(process, manifest, model, card, good);
    return { files, manifest, evaluation, stoppedAt: null };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    process.close();
  }
}

async function fit(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  recipe: AnomalyRecipe,
  { name, version, created, by }: Order,
  good: readonly TrainingPicture[],
  { threads, gently, tell, ...options }: Omit<MakingOptions, 'kept' | 'stopping'>,
): Promise<FittedAnomaly> {
  const few = good.length < enoughPictures && good.length >= fewestPictures;
  if (few)
    tell({ kind: 'note', text: `Only ${good.length} good pictures: the limits of such a model are rough.` });
  const link = openTraining(platform, options);
  try {
    const facts = { name, version, created, by, few };
    await link.request('fit', { fit: facts, recipe, threads, gently }, limitMs);
    for (const [i, picture] of good.entries()) {
      await link.request('picture', { frame: await picture.frame() }, limitMs);
      tell({ kind: 'stage', stage: 'reading', done: i + 1, total: good.length });
    }
    for (;;) {
      const { done, total, fitted } = await link.request('learn', { ms: lookMs }, limitMs);
      tell({ kind: 'stage', stage: 'training', done, total });
      if (fitted) return { ...fitted, limits: limitsFromGood(fitted.heldBack) };
    }
  } finally {
    link.kill();
  }
}

/** Nothing is said of where findings lie: the pictures have no boxes here. */
function figures(cases: readonly EvaluatedCase[], evaluation: Evaluation): CardFigures {
  const count = (test: (one: EvaluatedCase) => boolean) => cases.filter(test).length;
  const { auroc, escapes, falseRejects, unsure, noResult } = evaluation;
  return {
    ...{ auroc, escapes, falseRejects, unsure, noResult },
    good: count(({ truth }) => truth === 'pass'),
    defective: count(({ truth }) => truth === 'defect'),
    caught: count(({ truth, verdict }) => truth === 'defect' && verdict === 'defect'),
  };
}

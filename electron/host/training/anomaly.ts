import { auroc } from '../../../ml/evaluate/auroc.ts';
import { evaluationOf, type EvaluatedCase, type Evaluation } from '../../../ml/evaluate/evaluation.ts';
import type { Limits } from '../../../ml/evaluate/limits.ts';
import { enoughPictures, fewestPictures, withLimits, type FittedAnomaly } from '../../../ml/train/anomaly.ts';
import {
  limitsFromBoth,
  limitsFromGood,
  type AnomalyLimits,
  type GoodShares,
} from '../../../ml/train/calibrate.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import { anomalyCard, type CardFigures } from '../../../ml/train/card.ts';
import type { AnomalyRecipe } from '../../../ml/train/run-recipe.ts';
import { createModelProcess } from '../models/model-process.ts';
import type { Platform } from '../platform.ts';
import { judgePictures, worstOf, type JudgedPicture } from './answers.ts';
import type { TrainingPicture } from './dataset.ts';
import { learnGoodPieces } from './good-pieces.ts';
import { lyingOf, type Lying } from './lying.ts';
import {
  goldenFiles,
  packageFiles,
  withMetrics,
  type Made,
  type MakingOptions,
  type Order,
} from './making.ts';

const shown = 12;
/** Share of good pieces that may be unsure where nothing is known of defective ones. */
const unsure = 0.1;

/**
 * From good pieces alone to an anomaly model, tested on the test side. Its limits rest on every fifth good picture, which it does not learn
 * from, and on the defective pictures outside the test, where there are any. It takes seconds, so a run that is cut off begins anew.
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
  const of = (verdict: string) =>
    [...dataset.train, ...dataset.valid].filter(({ label }) => classes[label]?.verdict === verdict);
  const [good, defective] = [of('pass'), of('defect')];
  tell({ kind: 'sizes', train: good.length, valid: defective.length, test: test.length });
  for (const text of dataset.notes) tell({ kind: 'note', text });
  const process = createModelProcess(platform, options.threads, signal);
  try {
    const lying = await lyingOf(recipe, good, signal);
    for (const text of lying.notes) tell({ kind: 'note', text });
    const fitted = await fit(platform, recipe, order, lying, options);
    const { model } = fitted;
    const judge = async (plain: Manifest, pictures: readonly TrainingPicture[]) => {
      await process.load(plain, model);
      return judgePictures(process, classes, pictures, (done) => {
        signal.throwIfAborted();
        tell({ kind: 'stage', stage: 'evaluating', done, total: pictures.length });
      });
    };
    const { rejected } = order.targets;
    const shares = { rejected, unsure: Math.max(unsure, rejected) };
    const judgedDefective = await judge(fitted.manifest, defective);
    const { limits, proof, heldBackAuroc } = chooseLimits(fitted, order, shares, judgedDefective);
    if (proof) tell({ kind: 'limits', limits: proof });
    const limited = withLimits(fitted.manifest, limits);
    const plain: Manifest = {
      ...limited,
      ...{ datasetHash: dataset.hash, ...(dataset.testHash && { testSplitHash: dataset.testHash }) },
      ...(order.run && { trainingRun: order.run }),
      metrics: {
        ...limited.metrics,
        ...(heldBackAuroc !== undefined && { heldBackDefective: defective.length, heldBackAuroc }),
      },
    };
    const text = `Limits rest on ${fitted.heldBack.length} good pictures that were held back${proof ? ` and ${proof.missed.of} defective ones` : ''}: raw distance ${limits.raw.pass.toFixed(3)} and ${limits.raw.defect.toFixed(3)}.`;
    tell({ kind: 'note', text });
    const judged = await judge(plain, test);
    const cases = judged.map((one) => one.case);
    const evaluation = cases.length > 0 ? evaluationOf(plain, cases) : undefined;
    tell({ kind: 'evaluated', evaluation, mistakes: worstOf(judged, shown) });
    const manifest = withMetrics(plain, evaluation);
    const card = anomalyCard(
      { ...fitted, manifest, limits, ...(proof ? { proof } : { shares }) },
      `Learnt from ${lying.pictures.length} good pictures of the dataset ${dataset.name} (${dataset.hash}).`,
      evaluation && figures(cases, evaluation),
    );
    const files = packageFiles(manifest, model, card, await goldenFiles(process, manifest, lying.pictures));
    return { files, manifest, evaluation, stopped: null };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    process.close();
  }
}

/** From the good pictures held back alone or, better, from them and defective ones. */
function chooseLimits(
  { heldBack, limits: scale }: FittedAnomaly,
  { targets }: Order,
  shares: GoodShares,
  judged: readonly JudgedPicture[],
): { readonly limits: AnomalyLimits; readonly proof?: Limits; readonly heldBackAuroc?: number | undefined } {
  const scores = judged.flatMap(({ case: { verdict, score } }) => (verdict === 'no-result' ? [] : [score]));
  if (scores.length === 0) return { limits: limitsFromGood(heldBack, shares) };
  const { a, b } = scale.calibration;
  const good = heldBack.map((raw) => 1 / (1 + Math.exp(-(a * raw + b))));
  const heldBackAuroc = auroc([...good, ...scores], [...good.map(() => false), ...scores.map(() => true)]);
  return { ...limitsFromBoth(scale, heldBack, scores, targets, shares), heldBackAuroc };
}

async function fit(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  recipe: AnomalyRecipe,
  { name, version, created, by }: Order,
  { pictures, shape, alignment }: Lying,
  { threads, gently, tell, ...options }: Omit<MakingOptions, 'kept' | 'stopping'>,
): Promise<FittedAnomaly> {
  const few = pictures.length < enoughPictures && pictures.length >= fewestPictures;
  if (few)
    tell({
      kind: 'note',
      text: `Only ${pictures.length} good pictures: the limits of such a model are rough.`,
    });
  const facts = { name, version, created, by, few, ...(shape && { shape }), ...(alignment && { alignment }) };
  return learnGoodPieces(platform, { fit: facts, recipe, threads, gently }, pictures, {
    ...options,
    onStep: ({ stage, done, total }) =>
      tell({ kind: 'stage', stage: stage === 'pictures' ? 'reading' : 'training', done, total }),
  });
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

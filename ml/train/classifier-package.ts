import { chooseLimits, type Limits, type LimitTargets } from '../evaluate/limits.ts';
import { manifestSchema, type Manifest } from '../package/manifest.ts';
import { classifierTensors } from './network-graph.ts';
import { parameterCount } from './network.ts';
import { platt } from './platt.ts';
import { classifierRecipe, type Recipe } from './recipe.ts';

/** What the input of a recipe's network is, as a manifest says it. */
export function classifierInput({ input, mean, std }: Recipe): Manifest['input'] {
  return {
    tensor: classifierTensors.input,
    ...input,
    fit: 'stretch',
    place: 'centre',
    kernel: 'area/u8',
    colour: input.channels === 1 ? 'grey' : 'rgb',
    padding: 114,
    scale: 1,
    mean: Array<number>(input.channels).fill(mean),
    std: Array<number>(input.channels).fill(std),
    layout: 'nchw',
  };
}

export interface ClassifierFacts {
  readonly name: string;
  readonly version: number;
  /** ISO time. */
  readonly created: string;
  readonly by: string;
  readonly classes: Manifest['classes'];
  readonly datasetHash?: string;
  readonly testSplitHash?: string;
}

/** What was answered to pictures that were not trained on; limits rest on it. */
export interface Validation {
  /** [count, classes] */
  readonly logits: Float32Array;
  readonly labels: Uint8Array;
}

export interface ClassifierManifest {
  readonly manifest: Manifest;
  /** Absent where no class means defect: such a model has no limits. */
  readonly limits?: Limits;
}

/**
 * The manifest of a trained classifier: its evidence calibrated and its limits chosen on the validation pictures.
 * @throws RangeError where these show no defective or no good piece, or the model ranks them upside down
 */
export function classifierManifest(
  recipe: Recipe,
  facts: ClassifierFacts,
  { logits, labels }: Validation,
  targets: LimitTargets,
): ClassifierManifest {
  const { classes, ...named } = facts;
  const parts: Manifest = manifestSchema.parse({
    ...{ format: 1, task: 'classify', ...named, classes },
    input: classifierInput(recipe),
    outputs: { family: 'classes', scores: classifierTensors.scores, activation: 'softmax' },
    thresholds: { pass: 0.5, defect: 0.5 },
    parameters: parameterCount(classifierRecipe(recipe, classes.length).network),
  });
  if (!classes.some(({ verdict }) => verdict === 'defect')) return { manifest: parts };

  const odds = [...labels.keys()].map((i) =>
    defectOdds(logits.subarray(i * classes.length, (i + 1) * classes.length), classes),
  );
  const verdictOf = (i: number) => classes[labels[i]!]!.verdict;
  const judged = odds.map((_, i) => i).filter((i) => verdictOf(i) !== 'info');
  const calibration = platt(
    judged.map((i) => odds[i]!),
    judged.map((i) => verdictOf(i) === 'defect'),
  );
  const score = (i: number) => 1 / (1 + Math.exp(-(calibration.a * odds[i]! + calibration.b)));
  const of = (verdict: 'pass' | 'defect') => judged.filter((i) => verdictOf(i) === verdict).map(score);
  const limits = chooseLimits(of('defect'), of('pass'), targets);
  const { pass, defect } = limits;
  return { manifest: { ...parts, calibration, thresholds: { pass, defect } }, limits };
}

/** Log-odds of any class that means defect, as the decoder takes them from a softmax. */
export function defectOdds(logits: Float32Array, classes: Manifest['classes']): number {
  const sum = (wanted: boolean) => {
    const some = [...logits].filter((_, k) => (classes[k]!.verdict === 'defect') === wanted);
    const largest = Math.max(...some);
    return largest + Math.log(some.reduce((total, logit) => total + Math.exp(logit - largest), 0));
  };
  return sum(true) - sum(false);
}

import type { Decoded } from '../verdict/result.ts';
import {
  calibratedProbability,
  className,
  defectClasses,
  probability,
  sigmoid,
  tensorOf,
  type SceneOf,
} from './output.ts';

/** Classes named in a result; a journal line should not carry a thousand. */
const named = 10;

/**
 * One value a class, [1, K] (or [K], or with trailing 1s). For two classes one value is enough: the evidence of the second (Keras' binary
 * head). The score is the probability that any class meaning `defect` holds:
 *
 * - `softmax`: the classes exclude each other, so it is the sum over the defect classes, not the largest of them: 0.4 pass, 0.3 scratch
 *   and 0.3 rust are 0.6 for a defect;
 * - `sigmoid`: the classes are independent, so it is the largest of them;
 * - `none`: probabilities already; summed, at most 1 (a model with independent outputs is declared `sigmoid` and gives logits).
 *
 * Calibration works on its log-odds; `classes` stay as the model gave them.
 */
export function decodeClasses(scene: SceneOf<'classes'>): Decoded {
  const { manifest, outputs } = scene;
  const count = manifest.classes.length;
  const widths = count === 2 ? [2, 1] : [count];
  const shapes = widths.flatMap((n) => [[n], [1, n], [1, n, 1, 1], [1, 1, 1, n]]);
  const values = [...tensorOf(scene, outputs.scores, ...shapes).data];
  const probabilities =
    values.length === count ? activate(values, outputs.activation) : pair(values, outputs.activation);
  const defects = defectClasses(manifest);
  const classes = probabilities
    .map((score, index) => ({ class: className(manifest, index), score }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, named);
  if (defects.length === 0) return { score: 0, findings: [], classes };
  const of = (index: number) => probabilities[index] ?? 0;
  const evidence =
    outputs.activation === 'sigmoid'
      ? Math.max(...defects.map(of))
      : Math.min(
          1,
          defects.reduce((sum, index) => sum + of(index), 0),
        );
  return { score: calibratedProbability(manifest, evidence), findings: [], classes };
}

type Activation = SceneOf<'classes'>['outputs']['activation'];

function activate(values: readonly number[], activation: Activation): readonly number[] {
  if (activation === 'sigmoid') return values.map(sigmoid);
  if (activation === 'none') return values.map((value) => probability(value, 'a class probability'));
  return softmax(values);
}

/** One value for two classes. A softmax over one value would always be 1, so it is read as the log-odds of the second class. */
function pair([value = 0]: readonly number[], activation: Activation): readonly number[] {
  const second = activation === 'none' ? probability(value, 'a class probability') : sigmoid(value);
  return [1 - second, second];
}

export function softmax(logits: readonly number[]): readonly number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

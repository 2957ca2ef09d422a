import type { GoldenFrame, GoldenTensor } from '../../../ml/package/golden.ts';
import type { InferenceAnswers, StepAnswer } from '../../contract/inference.ts';

/** What of a model's raw outputs is not as the case expects, in words; null: all of it is. What is no number never agrees. */
export function tensorDifference(
  golden: Pick<GoldenTensor, 'outputs'>,
  got: InferenceAnswers['run'],
  allowed: number,
): string | null {
  for (const [name, expected] of Object.entries(golden.outputs)) {
    const output = got[name];
    if (output === undefined) return `no output ${name}`;
    if (output.dims.join('×') !== expected.dims.join('×') || output.data.length !== expected.data.length) {
      return `${name} is ${output.dims.join('×')}, expected ${expected.dims.join('×')}`;
    }
    for (const [at, value] of expected.data.entries()) {
      const difference = Math.abs((output.data[at] ?? NaN) - value);
      if (!(difference <= allowed)) return `${name}[${at}] is off by ${difference}, allowed ${allowed}`;
    }
  }
  return null;
}

/** The same for a whole frame: one verdict, the score within `allowed`, the same findings by class. */
export function frameDifference(
  golden: Pick<GoldenFrame, 'verdict' | 'score' | 'findings'>,
  got: Pick<StepAnswer, 'verdict' | 'score' | 'findings'>,
  allowed: number,
): string | null {
  if (got.verdict !== golden.verdict) return `${got.verdict}, expected ${golden.verdict}`;
  if (!(Math.abs(got.score - golden.score) <= allowed)) return `score ${got.score}, expected ${golden.score}`;
  const classes = (findings: readonly { class: string }[]) =>
    findings
      .map((finding) => finding.class)
      .toSorted()
      .join(', ');
  const [is, was] = [classes(got.findings), classes(golden.findings)];
  return is === was ? null : `findings (${is}), expected (${was})`;
}

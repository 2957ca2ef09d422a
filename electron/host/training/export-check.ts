import { defectOdds } from '../../../ml/train/classifier-package.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import type { ModelProcess } from '../models/model-process.ts';

/** Pictures that an exported model is held against its trainer on: those of validation, filled up from training. */
export const enoughChecked = 200;
export const mostChecked = 500;
/** Logits may differ so much: other orders of summing. */
const allowed = 1e-4;

export interface Checked {
  readonly pictures: number;
  /** The largest difference of a logit. */
  readonly away: number;
}

/**
 * Holds the exported model against the trainer, picture by picture.
 * @param tensors one at a time, `count` of them
 * @param logits the trainer's, [count, classes]
 * @throws Error when it differs, or decides one picture otherwise: there is no package then
 */
export async function checkExport(
  process: Pick<ModelProcess, 'load' | 'run'>,
  manifest: Manifest,
  model: Uint8Array,
  tensors: (index: number) => Float32Array,
  logits: Float32Array,
): Promise<Checked> {
  await process.load(manifest, model);
  const { length } = manifest.classes;
  const pictures = logits.length / length;
  const decide = decisionsOf(manifest);
  let away = 0;
  for (let i = 0; i < pictures; i++) {
    const [output] = Object.values(await process.run(tensors(i)));
    const wanted = logits.subarray(i * length, (i + 1) * length);
    const got = output?.data.subarray(0, length) ?? new Float32Array(length).fill(Number.NaN);
    for (const [k, logit] of wanted.entries()) {
      const difference = Math.abs(logit - (got[k] ?? Number.NaN));
      if (!(difference <= allowed))
        throw new Error(
          `The exported model differs from the trained one by ${difference} on picture ${i + 1} of ${pictures}. No package was made.`,
        );
      away = Math.max(away, difference);
    }
    if (decide(got) !== decide(wanted))
      throw new Error(
        `The exported model decides picture ${i + 1} of ${pictures} otherwise than the trained one. No package was made.`,
      );
  }
  return { pictures, away };
}

/** Class and verdict of logits, in one word. */
function decisionsOf({ classes, thresholds, calibration }: Manifest): (logits: Float32Array) => string {
  return (logits) => {
    const strongest = classes[logits.indexOf(Math.max(...logits))]?.name;
    if (!calibration) return `${strongest}`;
    const score = 1 / (1 + Math.exp(-(calibration.a * defectOdds(logits, classes) + calibration.b)));
    const verdict = score <= thresholds.pass ? 'pass' : score >= thresholds.defect ? 'defect' : 'unsure';
    return `${strongest} ${verdict}`;
  };
}

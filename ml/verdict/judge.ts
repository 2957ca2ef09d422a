import type { Manifest } from '../package/manifest.ts';
import type { Decoded, Finding, Judgement, Reason } from './result.ts';

/** The answer when there is none. Its score is 0 and says nothing. */
export function noResult(reason: Reason): Judgement {
  return { verdict: 'no-result', reason, score: 0, findings: [] };
}

/**
 * The verdict rule: a score up to `thresholds.pass` passes, one from `thresholds.defect` on is a defect, between them is unsure. Where
 * both hold (the thresholds are equal) it is a defect. A model none of whose classes means `defect` has no verdict to give, and what is
 * not a number never passes.
 */
export function judge(manifest: Manifest, decoded: Decoded): Judgement {
  const { score, findings } = decoded;
  if (!isScore(score) || !findings.every(isFinding)) return noResult('bad-output');
  if (!manifest.classes.some(({ verdict }) => verdict === 'defect')) {
    return { verdict: 'unsure', reason: 'model-has-no-verdict', score, findings };
  }
  const { pass, defect } = manifest.thresholds;
  if (score >= defect) return { verdict: 'defect', score, findings };
  return { verdict: score <= pass ? 'pass' : 'unsure', score, findings };
}

function isScore(score: number): boolean {
  return score >= 0 && score <= 1;
}

function isFinding({ box, polygon = [], score }: Finding): boolean {
  return isScore(score) && [...box, ...polygon].every(Number.isFinite);
}

import { neededWithoutHits, provableHits, upperBound } from './bound.ts';

/** What a person asks of the limits: so many defects missed at most, so many good pieces rejected at most. */
export interface LimitTargets {
  /** Shares, 0 to 1. */
  readonly missed: number;
  readonly rejected: number;
}

export interface Limits {
  /** Score ≤ pass: pass; score ≥ defect: defect; between: unsure. */
  readonly pass: number;
  readonly defect: number;
  /** On the pictures the limits were chosen on. */
  readonly missed: Claim;
  readonly rejected: Claim;
  readonly unsure: number;
  /** What the pictures cannot prove, in a sentence each. */
  readonly cannot: readonly string[];
}

export interface Claim {
  readonly hits: number;
  readonly of: number;
  /** True share at most, with the confidence asked for. */
  readonly bound: number;
}

/**
 * Chooses the limits on pictures the model was not trained on. As many defects may lie at or below the pass limit as the bound of Clopper
 * and Pearson lets pass; the defect limit comes from the good pieces in the same way. Where they cross there is one limit, between them,
 * and nothing is unsure. Where the pictures cannot prove what was asked, none of them is missed, and what they do prove is said.
 *
 * @param defects scores of defective pieces, 0 to 1
 * @param good scores of good ones
 * @param confidence of every bound, one-sided
 * @param highestPass the pass limit lies there at most, whatever the defective pieces would allow: a few of them do not stand for all
 * @throws RangeError without both
 */
export function chooseLimits(
  defects: readonly number[],
  good: readonly number[],
  targets: LimitTargets,
  confidence = 0.95,
  highestPass = 1,
): Limits {
  if (defects.length === 0 || good.length === 0)
    throw new RangeError(
      `limits need both, got ${defects.length} defective and ${good.length} good pictures`,
    );
  const [bad, fine] = [defects.toSorted((a, b) => a - b), good.toSorted((a, b) => b - a)];
  const allowed = (count: number, share: number) => Math.max(0, provableHits(count, share, confidence));
  // The first defect that must not pass, and the first good piece that must not be rejected; each limit lies half-way to its neighbour.
  const guarded = bad[Math.min(bad.length - 1, allowed(bad.length, targets.missed))]!;
  const spared = fine[Math.min(fine.length - 1, allowed(fine.length, targets.rejected))]!;
  let pass = halfway(guarded, Math.max(0, ...[...good, ...defects].filter((score) => score < guarded)));
  let defect = halfway(spared, Math.min(1, ...[...good, ...defects].filter((score) => score > spared)));
  if (pass >= defect) pass = defect = (pass + defect) / 2;
  pass = Math.min(pass, highestPass);

  const claim = (scores: readonly number[], test: (score: number) => boolean): Claim => {
    const hits = scores.filter(test).length;
    return { hits, of: scores.length, bound: upperBound(hits, scores.length, confidence) };
  };
  const missed = claim(defects, (score) => score <= pass && score < defect);
  const rejected = claim(good, (score) => score >= defect);
  const cannot = [
    sentence('defective', 'missed', missed, targets.missed, confidence),
    sentence('good', 'rejected', rejected, targets.rejected, confidence),
  ];
  return {
    ...{ pass, defect, missed, rejected },
    unsure: [...good, ...defects].filter((score) => score > pass && score < defect).length,
    cannot: cannot.filter((line) => line !== null),
  };
}

const halfway = (one: number, other: number): number => (one + other) / 2;

function sentence(
  kind: string,
  done: string,
  { hits, of, bound }: Claim,
  target: number,
  confidence: number,
): string | null {
  if (bound <= target) return null;
  const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
  return `${of} ${kind} pictures, ${hits} ${done}, prove no better than ${percent(bound)}; for ${percent(target)} it takes ${neededWithoutHits(target, confidence)} with none ${done}.`;
}

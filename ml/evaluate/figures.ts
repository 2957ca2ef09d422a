import type { Judgement } from '../verdict/result.ts';
import { auroc } from './auroc.ts';

/** One judged picture whose truth is known. `boxes` are where the damage lies, in pixels of the frame; empty: good, or not marked. */
export interface JudgedCase {
  readonly judgement: Judgement;
  readonly defective: boolean;
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

/** Counts of what a package answered; `of` says of how many. A no-result is counted, and is neither right nor wrong. */
export interface Figures {
  readonly good: number;
  readonly defective: number;
  readonly auroc: number | undefined;
  /** Defective, judged pass. */
  readonly escapes: number;
  /** Good, judged defect. */
  readonly falseRejects: number;
  readonly unsure: number;
  readonly noResult: number;
  /** Defective and judged defect. */
  readonly caught: number;
  /** Of the caught ones with boxes: a finding overlaps one of them. */
  readonly located: number;
}

export function figuresOf(cases: readonly JudgedCase[]): Figures {
  const count = (test: (one: JudgedCase) => boolean): number => cases.filter(test).length;
  const judged = cases.filter(({ judgement }) => judgement.verdict !== 'no-result');
  const caught = cases.filter(({ defective, judgement }) => defective && judgement.verdict === 'defect');
  return {
    good: count(({ defective }) => !defective),
    defective: count(({ defective }) => defective),
    auroc: auroc(
      judged.map(({ judgement }) => judgement.score),
      judged.map(({ defective }) => defective),
    ),
    escapes: count(({ defective, judgement }) => defective && judgement.verdict === 'pass'),
    falseRejects: count(({ defective, judgement }) => !defective && judgement.verdict === 'defect'),
    unsure: count(({ judgement }) => judgement.verdict === 'unsure'),
    noResult: cases.length - judged.length,
    caught: caught.length,
    located: caught.filter(({ judgement, boxes }) =>
      judgement.findings.some(({ box }) => boxes.some((truth) => overlap(box, truth))),
    ).length,
  };
}

function overlap(
  [ax, ay, aw, ah]: JudgedCase['boxes'][number],
  [bx, by, bw, bh]: JudgedCase['boxes'][number],
): boolean {
  return ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;
}

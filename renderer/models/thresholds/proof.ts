import { neededWithoutHits } from '../../../ml/evaluate/bound.ts';
import type { LimitCounts } from '../../../ml/evaluate/limits-at.ts';
import type { Claim, LimitTargets } from '../../../ml/evaluate/limits.ts';

/** `4.9 %`: two digits that count. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** `0 of 60 (≤ 4.9 %)` */
export const claimed = ({ hits, of, bound }: Claim): string => `${hits} of ${of} (≤ ${percent(bound)})`;

/** What limits come to, in one line that changes with every press. */
export const countWords = ({ missed, rejected, unsure }: LimitCounts): string =>
  `Missed ${claimed(missed)} · False rejects ${claimed(rejected)} · Unsure ${unsure}`;

/** What the pictures cannot prove of what is asked, a sentence each; empty: they prove it. */
export function outOfReach(
  { missed, rejected }: LimitCounts,
  asked: LimitTargets,
  confidence: number,
): readonly string[] {
  const said = (kind: string, done: string, { hits, of, bound }: Claim, target: number) => {
    if (bound <= target) return [];
    const needed = neededWithoutHits(target, confidence);
    return hits === 0 || of < needed
      ? [
          `${of} ${kind} pictures${hits > 0 ? `, ${hits} ${done},` : ''} cannot prove better than ${percent(bound)}. For ${percent(target)} you need ${needed} with none ${done}.`,
        ]
      : [`${hits} of ${of} ${kind} pictures ${done}: at most ${percent(bound)}, not ${percent(target)}.`];
  };
  return [
    ...said('defect', 'missed', missed, asked.missed),
    ...said('good', 'rejected', rejected, asked.rejected),
  ];
}

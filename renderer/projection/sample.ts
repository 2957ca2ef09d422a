import { corrects } from '../../electron/contract/review-roles.ts';
import type { SampleReason } from '../../ml/sample/policy.ts';
import type { Verdict } from '../../ml/verdict/result.ts';
import type { InspectionRow } from './row.ts';

/** Why an inspection is worth learning from, strongest first; empty where it is not. */
export function reasonsOf(row: Omit<InspectionRow, 'open'>): readonly SampleReason[] {
  const { verdict, label, chosen = [] } = row;
  const asked = row.requested === true || row.disposition === 'leave-to-qa';
  return [
    ...(corrects(label, verdict) ? (['corrected'] as const) : []),
    ...(asked ? (['flagged'] as const) : []),
    ...chosen,
  ];
}

/** A sample, sent to review, or left to QA by the technician, and not settled by a label; or somebody waits for a second look at it. */
export function waitsForReview(row: Omit<InspectionRow, 'open'>): boolean {
  if (row.label === 'conflict' || row.asking !== undefined) return true;
  return row.label === undefined && reasonsOf(row).length > 0;
}

/** What the review queue filters and orders by: small, since all that wait are read at once. */
export interface Sample {
  readonly station: string;
  readonly seq: number;
  readonly at: number;
  readonly verdict: Verdict;
  readonly reasons: readonly SampleReason[];
  /** Two labels stand that do not replace each other. */
  readonly conflict?: true;
  /** Who waits for somebody else's label; absent where nobody does. */
  readonly asking?: readonly string[];
  /** 1: its score lies in the middle of what the model cannot tell; 0: at an end, or nothing was judged. */
  readonly doubt: number;
  /** Share of the package's latest passes that scored lower; 0 where there were too few. */
  readonly novelty: number;
  readonly by: string;
  readonly instrument?: string;
  readonly package?: string;
}

export function sampleOf(row: InspectionRow): Sample {
  const { station, seq, at, verdict, by, instrument, package: name, novelty = 0 } = row;
  return {
    ...{ station, seq, at, verdict, by, novelty, reasons: reasonsOf(row), doubt: doubtOf(row) },
    ...(row.label === 'conflict' && { conflict: true }),
    ...(row.asking && { asking: row.asking }),
    ...(instrument !== undefined && { instrument }),
    ...(name !== undefined && { package: name }),
  };
}

/** How near its score is to the middle of what the model cannot tell: 1 there, 0 at either end; 0 where nothing was judged. */
function doubtOf({ score, thresholds, verdict }: InspectionRow): number {
  if (thresholds === undefined || verdict === 'no-result') return 0;
  const middle = (thresholds.pass + thresholds.defect) / 2;
  const away = score < middle ? (middle - score) / middle : (score - middle) / (1 - middle);
  return 1 - Math.min(1, away);
}

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
  /** How far its score lies on the other side than its label, 1: at the far end; absent where they go together, or it has no plain label. */
  readonly contradiction?: number;
  /** Share of the package's latest passes that scored lower; 0 where there were too few. */
  readonly novelty: number;
  readonly by: string;
  readonly instrument?: string;
  readonly package?: string;
}

export function sampleOf(row: InspectionRow): Sample {
  const { station, seq, at, verdict, by, instrument, package: name, novelty = 0 } = row;
  const contradiction = contradictionOf(row);
  return {
    ...{ station, seq, at, verdict, by, novelty, reasons: reasonsOf(row), doubt: doubtOf(row) },
    ...(row.label === 'conflict' && { conflict: true }),
    ...(contradiction > 0 && { contradiction }),
    ...(row.asking && { asking: row.asking }),
    ...(instrument !== undefined && { instrument }),
    ...(name !== undefined && { package: name }),
  };
}

/** How near its score is to the middle of what the model cannot tell: 1 there, 0 at either end; 0 where nothing was judged. */
function doubtOf(row: InspectionRow): number {
  const away = leaning(row);
  return away === null ? 0 : 1 - Math.abs(away);
}

function contradictionOf(row: InspectionRow): number {
  const away = leaning(row) ?? 0;
  if (row.label === 'pass') return Math.max(0, away);
  return row.label === 'defect' ? Math.max(0, -away) : 0;
}

/** Where its score lies: -1 surely good, 0 in the middle of what the model cannot tell, 1 surely a defect; null where nothing was judged. */
function leaning({ score, thresholds, verdict }: InspectionRow): number | null {
  if (thresholds === undefined || verdict === 'no-result') return null;
  const middle = (thresholds.pass + thresholds.defect) / 2;
  const away = (score - middle) / (score < middle ? middle : 1 - middle);
  return Math.min(1, Math.max(-1, away));
}

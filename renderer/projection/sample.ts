import type { SampleReason } from '../../ml/sample/policy.ts';
import type { InspectionRow } from './row.ts';

/** Why an inspection is worth learning from, strongest first; empty where it is not. */
export function reasonsOf(row: Omit<InspectionRow, 'open'>): readonly SampleReason[] {
  const { verdict, label, chosen = [] } = row;
  const asked = row.requested === true || row.disposition === 'leave-to-qa';
  const corrected = (label === 'pass' && verdict === 'defect') || (label === 'defect' && verdict === 'pass');
  return [
    ...(corrected ? (['corrected'] as const) : []),
    ...(asked ? (['flagged'] as const) : []),
    ...chosen,
  ];
}

/** A sample, sent to review, or left to QA by the technician, and not settled by a label. */
export function waitsForReview(row: Omit<InspectionRow, 'open'>): boolean {
  return row.label === 'conflict' || (row.label === undefined && reasonsOf(row).length > 0);
}

/** How near its score is to the middle of what the model cannot tell: 1 there, 0 at either end; 0 where nothing was judged. */
export function doubtOf({ score, thresholds, verdict }: InspectionRow): number {
  if (thresholds === undefined || verdict === 'no-result') return 0;
  const middle = (thresholds.pass + thresholds.defect) / 2;
  const away = score < middle ? (middle - score) / middle : (score - middle) / (1 - middle);
  return 1 - Math.min(1, away);
}

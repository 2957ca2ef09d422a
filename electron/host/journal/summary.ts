import type { JournalEvent } from '../../contract/events.ts';
import type { Verdict } from '../../../ml/verdict/result.ts';

/** What a sealed segment holds, counted: derived, can be made again from its lines. */
export interface SegmentSummary {
  readonly format: 1;
  readonly segment: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Inspections by UTC hour (`2026-11-21T09`), verdict, model of the last step (`name@version`) and class of the strongest finding. */
  readonly counts: readonly {
    readonly hour: string;
    readonly verdict: Verdict;
    readonly model: string | null;
    readonly class: string | null;
    readonly count: number;
  }[];
}

/** Counts inspections; other events count nothing. */
export function createCounts(): { add(event: JournalEvent | null): void; list(): SegmentSummary['counts'] } {
  const counts = new Map<string, { row: Omit<SegmentSummary['counts'][number], 'count'>; count: number }>();
  return {
    add(event) {
      if (event?.kind !== 'inspection.recorded') return;
      const last = event.data.steps.at(-1);
      const findings = event.data.steps.flatMap((step) => step.findings);
      const strongest = findings.reduce<(typeof findings)[number] | null>(
        (best, one) => (best === null || one.score > best.score ? one : best),
        null,
      );
      const row = {
        hour: event.at.slice(0, 13),
        verdict: event.data.verdict,
        model: last ? `${last.model}@${last.version}` : null,
        class: strongest?.class ?? null,
      };
      const key = JSON.stringify(row);
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { row, count: 1 });
    },
    list: () =>
      [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { row, count }]) => ({ ...row, count })),
  };
}

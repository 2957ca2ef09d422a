import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Finding } from '../../ml/verdict/result.ts';
import { words } from '../words/words.ts';

export const findingsOf = ({ steps }: Pick<Inspection, 'steps'>): readonly Finding[] =>
  steps.flatMap((step) => step.findings).toSorted((a, b) => b.score - a.score);

/** `Pit 1.8 mm`; without a scale the length stays in pixels. */
export function findingText({ class: name, lengthMm, lengthPx }: Finding): string {
  const length =
    lengthMm !== undefined
      ? ` ${lengthMm.toFixed(1)} mm`
      : lengthPx !== undefined
        ? ` ${Math.round(lengthPx)} px`
        : '';
  return name.charAt(0).toUpperCase() + name.slice(1) + length;
}

/** What a verdict means for the piece, in one line (UI.md section 4). */
export function secondLine(inspection: Inspection): string {
  const { verdict, reason, steps } = inspection;
  const decided = steps.find((step) => step.verdict === verdict) ?? steps.at(-1);
  const findings = findingsOf(inspection);
  switch (verdict) {
    case 'pass':
      return `Nothing found above ${(decided?.thresholds.pass ?? 0).toFixed(2)}. Put it in the tray`;
    case 'defect': {
      const [first] = findings;
      if (first === undefined) return `Score ${inspection.score.toFixed(2)}. Set the piece aside`;
      const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
      return `${findingText(first)} · ${count} · Set the piece aside`;
    }
    case 'unsure':
      return reason === undefined ? 'Between the limits. Set aside for QA' : words.reasons[reason];
    case 'no-result':
      return words.reasons[reason ?? 'internal'];
  }
}

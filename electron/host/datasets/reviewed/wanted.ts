import type { Reviewed } from '../../../../ml/sample/reviewed.ts';
import type { Wanted, wantedReasons } from '../../../contract/samples.ts';
import type { Taken } from './uses.ts';

/** @param taken how far a dataset of this name has gone through all that was reviewed */
export function isWanted(which: Wanted, { upTo, waiting }: Taken): (one: Reviewed) => boolean {
  switch (which.kind) {
    case 'new':
      return ({ id, saidAt }) =>
        waiting.has(id) || Object.entries(saidAt).some(([station, seq]) => seq > (upTo[station] ?? 0));
    case 'inspections': {
      const named = new Set(which.inspections);
      return ({ id }) => named.has(id);
    }
    case 'filter': {
      const { reasons, instruments, packages, from, to } = which;
      return (one) =>
        (reasons === undefined || reasons.some((reason) => has[reason](one))) &&
        (instruments === undefined || instruments.includes(one.instrument ?? '')) &&
        (packages === undefined || packages.includes(one.package ?? '')) &&
        (from === undefined || one.at >= from) &&
        (to === undefined || one.at < to);
    }
  }
}

/** As a review queue shows these reasons. */
const has: Record<(typeof wantedReasons)[number], (one: Reviewed) => boolean> = {
  corrected: ({ verdict, labels }) =>
    labels.length === 1 &&
    ((verdict === 'pass' && labels[0]?.verdict === 'defect') ||
      (verdict === 'defect' && labels[0]?.verdict === 'pass')),
  flagged: ({ flagged }) => flagged,
  defect: ({ verdict }) => verdict === 'defect',
  unsure: ({ verdict }) => verdict === 'unsure',
  disagreement: ({ disagreed }) => disagreed,
};

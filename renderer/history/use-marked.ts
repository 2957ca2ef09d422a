import { useMemo } from 'react';
import type { Finding } from '../../ml/verdict/result.ts';
import type { FindingLook } from '../components/picture/overlay.ts';
import { verdictColours } from '../components/picture/picture.tsx';
import { labelsOf } from '../projection/change.ts';
import { useChanges } from '../projection/hooks.ts';
import type { InspectionRow } from '../projection/row.ts';

interface Marked {
  readonly findings: readonly Finding[];
  readonly each: (finding: Finding, index: number) => FindingLook;
}

/** What the model found, numbered, and after it what people marked with labels that stand, by its class and in no verdict's colour. */
export function useMarked({ id, findings, verdict }: InspectionRow): Marked {
  const changes = useChanges(id);
  return useMemo(() => {
    const regions = labelsOf(changes ?? []).flatMap(({ data }) => data.regions ?? []);
    const each = (finding: Finding, index: number): FindingLook => {
      const body = document.body;
      if (index < findings.length) return { ...verdictColours(body, verdict), text: String(index + 1) };
      const style = getComputedStyle(body);
      return {
        colour: style.getPropertyValue('--focus').trim(),
        ink: style.getPropertyValue('--on-focus').trim(),
        text: finding.class,
      };
    };
    return { findings: [...findings, ...regions], each };
  }, [changes, findings, verdict]);
}

import { labelsOf, type Change } from '../../projection/change.ts';
import type { Region } from './region.ts';

/** What a person marked with their last label of an inspection, also when that was undone: there they go on. */
export function myRegions(changes: readonly Change[], person: string): readonly Region[] {
  const last = changes.findLast((change) => change.kind === 'label.set' && change.by === person);
  return (last?.kind === 'label.set' && last.data.regions) || [];
}

/** What others marked with labels that stand. */
export const othersRegions = (changes: readonly Change[], person: string): readonly Region[] =>
  labelsOf(changes).flatMap(({ by, data }) => (by === person ? [] : (data.regions ?? [])));

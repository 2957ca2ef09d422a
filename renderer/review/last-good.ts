import { Dexie } from 'dexie';
import { useLiveQuery } from 'dexie-react-hooks';
import { useProjection } from '../projection/hooks.ts';
import type { InspectionRow } from '../projection/row.ts';
import type { Store } from '../projection/store.ts';

/** Inspections that are looked through for a good one. */
const budget = 500;

/** The last piece of the same type before this one that a reviewer called good, or that passed and nobody said otherwise; null: none. */
export async function lastGood(
  store: Store,
  { instrument, at }: InspectionRow,
): Promise<InspectionRow | null> {
  if (instrument === undefined) return null;
  const before = store.inspections
    .where('[instrument+at]')
    .between([instrument, Dexie.minKey], [instrument, at], true, false);
  const found = await before.reverse().limit(budget).toArray();
  return found.find(isGood) ?? null;
}

const isGood = ({ verdict, label }: InspectionRow): boolean =>
  label === 'pass' || (verdict === 'pass' && label === undefined);

/** @param row null: nothing is asked */
export function useLastGood(row: InspectionRow | null): InspectionRow | null | undefined {
  const { store } = useProjection();
  return useLiveQuery(() => (row ? lastGood(store, row) : null), [store, row?.id]);
}

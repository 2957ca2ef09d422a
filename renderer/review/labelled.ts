import { keyOf } from '../projection/row.ts';
import { sampleOf, type Sample } from '../projection/sample.ts';
import type { Store } from '../projection/store.ts';

/** Inspections whose label the model contradicts: what most likely is mislabelled, one way or the other. */
export async function readLabelled(store: Store): Promise<readonly Sample[]> {
  const labels = await store.changes.filter(({ kind }) => kind === 'label.set').toArray();
  const inspections = [...new Set(labels.map(({ inspection }) => inspection))].filter((id) => id !== '');
  const rows = await store.inspections.bulkGet(inspections.map(keyOf));
  return rows
    .flatMap((row) => (row ? [sampleOf(row)] : []))
    .filter(({ contradiction = 0 }) => contradiction > 0);
}

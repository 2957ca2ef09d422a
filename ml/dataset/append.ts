import type { Dataset, Entry } from './dataset.ts';
import { labelledKey } from './examination.ts';

/** What is appended to a dataset. */
export type Batch = Pick<Dataset, 'classes' | 'maskValues' | 'entries' | 'faults'>;

/** The pictures of a batch that a dataset does not hold yet with the same label, each once. */
export function newEntries(
  dataset: Pick<Dataset, 'entries'>,
  batch: { readonly entries: readonly Entry[] },
): Entry[] {
  const known = new Set(dataset.entries.map(labelledKey));
  return batch.entries.filter((entry) => {
    const key = labelledKey(entry);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/**
 * A dataset with what is new in a batch. A name that is taken gets a number; classes that are new go last. The same batch a second time
 * changes nothing. @throws Error where masks mean something else in the batch
 */
export function appendBatch(dataset: Dataset, batch: Batch): Dataset {
  const fresh = newEntries(dataset, batch);
  if (fresh.length === 0) return dataset;
  const masks = dataset.maskValues ?? batch.maskValues;
  if (batch.maskValues && JSON.stringify(masks) !== JSON.stringify(batch.maskValues))
    throw new Error('the values of its masks mean something else than in the dataset');
  const taken = new Set(dataset.entries.map(({ name }) => name));
  const known = new Set(dataset.classes.map(({ name }) => name));
  const faults = [...(dataset.faults ?? []), ...(batch.faults ?? [])];
  return {
    ...dataset,
    classes: [...dataset.classes, ...batch.classes.filter(({ name }) => !known.has(name))],
    ...(masks && { maskValues: masks }),
    entries: [...dataset.entries, ...fresh.map((entry) => ({ ...entry, name: freeName(entry.name, taken) }))],
    ...(faults.length > 0 && { faults }),
  };
}

/** `a/b.jpg`, else `a/b (2).jpg` and so on; takes it. */
function freeName(name: string, taken: Set<string>): string {
  const [, stem = name, ending = ''] = /^(.*?)((?:\.[^./#]+)?(?:#\d+)?)$/.exec(name) ?? [];
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${stem} (${number})${ending}`;
  taken.add(free);
  return free;
}

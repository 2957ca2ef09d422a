import type { Dataset, Entry, Split } from '../../../ml/dataset/dataset.ts';
import { labelOf, nothingMarked } from '../../../ml/dataset/label.ts';
import type { Answer } from '../../contract/evaluations.ts';

/** A picture of a side whose truth is known. */
export interface SidePicture {
  readonly entry: Entry;
  readonly label: string;
  readonly truth: Answer['truth'];
}

/** The labelled pictures of one side, in the dataset's order; what nobody labelled is not among them. */
export function sideOf(dataset: Dataset, split: Split): SidePicture[] {
  const meaning = new Map(dataset.classes.map(({ name, verdict }) => [name, verdict]));
  return dataset.entries.flatMap((entry): SidePicture[] => {
    if (entry.split !== split) return [];
    const label = labelOf(entry, dataset);
    if (label === undefined) return [];
    const truth = label === nothingMarked ? 'pass' : (meaning.get(label) ?? 'info');
    return [{ entry, label, truth }];
  });
}

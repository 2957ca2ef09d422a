import type { Dataset } from '../dataset.ts';
import type { Layout } from '../source.ts';
import { writeCoco } from './coco.ts';
import { writeCsvBoxes } from './csv-boxes.ts';
import { place, type Export, type StoredFiles, type Writer } from './export.ts';
import { writeFolders } from './folders.ts';
import { writeIdx } from './idx.ts';
import { writePairs } from './pairs.ts';
import { writeVoc } from './voc.ts';
import { writeYolo } from './yolo.ts';

const writers: Readonly<Record<Layout, Writer>> = {
  folders: writeFolders,
  yolo: writeYolo,
  voc: writeVoc,
  coco: writeCoco,
  'csv-boxes': writeCsvBoxes,
  pairs: writePairs,
  idx: writeIdx,
};

/** The files that a dataset is in a layout; `readSource` reads them back to the same entries, as far as the layout has a place for them. */
export function exportDataset(dataset: Dataset, layout: Layout, stored: StoredFiles): Export {
  return writers[layout](dataset, place(dataset, stored), stored);
}

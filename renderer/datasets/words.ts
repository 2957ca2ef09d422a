import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import type { Layout } from '../../ml/dataset/source.ts';
import type { Fault } from '../words/fault.ts';
import { inOneLine, words } from '../words/words.ts';

/** Texts of the screen that more than one of its parts says. */
export const layoutWords: Record<Layout, string> = {
  folders: 'a folder per class',
  yolo: 'YOLO: a text file per picture',
  voc: 'Pascal VOC: an XML file per picture',
  coco: 'COCO: one JSON file',
  'csv-boxes': 'a table of boxes (CSV)',
  pairs: 'pictures and masks in pairs',
  idx: 'IDX: many small pictures in one file',
};

export const verdictWords: Record<DatasetSummary['classes'][number]['verdict'], string> = {
  pass: 'good',
  defect: 'defect',
  info: 'says nothing of good or bad',
};

export const sideWords = { train: 'train', valid: 'valid', test: 'test', unsplit: 'no side' } as const;
export type Side = keyof typeof sideWords;
export const sides = Object.keys(sideWords) as Side[];

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `48 MB`: decimal, three figures at most. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes / 1000, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `a3f9c2…` */
export const shortHash = (hash: string): string => `${hash.slice(0, 8)}…`;

/** How often a class occurs, on all sides together. */
export const timesOf = ({ train, valid, test, unsplit }: DatasetSummary['classes'][number]): number =>
  train + valid + test + unsplit;

/** A failure in one line; here no piece is judged. */
export const failureInWords = (of: Fault): string => inOneLine(of, words.datasetErrors);

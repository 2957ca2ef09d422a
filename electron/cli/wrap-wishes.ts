import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { kernels, tasks, type ModelOutputs } from '../../ml/package/manifest.ts';
import { ranges, type Range, type WrapWishes } from '../../ml/package/wrap/wishes.ts';
import { oneOf } from './arguments.ts';
import { UsageError } from './io.ts';

const text = { type: 'string' } as const;
/** The flags that say what a file does not. */
export const wishFlags = {
  ...{
    task: text,
    family: text,
    classes: text,
    kernel: text,
    range: text,
    colour: text,
    fit: text,
    tile: text,
  },
  ...{ size: text, thresholds: text, calibration: text, 'min-score': text, iou: text, order: text },
  ...{ name: text, version: text },
} as const;
const families = [
  'classes',
  'score-map',
  'segmentation',
  'yolox',
  'yolov8',
  'yolov5',
  'detections',
  'ssd',
  'centernet',
] as const;
type Values = Partial<Record<keyof typeof wishFlags, string>>;

/** @param file the model's, for a name where none is said. @throws UsageError */
export async function wishesOf(file: string, values: Values): Promise<WrapWishes> {
  const { task, family, kernel, range, colour, fit, order } = values;
  const [size, tile] = [numbers('size', values.size, 2, 'x'), numbers('tile', values.tile, [1, 2])];
  const [thresholds, calibration] = [
    numbers('thresholds', values.thresholds, 2),
    numbers('calibration', values.calibration, 2),
  ];
  const [minScore, iou] = [numbers('min-score', values['min-score'], 1), numbers('iou', values.iou, 1)];
  const slug = basename(file, '.onnx')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const name = values.name ?? (slug.replaceAll(/^-+|-+$/g, '').slice(0, 63) || 'model');
  return {
    name,
    version: numbers('version', values.version, 1)?.[0] ?? 1,
    ...(task !== undefined && { task: oneOf('task', task, tasks) }),
    ...(family !== undefined && { family: oneOf<ModelOutputs['family']>('family', family, families) }),
    ...(kernel !== undefined && { kernel: oneOf('kernel', kernel, kernels) }),
    ...(range !== undefined && { range: rangeOf(range) }),
    ...(colour !== undefined && { colour: oneOf('colour', colour, ['rgb', 'bgr', 'grey'] as const) }),
    ...(fit !== undefined && { fit: oneOf('fit', fit, ['letterbox', 'stretch', 'tile'] as const) }),
    ...(order !== undefined && { order: oneOf('order', order, ['xyxy', 'yxyx'] as const) }),
    ...(size && { size: { width: size[0]!, height: size[1]! } }),
    ...(tile && { tile: { overlap: tile[0]!, scale: tile[1] ?? 1 } }),
    ...(thresholds && { thresholds: { pass: thresholds[0]!, defect: thresholds[1]! } }),
    ...(calibration && { calibration: { a: calibration[0]!, b: calibration[1]! } }),
    ...(minScore && { minScore: minScore[0]! }),
    ...(iou && { iou: iou[0]! }),
    ...(values.classes !== undefined && { classes: await classesOf(values.classes) }),
  };
}

/** A name, or mean and standard deviation in levels: `127,128`, or three of each. */
function rangeOf(value: string): NonNullable<WrapWishes['range']> {
  if (!value.includes(',')) return oneOf('range', value, Object.keys(ranges) as Range[]);
  const own = numbers('range', value, [2, 6]) ?? [];
  return { scale: 1, mean: own.slice(0, own.length / 2), std: own.slice(own.length / 2) };
}

/** Numbers of a flag, `count` of them, between separators. */
function numbers(
  flag: string,
  value: string | undefined,
  count: number | readonly number[],
  separator = ',',
): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const parts = value.toLowerCase().split(separator);
  const found = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (found.every(Number.isFinite) && [count].flat().includes(found.length)) return found;
  throw new UsageError(
    `--${flag} ${value}: ${[count].flat().join(' or ')} numbers, joined by "${separator}", were expected`,
  );
}

/** `good:pass,scratch:defect`, a file with one a line, or `numbers`. */
async function classesOf(value: string): Promise<NonNullable<WrapWishes['classes']>> {
  if (value === 'numbers') return 'numbered';
  const isFile = (await stat(value).catch(() => null))?.isFile() === true;
  const entries = isFile ? (await readFile(value, 'utf8')).split(/\r?\n/) : value.split(',');
  return entries
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const found = /^(.*):(pass|defect|info)$/.exec(entry);
      return found === null
        ? { name: entry }
        : { name: found[1] ?? '', verdict: found[2] as 'pass' | 'defect' | 'info' };
    });
}

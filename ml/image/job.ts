/** What the host tells the WebAssembly kernel: tables and addresses. */
import type { ModelInput } from '../package/manifest.ts';
import { coefficientsOf } from './colour.ts';
import type { Frame } from './frame.ts';
import { areaTaps, linearTaps, mostTaps, pillowTaps, type Taps } from './taps.ts';
import { verticalFirst } from './twin.ts';

/** The fields of `Job` in `assembly/job.ts`, in its order. */
const fields = [
  'method',
  'layout',
  'plane',
  'planeU',
  'planeV',
  'width',
  'height',
  'channels',
  'band',
  'pitch',
  'luma',
  'redV',
  'greenU',
  'greenV',
  'blueU',
  'redBias',
  'greenBias',
  'blueBias',
  'targetWidth',
  'targetHeight',
  'columnStart',
  'columnCount',
  'columnWeights',
  'columnBytes',
  'rowStart',
  'rowCount',
  'rowWeights',
  'rowBytes',
  'scratch',
  'scratchRows',
  'line',
  'outputs',
  'out0',
  'out1',
  'out2',
  'table0',
  'table1',
  'table2',
  'outRow',
  'outStep',
  'greyRed',
  'greyGreen',
  'greyBlue',
] as const;
export type Job = Record<(typeof fields)[number], number>;

export function jobBytes(job: Job): Int32Array<ArrayBuffer> {
  return Int32Array.from(fields, (field) => job[field]);
}

/** Where blocks of memory come from: `take` gives the address of fresh bytes, `put` of a copy of a table. */
export interface Arena {
  take(bytes: number): number;
  put(table: Int32Array | Int16Array | Float32Array): number;
}

type ResizeFields =
  | 'method'
  | 'band'
  | 'pitch'
  | 'columnStart'
  | 'columnCount'
  | 'columnWeights'
  | 'columnBytes'
  | 'rowStart'
  | 'rowCount'
  | 'rowWeights'
  | 'rowBytes'
  | 'scratch'
  | 'scratchRows'
  | 'line';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Tables and working memory of a resize; `channels` is 1 (a plane) or 4 (rows converted to RGBA). */
export function resizeFields(
  arena: Arena,
  kernel: ModelInput['kernel'],
  source: Size,
  target: Size,
  channels: 1 | 4,
): Pick<Job, ResizeFields> {
  // converted rows are written in blocks of 16 pixels
  const pitch = channels === 1 ? source.width : 4 * roundUp(source.width, 16);
  const band = (rows: number) => (channels === 1 ? 0 : arena.take(pitch * (rows + 1)));
  // four lines, since Pillow's vertical-first order makes four at a time; targets are made in fours, too
  const line = arena.take(4 * (channels * roundUp(target.width, 4) + 64));
  if (kernel === 'cv2-linear/u8')
    return {
      ...linearFields(arena, source, target, channels),
      ...{ method: 0, band: band(2), pitch, line, scratch: 0, scratchRows: 0 },
    };
  const pillow = kernel !== 'area/u8';
  const tapsOf = pillow ? pillowTaps : areaTaps;
  const columns = tapsOf(source.width, target.width);
  const rows = tapsOf(source.height, target.height);
  const rowsFirst = pillow && verticalFirst(kernel, source, target.width, target.height);
  const most = mostTaps(rows);
  const scratchRows = roundUp(most + 5, 4);
  const scratchBytes = rowsFirst
    ? 4 * (source.width * channels + 128)
    : pillow
      ? scratchRows * (target.width * channels + 32)
      : 2 * source.width * channels;
  // groups: RGBA takes two pixels a step, a plane eight; rows go in pairs
  const across = table(arena, columns, roundUp(target.width, 4), channels === 4 ? 2 : 8, pillow);
  const down = table(arena, rows, target.height, 2, pillow);
  return {
    method: rowsFirst ? 2 : pillow ? 1 : 3,
    band: band(pillow && !rowsFirst ? 4 : most),
    pitch,
    columnStart: arena.put(stretched(columns.start, roundUp(target.width, 4), channels)),
    columnCount: across.groups,
    columnWeights: across.weights,
    columnBytes: across.bytes,
    rowStart: arena.put(rows.start),
    rowCount: arena.put(Int32Array.from(rows.weights, (weights) => weights.length)),
    rowWeights: down.weights,
    rowBytes: down.bytes,
    scratch: arena.take(scratchBytes),
    scratchRows,
    line,
  };
}

function linearFields(arena: Arena, source: Size, target: Size, channels: 1 | 4) {
  const columns = linearTaps(source.width, target.width, 'columns');
  const rows = linearTaps(source.height, target.height, 'rows');
  const fours = roundUp(target.width, 4);
  const columnWeights = new Int16Array(2 * fours);
  columnWeights.set(columns.weights);
  const rowStart = new Int32Array(2 * target.height);
  for (let y = 0; y < target.height; y++) rowStart.set([rows.first[y]!, rows.second[y]!], 2 * y);
  return {
    columnStart: arena.put(stretched(columns.first, fours, channels)),
    columnWeights: arena.put(columnWeights),
    rowStart: arena.put(rowStart),
    rowWeights: arena.put(Int32Array.from(rows.weights)),
    ...{ columnCount: 0, columnBytes: 0, rowCount: 0, rowBytes: 0 },
  };
}

/**
 * Weights in groups of `group`, the same number of groups for each target pixel; Pillow's 22 bits as a group of high parts and one of low
 * parts, `high · 2^15 + low`. Pixels past the last one (targets are made in fours) have no weights.
 */
function table(arena: Arena, { weights }: Taps, pixels: number, group: number, split: boolean) {
  const most = weights.reduce((length, list) => Math.max(length, list.length), 0);
  const parts = split ? 2 : 1;
  const each = roundUp(most, group) * parts;
  const all = new Int16Array(pixels * each);
  const groups = new Int32Array(pixels);
  weights.forEach((list, pixel) => {
    groups[pixel] = Math.ceil(list.length / group);
    list.forEach((weight, k) => {
      const at = pixel * each + Math.floor(k / group) * group * parts + (k % group);
      all[at] = split ? weight >> 15 : weight;
      if (split) all[at + group] = weight & 32767;
    });
  });
  return { groups: arena.put(groups), weights: arena.put(all), bytes: 2 * each };
}

type ColourFields = 'luma' | 'redV' | 'greenU' | 'greenV' | 'blueU' | 'redBias' | 'greenBias' | 'blueBias';

/** The coefficients of `colour.ts`; the biases sum up what does not depend on the pixel. */
export function colourFields(colour: Frame['colour']): Pick<Job, ColourFields> {
  const { offset, luma, redV, greenU, greenV, blueU } = coefficientsOf(colour);
  const bias = 4096 - luma * offset;
  return {
    ...{ luma, redV, greenU, greenV, blueU },
    redBias: bias - 128 * redV,
    greenBias: bias + 128 * (greenU + greenV),
    blueBias: bias - 128 * blueU,
  };
}

/** Byte offsets, with the last entry repeated up to `length`. */
function stretched(starts: Int32Array, length: number, bytes: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length }, (_, i) => starts[Math.min(i, starts.length - 1)]! * bytes);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

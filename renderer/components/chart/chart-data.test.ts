import { expect, test } from 'vitest';
import { chartCsv } from './csv.ts';
import { placesOf, reading, summary, type ChartData } from './chart-data.ts';
import { optionOf, type Tokens } from './option.ts';
import { wholeView } from './view.ts';

const data: ChartData = {
  title: 'Loss',
  x: 'Epoch',
  y: 'loss',
  curves: [
    { name: 'run 1', points: [[1, 0.9], [2, 0.5], [3, 0.123456]] }, // prettier-ignore
    { name: '=run, 2', points: [[2, 0.75]] }, // prettier-ignore
  ],
};
const tokens: Tokens = {
  ...{ ink: '#111', ink2: '#222', line: '#333', surface: '#fff', focus: '#00f' },
  ...{ fontSize: 13, fontFamily: 'sans', height: 300 },
};

test('a chart is said in words: at one place, and as a whole', () => {
  expect(placesOf(data)).toEqual([1, 2, 3]);
  expect(reading(data, 2)).toBe('Epoch 2: run 1 0.5, =run, 2 0.75');
  expect(reading(data, 3)).toBe('Epoch 3: run 1 0.1235');
  expect(summary(data)).toBe(
    'Loss. run 1: from 0.9 to 0.1235, lowest 0.1235, highest 0.9. =run, 2: from 0.75 to 0.75, lowest 0.75, highest 0.75',
  );
  expect(summary({ ...data, curves: [{ name: 'new', points: [] }] })).toBe('Loss. new: no point yet');
});

test('as a file a chart keeps every digit, leaves gaps empty, and runs nothing in a spreadsheet', () => {
  expect(chartCsv(data)).toBe('Epoch,run 1,"\'=run, 2"\r\n1,0.9,\r\n2,0.5,0.75\r\n3,0.123456,\r\n');
});

test('as drawn nothing moves by itself, curves differ by line and marks, and the tooltip needs no HTML', () => {
  const option = optionOf(data, { ...wholeView, cursor: 2 }, tokens);
  expect(option).toMatchObject({
    animation: false,
    tooltip: { renderMode: 'richText' },
    legend: { show: true },
    xAxis: { min: 1, max: 3 },
    series: [
      { symbol: 'circle', lineStyle: { type: 'solid' }, markLine: { data: [{ xAxis: 2 }] } },
      { symbol: 'rect', lineStyle: { type: 'dashed' } },
    ],
  });
  expect(optionOf(data, wholeView, tokens).yAxis).not.toHaveProperty('max');
  expect(optionOf({ ...data, yMost: 1 }, wholeView, tokens)).toMatchObject({
    yAxis: { scale: true, max: 1 },
  });
});

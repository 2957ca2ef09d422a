import { expect, test } from 'vitest';
import { comparedCharts, lossChart } from './curves.ts';

test('curves: training at every point, validation after whole epochs; overlaid only where there are some', () => {
  const curve = [
    { epoch: 0.5, step: 4, loss: 1, validation: null },
    { epoch: 1, step: 8, loss: 0.5, validation: { loss: 0.7, accuracy: 0.8 } },
  ];
  expect(lossChart(curve).curves).toEqual([
    { name: 'training', points: [[0.5, 1], [1, 0.5]] }, // prettier-ignore
    { name: 'validation', points: [[1, 0.7]] },
  ]);
  const charts = comparedCharts([
    { name: 'one', curve },
    { name: 'anomaly', curve: [] },
  ]);
  expect(charts.map(({ title, curves }) => [title, curves.map(({ name }) => name)])).toEqual([
    ['Training loss by epoch', ['one']],
    ['Validation accuracy by epoch', ['one']],
  ]);
  expect(comparedCharts([{ name: 'anomaly', curve: [] }])).toEqual([]);
});

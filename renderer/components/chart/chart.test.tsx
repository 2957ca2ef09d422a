import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Chart } from './chart.tsx';

afterEach(cleanup);

const data = {
  title: 'Loss',
  x: 'Epoch',
  y: 'loss',
  curves: [{ name: 'training', points: [[1, 0.9], [2, 0.5], [3, 0.25]] as const }], // prettier-ignore
};

test('the keyboard walks the cursor, and what it stands on is said', () => {
  render(
    <MantineProvider>
      <Chart data={data} />
    </MantineProvider>,
  );
  const chart = screen.getByRole('slider', { name: /^Loss\. training: from 0\.9 to 0\.25/ });
  const says = () => chart.getAttribute('aria-valuetext');
  expect(says()).toBe('No place chosen');
  fireEvent.keyDown(chart, { key: 'ArrowRight' });
  fireEvent.keyDown(chart, { key: 'ArrowRight' });
  expect(says()).toBe('Epoch 2: training 0.5');
  fireEvent.keyDown(chart, { key: 'End' });
  expect(says()).toBe('Epoch 3: training 0.25');
  fireEvent.keyDown(chart, { key: 'e', ctrlKey: true });
  expect(document.activeElement?.textContent).toBe('SVG');
});

test('the table holds every point', () => {
  render(
    <MantineProvider>
      <Chart data={data} />
    </MantineProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'As table' }));
  const rows = screen.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows).toEqual([
    ['Epoch', 'training'],
    ['1', '0.9'],
    ['2', '0.5'],
    ['3', '0.25'],
  ]);
});

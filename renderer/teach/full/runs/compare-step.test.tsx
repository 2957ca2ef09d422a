import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import type { Client } from '../../../../electron/contract/client.ts';
import { recipes } from '../../../../ml/train/recipe.ts';
import { sampleDetail, sampleRun } from '../run.fixture.ts';
import { CompareStep } from './compare-step.tsx';

afterEach(cleanup);

const runs = [
  sampleRun('20261121-160000-aaaa', { name: 'first', figures: { escapes: 10 } }),
  sampleRun('20261121-160100-bbbb', {
    name: 'second',
    queued: '2026-11-21T16:05:00Z',
    figures: { escapes: 9 },
  }),
  sampleRun('20261121-160200-cccc', {
    name: 'third',
    queued: '2026-11-21T16:07:00Z',
    state: 'running',
    ended: null,
  }),
];
const details = new Map([
  [runs[0]!.id, sampleDetail(runs[0]!)],
  [runs[1]!.id, sampleDetail(runs[1]!, { recipe: recipes.thorough, minutes: 3 })],
  [runs[2]!.id, sampleDetail(runs[2]!)],
]);

function open() {
  const removed: string[] = [];
  const client = {
    training: {
      get: async ({ run }: { run: string }) => details.get(run),
      remove: async ({ run }: { run: string }) => void removed.push(run),
    },
  } as unknown as Client;
  const Step = () => {
    const [chosen, setChosen] = useState<readonly string[]>([]);
    return (
      <CompareStep
        {...{ client, runs, chosen }}
        onChoose={setChosen}
        onOpen={() => undefined}
        onAct={(act) => void act(client)}
      />
    );
  };
  render(
    <MantineProvider>
      <Step />
    </MantineProvider>,
  );
  return removed;
}
const order = () =>
  within(screen.getByRole('table', { name: 'Runs' }))
    .getAllByRole('button')
    .flatMap(({ textContent }) => (/first|second|third/.test(textContent) ? [textContent] : []));
const tick = (name: string) =>
  fireEvent.click(screen.getByRole('checkbox', { name: new RegExp(`Compare ${name}`) }));

test('the newest comes first; a head sorts, and sorts the other way when pressed again', () => {
  open();
  expect(order()).toEqual(['third', 'second', 'first']);
  fireEvent.click(screen.getByRole('button', { name: /^Escapes/ }));
  expect(order()).toEqual(['second', 'first', 'third']);
  expect(screen.getByRole('columnheader', { name: /^Escapes/ }).getAttribute('aria-sort')).toBe('ascending');
  fireEvent.click(screen.getByRole('button', { name: /^Escapes/ }));
  expect(order()).toEqual(['first', 'second', 'third']);
});

test('two runs side by side: what differs is marked, what is alike folded away', async () => {
  open();
  tick('first');
  expect(screen.getByText('Tick two runs or more to see them side by side.')).toBeDefined();
  tick('second');
  const table = await screen.findByRole('table', { name: 'Parameters that differ' });
  expect(within(table).getByRole('row', { name: '≠ Minutes 3' })).toBeDefined();
  expect(within(table).getByRole('row', { name: '≠ Recipe thorough quick' })).toBeDefined();
  expect(within(table).queryByText(/Seed/)).toBeNull();
  expect(screen.getByText(/^Parameters that are alike \(\d+\)$/)).toBeDefined();
});

test('↓ goes to the same control of the next row', () => {
  open();
  const boxes = screen.getAllByRole('checkbox');
  boxes[0]!.focus();
  fireEvent.keyDown(boxes[0]!, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(boxes[1]);
});

test('only runs that have ended can be forgotten, after a second press', () => {
  const removed = open();
  tick('third');
  expect(screen.queryByRole('button', { name: /^Forget/ })).toBeNull();
  tick('first');
  fireEvent.click(screen.getByRole('button', { name: 'Forget this run…' }));
  expect(removed).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Forget this run for good' }));
  expect(removed).toEqual([runs[0]!.id]);
});

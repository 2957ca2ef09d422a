import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Client } from '../../../../electron/contract/client.ts';
import type { TrainingDetail, TrainingRun } from '../../../../electron/contract/training-runs.ts';
import { sampleAnswer, sampleDetail, sampleRun } from '../run.fixture.ts';
import { TrainStep } from './train-step.tsx';

afterEach(cleanup);

const id = '20261121-160000-aaaa';
const running = { state: 'running', stage: 'training', step: 30, steps: 100, ended: null } as const;

/** The step with this run, and what it asks the station for. */
function open(over: Partial<TrainingRun>, ahead = 0, more: Partial<TrainingDetail> = {}) {
  const run = sampleRun(id, over);
  const asked: string[] = [];
  const note = (what: string) => async (input: { run: string }) => void asked.push(`${what} ${input.run}`);
  const client = { training: { stop: note('stop'), cancel: note('cancel') } } as unknown as Client;
  const detail = sampleDetail(run, {
    ...more,
    samples: [sampleAnswer('dent', 'unsure', 'ok'), sampleAnswer('ok', 'pass')],
  });
  render(
    <MantineProvider>
      <TrainStep
        {...{ client: null, run, detail, ahead }}
        onAct={(act) => void act(client)}
        onNew={() => asked.push('new')}
        onEvaluate={() => asked.push('evaluate')}
      />
    </MantineProvider>,
  );
  return { asked, press: (name: string) => fireEvent.click(screen.getByRole('button', { name })) };
}
const says = () => screen.getByRole('status').textContent;

test('a running run says where it is, how long it still takes, and what it holds', () => {
  open({ ...running, epochs: { done: 3, planned: 20 }, secondsLeft: 131.6, memoryBytes: 712_345_678 });
  expect(says()).toBe('Training: epoch 4 of 20');
  expect(screen.getByText('2 min 12 s')).toBeDefined();
  expect(screen.getByText('712 MB')).toBeDefined();
});

test('stopping keeps the best at once; cancelling, which keeps nothing, takes two presses', () => {
  const { asked, press } = open(running);
  press('Stop and keep best');
  press('Cancel…');
  expect(asked).toEqual([`stop ${id}`]);
  press('Cancel it, keep nothing');
  expect(asked).toEqual([`stop ${id}`, `cancel ${id}`]);
});

test('anomaly has nothing to keep before it ends: stopping is not offered, and why is said', () => {
  const { asked, press } = open({ ...running, task: 'anomaly', epochs: null });
  expect(screen.queryByRole('button', { name: 'Stop and keep best' })).toBeNull();
  expect(screen.getByText(/before it ends there is nothing to keep/)).toBeDefined();
  press('Cancel…');
  press('Cancel it, keep nothing');
  expect(asked).toEqual([`cancel ${id}`]);
});

test('what ended is said: done, stopped where, failed and why', () => {
  const made = { name: 'jaws', version: 3, sha256: 'c'.repeat(64) };
  for (const [over, said] of [
    [{ state: 'done', package: made }, 'Done. jaws version 3 is stored and can be found in Models.'],
    [
      { state: 'stopped', package: made, why: 'Stopped. The package is what epoch 4 had reached.' },
      /^Stopped\. The package is what epoch 4 had reached\. jaws version 3/,
    ],
    [{ state: 'failed', why: 'Loss became NaN at epoch 7.' }, 'Failed. Loss became NaN at epoch 7.'],
    [{ state: 'cancelled' }, 'Cancelled. No package was made.'],
  ] as const) {
    open(over);
    if (typeof said === 'string') expect(says()).toBe(said);
    else expect(says()).toMatch(said);
    cleanup();
  }
});

test('a run of several says which goes on; those that are done stand in a table, with their spread', () => {
  const done = (name: string, accuracy: number) => ({
    ...{ name, accuracy, loss: 0.25, epochs: 8, test: { accuracy } },
  });
  const trials = { done: 3, of: 4, now: 'seed 10' };
  open({ ...running, epochs: { done: 3, planned: 8 }, trials }, 0, {
    several: { seeds: 4 },
    trials: [done('seed 7', 0.9), done('seed 8', 1), { name: 'seed 9', failed: 'nothing can be told' }],
  });
  expect(says()).toBe('Training 4 of 4 (seed 10). Training: epoch 4 of 8');
  expect(screen.getByRole('row', { name: 'seed 9 nothing can be told' })).toBeDefined();
  expect(screen.getByText('1 of 3 came to nothing and is not counted below.')).toBeDefined();
  expect(screen.getByRole('row', { name: 'seed 8 (best) 100 % 0.2500 100 %' })).toBeDefined();
  expect(screen.getByText('Validation accuracy 90 % to 100 %, mean 95 %, deviation 7.07 %')).toBeDefined();
  expect(screen.getByText('Test: Accuracy 90 % to 100 %, mean 95 %, deviation 7.07 %')).toBeDefined();
});

test('a waiting run says how many come before it, and a wrong answer is marked by more than a colour', () => {
  open({ state: 'queued', began: null, ended: null }, 2);
  expect(says()).toBe('Waiting. 2 runs come before it.');
  expect(screen.getByText('✕ dent → ok')).toBeDefined();
  expect(screen.getByText('ok → ok')).toBeDefined();
});

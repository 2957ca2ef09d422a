import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { defaultPolicy } from '../../ml/sample/policy.ts';
import { apply } from './apply.ts';
import { createEstimating, type EstimateAnswer } from './estimating.ts';
import { inspection, journalId, line, random, station } from './journal.fixture.ts';
import { parseLines } from './lines.ts';
import { createStore, cursorAt, type Store } from './store.ts';

/** 300 pieces that the model cannot tell, a second apart, each its own. */
async function filled(): Promise<Store> {
  const store = createStore(`estimating-${Math.random()}`);
  await store.cursors.put(cursorAt({ station, journal: journalId }, 0, null));
  const next = random(1);
  const lines = Array.from({ length: 300 }, (_, i) =>
    line(
      i + 1,
      'inspection.recorded',
      inspection(i + 1, next, { verdict: i % 3 === 0 ? 'unsure' : 'pass', serial: `SN ${i}` }),
    ),
  );
  await apply(store, station, parseLines(new TextEncoder().encode(lines.join('\n')), 0), 1000);
  return store;
}
const none = { ...defaultPolicy, unsure: false, nearLimit: 0, novelAbove: 1, controlEvery: 0 };
const timeOf = (seq: number) => 1_700_000_000_000 + seq * 1000;

test('policies side by side, over what was recorded since then; the newest request alone is answered', async () => {
  const store = await filled();
  const answers: EstimateAnswer[] = [];
  const estimate = createEstimating(store, (answer) => answers.push(answer));
  const ask = (n: number, since: number) =>
    estimate({ n, station, since, policies: [none, { ...none, unsure: true }] });
  ask(0, timeOf(1));
  // It has begun to read.
  await new Promise((resolve) => setTimeout(resolve));
  ask(1, timeOf(1));
  ask(2, timeOf(1));
  ask(3, timeOf(151));
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  const [answer] = answers;
  expect(answer?.n).toBe(3);
  expect(answer?.estimates?.map(({ inspections, samples }) => [inspections, samples])).toEqual([
    [150, 0],
    [150, 50],
  ]);
  expect(answer?.estimates?.[1]?.reasons).toMatchObject({ unsure: 50, control: 0 });
  await store.delete();
});

test('nothing was recorded, nobody asks any more, the store is gone', async () => {
  const store = await filled();
  const answers: EstimateAnswer[] = [];
  const estimate = createEstimating(store, (answer) => answers.push(answer));
  const policies = [none];
  estimate({ n: 1, station, since: timeOf(1000), policies });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  expect(answers[0]?.estimates?.[0]).toMatchObject({ inspections: 0, samples: 0 });
  estimate({ n: 2, station, since: timeOf(1), policies });
  estimate(null);
  estimate({ n: 3, station: 'elsewhere', since: timeOf(1), policies });
  await vi.waitFor(() => expect(answers.map(({ n }) => n)).toEqual([1, 3]));
  expect(answers[1]?.estimates?.[0]?.inspections).toBe(0);
  store.close();
  estimate({ n: 4, station, since: timeOf(1), policies });
  await vi.waitFor(() => expect(answers.at(-1)).toEqual({ n: 4, estimates: null }));
});

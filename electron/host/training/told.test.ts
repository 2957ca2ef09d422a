import { expect, test } from 'vitest';
import type { CurvePoint, TrainingDetail } from '../../contract/training-runs.ts';
import { recipes } from '../../../ml/train/recipe.ts';
import { createCurve } from './curve.ts';
import type { RunNews } from './news.ts';
import { newRun, newRunId, resolveRecipe } from './order.ts';
import { paceOf, plannedEpochs } from './plan.ts';
import { told } from './told.ts';

const at = '2026-11-21T16:30:00Z';
const fresh = newRun(
  newRunId('2026-11-21T16:30:00.123Z', Uint8Array.from([26, 43])),
  { dataset: 'd'.repeat(64), recipe: 'quick', name: 'pieces', targets: { missed: 0.05, rejected: 0.05 } },
  recipes.quick,
  { name: 'pieces', hash: 'd'.repeat(64) },
  { id: 'lead', role: 'qa' },
  at,
);
const after = (...news: RunNews[]): TrainingDetail =>
  news.reduce((detail, one) => told(detail, one, at), fresh);
const point = (epoch: number, accuracy?: number): RunNews => {
  const validation = accuracy === undefined ? null : { loss: 0.5, accuracy };
  return { kind: 'point', point: { epoch, step: 12 * epoch, loss: 1 / epoch, validation } };
};

test('a run is named by its time', () => {
  expect(fresh.run).toMatchObject({ id: '20261121-163000-1a2b', state: 'queued', seed: 1 });
});

test('several trainings are told apart by pictures held back, even where the recipe holds none', () => {
  const asked = (several?: { seeds: number }) => resolveRecipe({ recipe: 'mnist', several }, null);
  expect(asked()).toMatchObject({ validation: 0 });
  expect(asked({ seeds: 2 })).toMatchObject({ validation: 0.05 });
});

test('taken up again, what was drawn beyond the epoch it goes on from is drawn again', () => {
  const { curve, run, engine } = after(
    point(1),
    point(2, 0.8),
    point(2.5),
    { kind: 'began', engine: 'tfjs', epochs: 20, after: 2 },
    point(2.5),
  );
  expect(curve.map(({ epoch }) => epoch)).toEqual([1, 2, 2.5]);
  expect([engine, run.metric, run.epochs]).toEqual(['tfjs', 0.8, { done: 2, planned: 20 }]);
});

test('of several trainings each begins anew, the best is kept, and in the end it is shown', () => {
  const trial = (name: string, done: number): RunNews => ({ kind: 'trial', name, done, of: 2 });
  const tried = (name: string, seed: number, accuracy: number): RunNews => ({
    kind: 'tried',
    result: { name, accuracy, loss: 0.5, epochs: 2 },
    recipe: { ...recipes.quick, seed },
  });
  const first = [trial('seed 1', 0), point(1, 0.7), point(2, 0.9), tried('seed 1', 1, 0.9)];
  const second = [trial('seed 2', 1), point(1, 0.6)];
  const between = after(...first, ...second);
  expect(between.run.trials).toEqual({ done: 1, of: 2, now: 'seed 2' });
  expect([between.curve.length, between.run.metric, between.best?.name]).toEqual([1, 0.6, 'seed 1']);
  // Taken up again, it keeps what it had.
  expect(told(between, trial('seed 2', 1), at)).toBe(between);
  const chosen = after(...first, ...second, tried('seed 2', 2, 0.8), { kind: 'chosen' });
  expect(chosen.trials.map(({ name }) => name)).toEqual(['seed 1', 'seed 2']);
  expect([chosen.run.seed, chosen.run.metric, chosen.curve.at(-1)?.epoch]).toEqual([1, 0.9, 2]);
  expect(chosen.run.trials).toEqual({ done: 2, of: 2, now: null });
});

test('a long log keeps how it began and how it ends', () => {
  const { log } = after(...Array.from({ length: 900 }, (_, i): RunNews => ({ kind: 'note', text: `${i}` })));
  expect([log.length, log[49]!.text, log[50]!.text, log.at(-1)!.text]).toEqual([500, '49', '450', '899']);
});

test('a curve of any run has at most some two hundred points besides its epochs, each the mean since the one before', () => {
  const curve = createCurve({ step: 0, steps: 4000 }, 4);
  const points: CurvePoint[] = [];
  for (let step = 1; step <= 4000; step++) points.push(...curve.add(step, step % 2, step % 1000 === 0, null));
  expect(points).toHaveLength(200);
  expect(points[0]).toEqual({ epoch: 0.02, step: 20, loss: 0.5, validation: null });
  expect(points.at(-1)).toMatchObject({ epoch: 4, step: 4000 });
});

test('a schedule is as long as the time allows, from the pace after the first stretch', async () => {
  let now = 0;
  const stretches = [
    { step: 4, steps: 1200, ms: 9000 },
    { step: 24, steps: 1200, ms: 2000 },
  ];
  const pace = await paceOf(
    { monotonic: () => now },
    async () => {
      const { ms, ...stretch } = stretches.shift()!;
      now += ms;
      return stretch;
    },
    60,
  );
  expect(pace).toEqual({ secondsPerEpoch: 6 });
  expect([60, 6.5, 1e9].map((seconds) => plannedEpochs(20, pace, seconds))).toEqual([9, 1, 20]);
});

import { expect, test } from 'vitest';
import { recipes } from '../../../../ml/train/recipe.ts';
import type { TrainingDetail } from '../../../contract/training-runs.ts';
import type { Kept } from '../../evaluations/kept.ts';
import { newRun } from '../../training/order.ts';
import { dayFacts, dayRun, endedDay, evaluationNotes, trainingNotes } from './notes.ts';
import type { SegmentPlan } from './plan.ts';

const sha = (digit: string) => digit.repeat(64);
const evening = 1_767_311_999_999;

test('a segment stands in the run of the day on which it was sealed, at its own time and place', () => {
  const plan: SegmentPlan = {
    ...{ kind: 'segment', segment: `41-${sha('a')}.jsonl`, journal: 'journal1', firstSeq: 41, lastSeq: 60 },
    ...{ at: evening, pictures: [] },
    figures: {
      ...{ inspected: 0, defect: 0, unsure: 0, noResult: 0, judgeP95: null },
      ...{ model: null, modelSha256: null, provider: null, app: '0.1.0' },
    },
  };
  expect(dayRun('north001', plan)).toMatchObject({
    run: { collection: 'inspect/north001', key: '2026-01-01/journal1' },
    begun: { name: '2026-01-01', at: 1_767_225_600_000 },
  });
  // Nothing inspected has no share of defects, and nothing judged no time.
  const { metrics, tags } = dayFacts(plan);
  expect(metrics?.map(({ key }) => key)).toEqual([
    ...['count/inspected', 'count/defect', 'count/unsure', 'count/no_result', 'journal/last_seq'],
  ]);
  expect(metrics?.every(({ step, at }) => step === 41 && at === evening)).toBe(true);
  expect(tags).toEqual({ 'loupe.app': '0.1.0' });
  // A plan of an older build has no sums of its day; one of this has.
  const day = { inspected: 12, defect: 3, unsure: 2, noResult: 1 };
  const withDay = dayFacts({ ...plan, day }).metrics?.map(({ key, value }) => `${key} ${value}`);
  expect(withDay?.slice(0, 5)).toEqual([
    ...['day/inspected 12', 'day/defect 3', 'day/unsure 2', 'day/no_result 1', 'count/inspected 0'],
  ]);
  // Which version judged is a number in a chart of its model.
  const judged = { ...plan, figures: { ...plan.figures, model: 'forceps@12' } };
  expect(dayFacts(judged).metrics).toContainEqual({
    ...{ key: 'model/forceps', value: 12, step: 41, at: evening },
  });
});

test('a day is over when the station has begun another: then its run ends with its last segment', () => {
  expect(endedDay('north001', { journal: 'journal1', at: evening })).toMatchObject({
    run: { collection: 'inspect/north001', key: '2026-01-01/journal1' },
    facts: { ended: { at: evening, status: 'FINISHED' } },
  });
});

test('a training shows its recipe, its curves and what came of it', () => {
  const fresh = newRun(
    '20260101-163000-1a2b',
    { dataset: sha('d'), recipe: 'quick', name: 'forceps', targets: { missed: 0.05, rejected: 0.05 } },
    recipes.quick,
    { name: 'trays', hash: sha('d') },
    { id: 'lead', role: 'qa' },
    '2026-01-01T16:30:00.000Z',
  );
  const detail: TrainingDetail = {
    ...fresh,
    curve: [
      { epoch: 0.5, step: 6, loss: 2, validation: null },
      { epoch: 1, step: 12, loss: 1, validation: { loss: 1.5, accuracy: 0.75 } },
    ],
    run: {
      ...fresh.run,
      ...{ state: 'done', ended: '2026-01-01T16:40:00.000Z', memoryBytes: 5e8 },
      ...{ package: { name: 'forceps', version: 2, sha256: sha('e') }, figures: { falseRejects: 1 } },
    },
  };
  const { run, begun, facts } = trainingNotes('north001', 0, detail);
  expect(begun.name).toBe('v2 training of forceps');
  expect(run).toEqual({ collection: 'train/forceps', key: '20260101-163000-1a2b' });
  expect(facts.params).toMatchObject({
    ...{ dataset: 'trays', dataset_sha256: sha('d'), task: 'classify', seed: '1' },
    ...{ 'recipe.name': 'quick', 'targets.missed': '0.05' },
  });
  expect(facts.metrics?.map(({ key, value, step }) => [key, value, step])).toEqual([
    ...[
      ['train/loss', 2, 6] as const,
      ['train/epoch', 0.5, 6],
      ['train/loss', 1, 12],
      ['train/epoch', 1, 12],
    ],
    ...[['val/loss', 1.5, 12] as const, ['val/accuracy', 0.75, 12]],
    ...[['result/false_rejects', 1, 0] as const, ['system/memory_bytes', 5e8, 0]],
  ]);
  expect([facts.tags, facts.made]).toEqual([{ 'loupe.package': 'forceps@2' }, sha('e')]);
  expect(facts.ended).toEqual({ at: 1_767_285_600_000, status: 'FINISHED' });
});

test('an evaluation shows what was missed, also in thousandths', () => {
  const answer = (truth: 'pass' | 'defect', verdict: 'pass' | 'defect' | 'unsure') => ({
    ...{ name: 'x', image: sha('1'), label: 'bent', truth, verdict, score: 0.5, ms: 10 },
  });
  const kept: Kept = {
    ...{ format: 1, model: { name: 'forceps', version: 2, sha256: sha('e') } },
    ...{ dataset: { hash: sha('d'), name: 'trays' }, split: 'test', at: '2026-01-01T16:30:00.000Z' },
    ...{ by: 'lead', provider: 'cpu', thresholds: { pass: 0.25, defect: 0.75 } },
    answers: [
      ...[answer('defect', 'pass'), answer('defect', 'defect'), answer('defect', 'unsure')],
      ...[answer('defect', 'defect'), answer('pass', 'defect'), answer('pass', 'pass')],
    ],
  };
  const { run, begun, facts } = evaluationNotes('north001', kept);
  expect(evaluationNotes('north001', { ...kept, split: 'valid' }).begun.name).toBe(
    'v2 validation of forceps',
  );
  expect(begun).toMatchObject({ name: 'v2 test of forceps', at: 1_767_285_000_000 - 60 });
  expect(run.collection).toBe('train/forceps');
  expect(Object.fromEntries(facts.metrics!.map(({ key, value }) => [key, value]))).toEqual({
    ...{ 'test/pictures': 6, 'test/defective': 4, 'test/escapes': 1, 'test/false_rejects': 1 },
    ...{ 'test/unsure': 1, 'test/no_result': 0, 'test/miss_rate': 0.25, 'test/miss_per_1000': 250 },
    'test/ms_p95': 10,
  });
  expect(facts.params).toMatchObject({ 'model.version': '2', 'thresholds.pass': '0.25' });
  expect(facts.judged).toBe(sha('e'));
});

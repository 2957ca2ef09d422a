import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import type { Answered, TrainingDetail, TrainingRun } from '../../../electron/contract/training-runs.ts';
import { recipes } from '../../../ml/train/recipe.ts';

const hash = 'd'.repeat(64);

export const sampleDataset = (over: Partial<DatasetSummary> = {}): DatasetSummary => ({
  ...{ name: 'jaws', hash, frozen: true, parent: null, task: 'classify', images: 30, blocks: 0, warns: 0 },
  classes: [
    { name: 'ok', verdict: 'pass', train: 12, valid: 2, test: 6, unsplit: 0 },
    { name: 'dent', verdict: 'defect', train: 6, valid: 1, test: 3, unsplit: 0 },
  ],
  ...{ at: '2026-11-21T16:00:00Z', by: 'qa', made: 'import', undoable: false },
  ...over,
});

export const sampleRun = (id: string, over: Partial<TrainingRun> = {}): TrainingRun => ({
  ...{
    id,
    name: 'jaws',
    task: 'classify',
    dataset: { name: 'jaws', hash },
    recipe: 'quick',
    seed: 1,
    by: 'qa',
  },
  ...{ state: 'done', why: null, queued: '2026-11-21T16:00:00Z', began: '2026-11-21T16:00:01Z' },
  ...{
    ended: '2026-11-21T16:01:02Z',
    trials: null,
    stage: null,
    step: 0,
    steps: 0,
    epochs: null,
    loss: 0.25,
    metric: null,
  },
  ...{ secondsLeft: null, memoryBytes: null, package: null, figures: {} },
  ...over,
});

export const sampleDetail = (run: TrainingRun, over: Partial<TrainingDetail> = {}): TrainingDetail => ({
  ...{ run, recipe: recipes.quick, targets: { missed: 0.05, rejected: 0.05 }, minutes: null, from: null },
  ...{
    engine: 'tensorflow',
    sizes: { train: 18, valid: 3, test: 9 },
    curve: [],
    log: [],
    grid: null,
    limits: null,
  },
  ...{ several: null, trials: [], best: null },
  ...{ evaluation: null, samples: [], mistakes: [] },
  ...over,
});

export const sampleAnswer = (truth: string, verdict: Answered['verdict'], answer = truth): Answered => ({
  ...{ image: 'a'.repeat(64), name: `${truth}/1.png`, truth, answer, verdict, score: 0.5 },
});

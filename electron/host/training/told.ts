import { bestTrial } from '../../../ml/train/trials.ts';
import type { TrainingDetail, TrainingRun } from '../../contract/training-runs.ts';
import type { RunNews } from './news.ts';

/** Lines that are kept of a log; the first ones say how it began. */
const mostLines = { first: 50, last: 450 };

/** A run after a piece of its news. `at`: ISO time. */
export function told(detail: TrainingDetail, news: RunNews, at: string): TrainingDetail {
  const run = (change: Partial<TrainingRun>): TrainingDetail => ({
    ...detail,
    run: { ...detail.run, ...change },
  });
  switch (news.kind) {
    case 'note':
      return noted(detail, news.text, at);
    case 'sizes': {
      const { train, valid, test } = news;
      return { ...detail, sizes: { train, valid, test } };
    }
    case 'stage':
      return run({ stage: news.stage, step: news.done, steps: news.total, secondsLeft: null });
    case 'began':
      // What an earlier process had drawn beyond the epoch it is taken up from is drawn again.
      return {
        ...run({ stage: 'training', epochs: { done: news.after, planned: news.epochs } }),
        engine: news.engine,
        curve: detail.curve.filter(({ epoch }) => epoch <= news.after),
      };
    case 'step': {
      const { step, steps, loss, secondsLeft, memoryBytes } = news;
      return run({ stage: 'training', step, steps, loss, secondsLeft, memoryBytes });
    }
    case 'point': {
      const { validation } = news.point;
      return {
        ...(validation ? run({ metric: validation.accuracy }) : detail),
        curve: [...detail.curve, news.point],
      };
    }
    case 'epoch':
      return run({ epochs: detail.run.epochs && { ...detail.run.epochs, done: news.epoch } });
    case 'samples':
      return { ...detail, samples: [...news.samples] };
    case 'trial': {
      const { name, done, of } = news;
      // One that is taken up again keeps its curve.
      if (detail.run.trials?.now === name) return detail;
      return {
        ...run({ ...notBegun, trials: { done, of, now: name } }),
        ...{ curve: [], samples: [], limits: null, evaluation: null, mistakes: [] },
      };
    }
    case 'tried': {
      const { result, recipe } = news;
      const trials = [...detail.trials, result];
      const { curve, samples } = detail;
      const { loss, metric } = detail.run;
      const best = { name: result.name, recipe, curve, samples, loss, metric };
      return {
        ...run({ trials: detail.run.trials && { ...detail.run.trials, done: trials.length, now: null } }),
        ...{ trials, ...(bestTrial(trials)?.name === result.name && { best }) },
      };
    }
    case 'chosen': {
      if (detail.best === null) return detail;
      const { recipe, curve, samples, loss, metric } = detail.best;
      return { ...run({ seed: recipe.seed, loss, metric }), curve, samples };
    }
    case 'augmented':
      // A file beside the run.
      return detail;
    case 'limits':
      return { ...detail, limits: { ...news.limits, cannot: [...news.limits.cannot] } };
    case 'evaluated':
      return { ...detail, evaluation: news.evaluation ?? null, mistakes: [...news.mistakes] };
  }
}

/** Of a training that has not begun. */
const notBegun = {
  ...{ stage: null, step: 0, steps: 0, epochs: { done: 0, planned: 0 } },
  ...{ loss: null, metric: null, secondsLeft: null },
} as const;

/** With one more line in its log. */
export function noted(detail: TrainingDetail, text: string, at: string): TrainingDetail {
  const log = [...detail.log, { at, text }];
  const { first, last } = mostLines;
  return { ...detail, log: log.length <= first + last ? log : [...log.slice(0, first), ...log.slice(-last)] };
}

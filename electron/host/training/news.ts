import type { Evaluation } from '../../../ml/evaluate/evaluation.ts';
import type { Limits } from '../../../ml/evaluate/limits.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Recipe } from '../../../ml/train/recipe.ts';
import type { TrialResult } from '../../../ml/train/trials.ts';
import type { Answered, CurvePoint, TrainingRun } from '../../contract/training-runs.ts';

export type Stage = NonNullable<TrainingRun['stage']>;

/** What a run says while it goes on. */
export type RunNews =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'sizes'; readonly train: number; readonly valid: number; readonly test: number }
  | { readonly kind: 'stage'; readonly stage: Stage; readonly done: number; readonly total: number }
  /** Some training pictures and, below them, copies varied as training varies them. */
  | { readonly kind: 'augmented'; readonly grid: Frame }
  /** Training begins, or goes on after so many whole epochs. */
  | { readonly kind: 'began'; readonly engine: string; readonly epochs: number; readonly after: number }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly secondsLeft: number;
      readonly memoryBytes: number | null;
    }
  | { readonly kind: 'point'; readonly point: CurvePoint }
  | { readonly kind: 'epoch'; readonly epoch: number }
  | { readonly kind: 'samples'; readonly samples: readonly Answered[] }
  | { readonly kind: 'limits'; readonly limits: Limits }
  /** Of a run of several: the next of them begins. */
  | { readonly kind: 'trial'; readonly name: string; readonly done: number; readonly of: number }
  /** One of them is done. */
  | { readonly kind: 'tried'; readonly result: TrialResult; readonly recipe: Recipe }
  /** The best of them becomes the package. */
  | { readonly kind: 'chosen' }
  | {
      readonly kind: 'evaluated';
      /** Absent where the dataset has no test side. */
      readonly evaluation: Evaluation | undefined;
      readonly mistakes: readonly Answered[];
    };

export type Tell = (news: RunNews) => void;

import type { Evaluation } from '../../../ml/evaluate/evaluation.ts';
import type { Limits } from '../../../ml/evaluate/limits.ts';
import type { Frame } from '../../../ml/image/frame.ts';
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
  | {
      readonly kind: 'evaluated';
      /** Absent where the dataset has no test side. */
      readonly evaluation: Evaluation | undefined;
      readonly mistakes: readonly Answered[];
    };

export type Tell = (news: RunNews) => void;

import type { TrainingRun } from '../../../electron/contract/training-runs.ts';
import { stepOf, steps, type Problems, type Step } from './draft.ts';
import { isEnded, stepWords } from './words.ts';

interface Props {
  readonly now: Step;
  /** null: everything is said. */
  readonly problems: Problems | null;
  readonly run: TrainingRun | undefined;
  readonly onStep: (step: Step) => void;
}

/** The six steps in their order. Each can be gone to at any time; a tick says that it is done. */
export function Order({ now, problems, run, onStep }: Props) {
  const open = new Set(Object.keys(problems ?? {}).map(stepOf));
  const isDone = (step: Step): boolean => {
    if (step === 'train') return run !== undefined && isEnded(run);
    if (step === 'evaluate' || step === 'compare') return false;
    return !open.has(step);
  };
  return (
    <nav className="full-order" aria-label="Steps">
      <ol>
        {steps.map((step, i) => (
          <li key={step}>
            <button
              type="button"
              aria-current={step === now ? 'step' : undefined}
              onClick={() => onStep(step)}
            >
              <span aria-hidden>{isDone(step) ? '✓' : i + 1}</span>
              {stepWords[step]}
              {isDone(step) && <span className="full-hidden"> done</span>}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

import type { TrainingRun } from '../../../electron/contract/training-runs.ts';
import { Steps } from '../steps.tsx';
import { stepOf, steps, type Problems, type Step } from './draft.ts';
import { isEnded, stepWords } from './words.ts';

interface Props {
  readonly now: Step;
  /** null: everything is said. */
  readonly problems: Problems | null;
  readonly run: TrainingRun | undefined;
  readonly onStep: (step: Step) => void;
}

/** The six steps in their order. Each can be gone to at any time. */
export function Order({ now, problems, run, onStep }: Props) {
  const open = new Set(Object.keys(problems ?? {}).map(stepOf));
  const isDone = (step: Step): boolean => {
    if (step === 'train') return run !== undefined && isEnded(run);
    if (step === 'evaluate' || step === 'compare') return false;
    return !open.has(step);
  };
  return (
    <Steps
      steps={steps.map((id) => ({ id, name: stepWords[id], done: isDone(id) }))}
      now={now}
      onStep={onStep}
    />
  );
}

import { noResult } from '../verdict/judge.ts';
import type { Judgement, Verdict } from '../verdict/result.ts';

/** From the best to the worst: the answer of a plan is the worst of its steps. */
const severity: Record<Verdict, number> = { pass: 0, unsure: 1, defect: 2, 'no-result': 3 };

/** What the steps of a plan come to so far. */
export interface PlanState {
  /** How many steps have answered. */
  readonly answered: number;
  /** A step answered what stops the line; no further one is asked. */
  readonly stopped: boolean;
  readonly judgement: Judgement;
}

/** Before the first step: nothing has answered, so there is no result. */
export const planStart: PlanState = { answered: 0, stopped: false, judgement: noResult('internal') };

/**
 * Adds the answer of the next step. The worst verdict wins, with its reason; a `no-result` of any step is the answer of the plan, as it
 * stands. Otherwise the score is the highest, the findings are those of all steps, the strongest first. Throws when the plan
 * has already stopped.
 */
export function addStep(state: PlanState, answer: Judgement, stopOn: readonly Verdict[]): PlanState {
  if (state.stopped) throw new Error('the plan has stopped: no further step may answer');
  const judgement = state.answered === 0 ? answer : worse(state.judgement, answer);
  return { answered: state.answered + 1, stopped: stopOn.includes(answer.verdict), judgement };
}

/** What the answers of a plan's steps come to, in their order. Answers after the step that stopped the line do not count. */
export function runPlan(
  steps: readonly { readonly answer: Judgement; readonly stopOn: readonly Verdict[] }[],
): PlanState {
  return steps.reduce(
    (state, { answer, stopOn }) => (state.stopped ? state : addStep(state, answer, stopOn)),
    planStart,
  );
}

function worse(one: Judgement, other: Judgement): Judgement {
  const worst = severity[other.verdict] > severity[one.verdict] ? other : one;
  if (worst.verdict === 'no-result') return worst;
  const findings = [...one.findings, ...other.findings].toSorted(
    (first, second) => second.score - first.score,
  );
  return { ...worst, score: Math.max(one.score, other.score), findings };
}

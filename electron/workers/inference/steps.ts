import type { Frame } from '../../../ml/image/frame.ts';
import { addStep, planStart } from '../../../ml/plan/run-plan.ts';
import type { Verdict } from '../../../ml/verdict/result.ts';
import type { JudgeAnswer, StepAnswer } from '../../contract/inference.ts';

export interface Step {
  readonly stopOn: readonly Verdict[];
  readonly judge: (frame: Frame) => Promise<StepAnswer>;
}

/** Asks the steps of a plan one after the other, until one answers what stops the line. */
export async function judgeSteps(steps: readonly Step[], frame: Frame): Promise<JudgeAnswer> {
  const answers: StepAnswer[] = [];
  let state = planStart;
  for (const { stopOn, judge } of steps) {
    if (state.stopped) break;
    const { verdict, reason, score, findings, ...rest } = await judge(frame);
    const judgement = { verdict, score, findings, ...(reason === undefined ? {} : { reason }) };
    answers.push({ ...judgement, ...rest });
    state = addStep(state, judgement, stopOn);
  }
  const { verdict, reason, score } = state.judgement;
  return { steps: answers, verdict, ...(reason === undefined ? {} : { reason }), score };
}

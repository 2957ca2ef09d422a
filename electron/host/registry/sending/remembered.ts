import type { Runs } from '../runs.ts';
import { unlessMissing } from '../unless.ts';
import { dayRun } from './notes.ts';
import type { Sent } from './owed.ts';
import { planId, type Plan, type SegmentPlan } from './plan.ts';

/** The newest segment that the registry acknowledged; null: none yet. */
export const newestSent = (plans: readonly Plan[], { through, items }: Sent): SegmentPlan | null =>
  plans.findLast(
    (plan, i): plan is SegmentPlan => plan.kind === 'segment' && (i < through || items.has(planId(plan))),
  ) ?? null;

/**
 * Whether the registry still has it: by now another one may stand at its address, or an older copy of it.
 * @throws LoupeError as Runs, but not `not-found`
 */
export async function isRemembered(
  runs: Pick<Runs, 'list'>,
  stationId: string,
  plan: SegmentPlan,
): Promise<boolean> {
  const files = await unlessMissing(runs.list(dayRun(stationId, plan).run, 'journal'));
  return files !== null && files.some(({ name }) => name === plan.segment);
}

import { z } from 'zod';
import type { Verdict } from '../../ml/verdict/result.ts';
import { rank, type Role } from './people.ts';

/** Reasons that an inspection shows by itself, so that every station and every screen comes to the same answer. */
export const guardedReasons = ['corrected', 'flagged', 'defect', 'unsure', 'disagreement'] as const;

/** Who may label what waits for a reason; for a reason that is absent, everybody who may review. */
export const reviewRolesSchema = z.partialRecord(z.enum(guardedReasons), z.enum(['qa', 'admin']));
export type ReviewRoles = z.infer<typeof reviewRolesSchema>;

/** What decides it. `corrected`: the labels that stand say something else than the model. */
export interface Guarded {
  readonly verdict: Verdict;
  readonly disagreed: boolean;
  readonly flagged: boolean;
  readonly corrected: boolean;
}

/** The least role that may label an inspection: the highest that any of its reasons asks for. */
export function roleNeeded(
  roles: ReviewRoles,
  { verdict, disagreed, flagged, corrected }: Guarded,
): Exclude<Role, 'technician'> {
  const holds = {
    corrected,
    flagged,
    defect: verdict === 'defect',
    unsure: verdict === 'unsure',
    disagreement: disagreed,
  };
  const asked = guardedReasons.filter((reason) => holds[reason]).flatMap((reason) => roles[reason] ?? []);
  return asked.reduce((highest, role) => (rank[role] > rank[highest] ? role : highest), 'qa' as const);
}

/** A person says good where the model said defect, or the other way round. */
export const corrects = (label: string | undefined, verdict: Verdict): boolean =>
  (label === 'pass' && verdict === 'defect') || (label === 'defect' && verdict === 'pass');

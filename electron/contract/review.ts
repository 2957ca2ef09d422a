import { z } from 'zod';
import { samplePolicySchema } from '../../ml/sample/policy.ts';
import { inspectionId, labelSchema, secondLookSchema } from './events.ts';
import { personId } from './people.ts';
import { qa } from './procedure.ts';

// What people say that inspections show. Nothing is overwritten: a label names those it replaces, a withdrawal the label it takes back.

/** The most that are set or taken back at once. */
export const mostLabels = 500;
const ids = z.array(inspectionId).min(1).max(mostLabels);

export const reviewProcedures = {
  /**
   * All of them are on disk when it resolves, or none. `since`: some may have been written before, after that line of the journal; those that
   * say so by `once` are not written again. `by`: who says it; where somebody else has signed in meanwhile, `not-allowed`. @returns the labels' ids, in the same order
   */
  label: qa
    .input(
      z.object({
        labels: z.array(labelSchema).min(1).max(mostLabels),
        since: z.number().int().min(0).optional(),
        by: personId.optional(),
      }),
    )
    .output(ids),
  /** Takes back labels of one's own, all or none; `labelled-since` once somebody else has answered one. */
  withdraw: qa.input(z.object({ labels: ids })).output(z.void()),
  /** Asks for somebody else's label of an inspection, or no longer does. */
  secondLook: qa.input(secondLookSchema).output(z.void()),
  /** Holds for the inspections to come; those before keep what was said of them. */
  setPolicy: qa.input(samplePolicySchema).output(z.void()),
};

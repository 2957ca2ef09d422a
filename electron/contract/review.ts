import { z } from 'zod';
import { samplePolicySchema } from '../../ml/sample/policy.ts';
import { inspectionId, labelSchema } from './events.ts';
import { qa } from './procedure.ts';

// What people say that inspections show. Nothing is overwritten: a label names those it replaces, a withdrawal the label it takes back.

/** The most that are set or taken back at once. */
export const mostLabels = 500;
const ids = z.array(inspectionId).min(1).max(mostLabels);

export const reviewProcedures = {
  /** All of them are on disk when it resolves, or none. @returns the labels' ids, in the same order */
  label: qa.input(z.object({ labels: z.array(labelSchema).min(1).max(mostLabels) })).output(ids),
  /** Takes back labels of one's own, all or none; `labelled-since` once somebody else has answered one. */
  withdraw: qa.input(z.object({ labels: ids })).output(z.void()),
  /** Holds for the inspections to come; those before keep what was said of them. */
  setPolicy: qa.input(samplePolicySchema).output(z.void()),
};

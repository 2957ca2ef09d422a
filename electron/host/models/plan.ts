import { createHash } from 'node:crypto';
import type { Plan } from '../../../ml/plan/plan.ts';
import type { StopOn } from './inference-worker.ts';
import type { Model } from './model.ts';

/** A plan with its models in memory. */
export type PlannedModels = readonly { readonly model: Model; readonly stopOn: StopOn }[];

/** The plan as it is recorded, and the SHA-256 of that record as JSON, by which inspections name it. */
export function planOf(models: PlannedModels): { readonly content: Plan; readonly sha256: string } {
  const steps = models.map(({ model: { manifest, sha256 }, stopOn }) => ({
    model: manifest.name,
    version: manifest.version,
    sha256,
    stopOn: [...stopOn],
  }));
  const content: Plan = { format: 1, steps };
  return { content, sha256: createHash('sha256').update(JSON.stringify(content)).digest('hex') };
}

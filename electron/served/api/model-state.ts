import { z } from 'zod';
import { manifestSchema } from '../../../ml/package/manifest.ts';
import { sha256 } from '../../contract/events.ts';
import type { EngineStatus } from '../../host/inspection/engine.ts';

const { name, version, task, classes, thresholds } = manifestSchema.shape;

/** What judges now, in the order of the plan. */
export const modelStateSchema = z.object({
  state: z.enum(['starting', 'ready', 'none', 'failed']),
  why: z.string().optional(),
  provider: z.string().nullable(),
  models: z.array(
    z.object({
      name,
      version,
      sha256,
      task,
      classes,
      thresholds,
      input: z.object({ width: z.int(), height: z.int() }),
    }),
  ),
});

export function modelState({ state, why, engine, models }: EngineStatus): z.infer<typeof modelStateSchema> {
  return {
    state,
    ...(why === undefined ? {} : { why }),
    provider: engine?.provider ?? null,
    models: models.map(({ sha256: digest, manifest: m }) => ({
      name: m.name,
      version: m.version,
      sha256: digest,
      task: m.task,
      classes: m.classes,
      thresholds: m.thresholds,
      input: { width: m.input.width, height: m.input.height },
    })),
  };
}

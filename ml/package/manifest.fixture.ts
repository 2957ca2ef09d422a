import { manifestSchema, type Manifest } from './manifest.ts';

/** A sound manifest of a two-class model for a grey picture of 4 × 4, with parts replaced. Checked by the schema. */
export function manifestOf(
  parts: Record<string, unknown> = {},
  input: Record<string, unknown> = {},
): Manifest {
  return manifestSchema.parse({
    format: 1,
    name: 'sample',
    version: 1,
    task: 'classify',
    created: '2026-11-21T09:00:00Z',
    by: 'a test',
    outputs: { family: 'classes', scores: 'y', activation: 'none' },
    classes: [
      { name: 'good', verdict: 'pass' },
      { name: 'scratch', verdict: 'defect' },
    ],
    thresholds: { pass: 0.25, defect: 0.75 },
    ...parts,
    input: {
      tensor: 'x',
      width: 4,
      height: 4,
      channels: 1,
      fit: 'stretch',
      kernel: 'area/u8',
      colour: 'grey',
      scale: 1,
      mean: [0],
      std: [1],
      ...input,
    },
  });
}

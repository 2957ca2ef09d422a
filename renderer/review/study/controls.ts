import { labelled } from '../../datasets/reviewed/wish.ts';
import type { Store } from '../../projection/store.ts';

/** Passes that were drawn as controls. */
export interface Controls {
  /** A person said good or defect, and nobody disagrees. */
  readonly reviewed: number;
  /** Of them a person said defect. */
  readonly escapes: number;
  readonly waiting: number;
}

export async function controlsOf(store: Store): Promise<Controls> {
  const rows = (await labelled(store)).filter(({ chosen }) => chosen?.includes('control'));
  const said = rows.filter(({ label }) => label === 'pass' || label === 'defect');
  const samples = await store.samples.toArray();
  return {
    reviewed: said.length,
    escapes: said.filter(({ label }) => label === 'defect').length,
    waiting: samples.filter(({ reasons }) => reasons.includes('control')).length,
  };
}

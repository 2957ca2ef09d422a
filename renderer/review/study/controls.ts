import { labelled } from '../../datasets/reviewed/wish.ts';
import { fewest, shareText } from '../share.ts';
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

/** What they say of all passes that nothing else makes a sample. */
export function controlText({ reviewed, escapes, waiting }: Controls): string {
  const waits = waiting > 0 ? ` ${waiting.toLocaleString('en')} more wait for review.` : '';
  return reviewed < fewest
    ? `Share of defects among passes: ${shareText(escapes, reviewed)}. It takes ${fewest} reviewed controls.${waits}`
    : `${escapes} of ${reviewed.toLocaleString('en')} reviewed controls are defects that passed. Estimate: ${shareText(escapes, reviewed)} of the passes slip through.${waits}`;
}

import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../contract/people.ts';
import { defaultPolicy } from '../../../ml/sample/policy.ts';
import type { Journal } from '../journal/journal.ts';
import type { SettingsStore } from '../settings.ts';

/**
 * Whoever reads the journal chooses samples by the policy that it names, so a policy is in force from its line on. Where the settings say
 * another (their file was edited while the station was off, or a change of it never reached the journal), that line is written now.
 * @throws LoupeError `not-written`, `journal-stopped`
 */
export async function tellPolicy(
  journal: Pick<Journal, 'state' | 'append'>,
  settings: Pick<SettingsStore, 'current'>,
  by: Actor,
): Promise<void> {
  const from = journal.state().samplePolicy ?? defaultPolicy;
  const to = settings.current().samplePolicy;
  if (isDeepStrictEqual(from, to)) return;
  await journal.append('settings.changed', { changes: [{ path: 'samplePolicy', from, to }] }, by);
}

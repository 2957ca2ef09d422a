import type { Check, PromotionState } from '../../electron/contract/registry.ts';
import type { Fault } from '../words/fault.ts';
import { asFault, sentence } from '../words/words.ts';

export const checkWords: Readonly<Record<Check['check'], string>> = {
  gate: 'Gate',
  'same-test': 'Same test',
  'not-worse': 'Not worse on any label',
  signature: 'Signature',
  'self-test': 'Self-test here',
};

/** Why nobody can promote now; null: nothing is in the way. */
export function blockedBy(checks: readonly Check[] | null): string | null {
  if (checks === null) return 'The checks are being made.';
  const failed = checks.filter(({ passed }) => !passed).map(({ check }) => checkWords[check]);
  if (failed.length === 0) return null;
  return failed.length === 1 ? `The check “${failed[0]}” failed.` : `Checks failed: ${failed.join(', ')}.`;
}

/** Why a package did not take over, and that something else goes on judging. */
export function refusedWords(error: unknown, keeps: string): string {
  const of: Fault = asFault(error);
  const said = sentence(of, {
    'model-refused': { what: 'Refused: {cause}', piece: '', act: '' },
    'model-unavailable': { what: 'Refused: {cause}.', piece: '', act: '' },
    'not-written': { what: 'Not stored: {cause}.', piece: '', act: '' },
    conflict: { what: 'Refused: {what}.', piece: '', act: '' },
    'not-found': { what: 'There is no {what} {id}.', piece: '', act: '' },
    'bad-input': { what: '{what} is {allowed}, not {got}.', piece: '', act: '' },
  });
  return [said.what, `${keeps}.`, said.act && `${said.act}.`, `(${of.code})`].filter(Boolean).join(' ');
}

export const registeredWords = (name: string, passed: boolean): string =>
  passed
    ? `${name} is registered as challenger. What judges is unchanged.`
    : `${name} is registered below the gate: no station ever promotes it.`;

export const waitWords = ({ name, version, tray, until }: NonNullable<PromotionState['next']>): string =>
  `${name} v${version} takes over when the tray ${tray} is closed, at ${clockOf(until)} at the latest.`;

const clockOf = (iso: string): string =>
  new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

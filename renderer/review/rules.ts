import { rank, type Role } from '../../electron/contract/people.ts';
import { corrects, roleNeeded, type ReviewRoles } from '../../electron/contract/review-roles.ts';
import type { InspectionRow } from '../projection/row.ts';
import { labelsOf, type Change, type Label } from '../projection/change.ts';
import type { Sample } from '../projection/sample.ts';
import type { Near } from './use-near.ts';

/** The role that may label an inspection, as the host holds it, too. */
export const needsOf = (roles: ReviewRoles, row: InspectionRow): Role =>
  roleNeeded(roles, {
    verdict: row.verdict,
    disagreed: row.disagreed === true,
    flagged: row.requested === true || row.disposition === 'leave-to-qa',
    corrected: corrects(row.label, row.verdict),
  });

/** The same of what is known of a sample in the queue. */
export const needsOfSample = (roles: ReviewRoles, { verdict, reasons }: Sample): Role =>
  roleNeeded(roles, {
    verdict,
    disagreed: reasons.includes('disagreement'),
    flagged: reasons.includes('flagged'),
    corrected: reasons.includes('corrected'),
  });

export const mayLabel = (role: Role, needs: Role): boolean => rank[role] >= rank[needs];

/** Labels that stand against each other, in the order of stations and lines; none where no two do. */
export function conflictIn({ row, changes }: Near): readonly Label[] {
  return row.label === 'conflict' ? labelsOf(changes) : [];
}

/**
 * Whether the model's answer is kept from a person who looks at it: under a blind policy, until they have said something of it and it is in the
 * journal. Whoever took it back has seen the answer all the same.
 */
export const hides = (blind: boolean, me: string, changes: readonly Change[]): boolean =>
  blind && !changes.some(({ kind, by }) => kind === 'label.set' && by === me);

/** What waits only for somebody else than this person. */
export const isOthers = ({ asking, conflict }: Sample, me: string): boolean =>
  asking !== undefined && conflict !== true && asking.every((by) => by === me);

/** The labels of an inspection that are known here: whoever asks for a second look has seen them. */
export const seenIn = (changes: readonly Change[]): string[] =>
  changes
    .flatMap((change) => (change.kind === 'label.set' ? `${change.station}-${change.seq}` : []))
    .slice(-100);

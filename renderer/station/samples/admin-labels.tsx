import { Checkbox } from '@mantine/core';
import { guardedReasons } from '../../../electron/contract/review-roles.ts';
import { reasonWords } from '../../review/words.ts';
import { useDraft } from '../draft.tsx';

/** What only an admin may label, by the reason for which it waits. */
export function AdminLabels() {
  const { shown, change, readOnly } = useDraft();
  const { reviewRoles } = shown;
  return (
    <Checkbox.Group
      label="Only an admin labels what waits because"
      value={guardedReasons.filter((reason) => reviewRoles[reason] === 'admin')}
      onChange={(admins) =>
        change({
          reviewRoles: Object.fromEntries(
            guardedReasons
              .filter((reason) => admins.includes(reason))
              .map((reason) => [reason, 'admin' as const]),
          ),
        })
      }
    >
      <div className="samples-reasons">
        {guardedReasons.map((reason) => (
          <Checkbox key={reason} value={reason} label={reasonWords[reason]} disabled={readOnly} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

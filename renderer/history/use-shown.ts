import { useEffect, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { useInspection } from '../projection/hooks.ts';
import { keyOf, rowOf, type InspectionRow } from '../projection/row.ts';

/** An inspection by id: from the projection, and from the host where it is older than what the projection keeps. Null: there is none. */
export function useShown(client: Client | null, id: string | null): InspectionRow | null | undefined {
  const kept = useInspection(id);
  const [older, setOlder] = useState<{ readonly id: string; readonly row: InspectionRow | null } | null>(
    null,
  );
  const ask = kept === null && id !== null;
  useEffect(() => {
    if (!ask || !client) return;
    let left = false;
    client.inspection.get({ id }).then(
      (got) => !left && setOlder({ id, row: rowOf(keyOf(id)[0], { ...got, data: got }) }),
      () => !left && setOlder({ id, row: null }),
    );
    return () => {
      left = true;
    };
  }, [ask, client, id]);
  if (!ask) return kept;
  return older?.id === id ? older.row : undefined;
}

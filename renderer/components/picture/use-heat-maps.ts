import { useEffect, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { readHeatMap, type HeatMap } from './heat.ts';

type MapRef = Omit<HeatMap, 'scores'> & { readonly sha256: string };

/** @param maps null: none is wanted now. @returns null until they are read, and where they cannot be */
export function useHeatMaps(
  client: Client | null,
  maps: readonly MapRef[] | null,
): readonly HeatMap[] | null {
  // As text, so that a row which only got a label does not read its maps again.
  const wanted = maps && JSON.stringify(maps);
  const [read, setRead] = useState<{ readonly of: string; readonly maps: readonly HeatMap[] } | null>(null);
  useEffect(() => {
    if (!client || !wanted) return;
    let gone = false;
    Promise.all(
      (JSON.parse(wanted) as MapRef[]).map(async (map) =>
        readHeatMap(map, (await client.images.read({ sha256: map.sha256 })).bytes),
      ),
    ).then(
      (all) => gone || setRead({ of: wanted, maps: all }),
      () => gone || setRead(null),
    );
    return () => {
      gone = true;
    };
  }, [client, wanted]);
  return read !== null && read.of === wanted ? read.maps : null;
}

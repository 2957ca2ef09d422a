import { useMemo } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { useHeatMaps } from '../../components/picture/use-heat-maps.ts';
import type { InspectionRow } from '../../projection/row.ts';
import { nothingOver, type Over } from '../picture.tsx';
import type { Views } from '../views.ts';
import type { DrawingOnDesk } from './use-drawing.ts';

/** What lies over the picture as the views have it; while something is drawn that is always seen. */
export function useOver(
  client: Client | null,
  row: InspectionRow | null,
  { overlay, hidden, history }: Views,
  { sheet, pen, drawing, proposals, others }: DrawingOnDesk,
): { readonly over: Over; readonly heatNote: string } {
  const heat = row !== null && overlay === 'heatmap' && !hidden;
  const maps = useHeatMaps(client, heat && row.maps.length > 0 ? row.maps : null);
  const over = useMemo((): Over => {
    const drawn = { sheet, pen: drawing ? pen : null };
    if (hidden) return drawing ? { ...nothingOver, ...drawn } : nothingOver;
    return {
      ...drawn,
      findings: overlay === 'findings' ? proposals : [],
      maps: maps ?? [],
      others: history ? others : [],
    };
  }, [sheet, pen, drawing, hidden, overlay, proposals, maps, history, others]);
  return { over, heatNote: heat && row.maps.length === 0 ? 'This model gives no heat map' : '' };
}

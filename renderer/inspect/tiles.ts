import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Disposition } from '../../electron/contract/events.ts';
import type { Verdict } from '../../ml/verdict/result.ts';
import type { InspectionRow } from '../projection/row.ts';

/** One recent result as the strip shows it. */
export interface Tile {
  readonly id: string;
  readonly seq: number;
  readonly verdict: Verdict;
  /** Serial, else instrument, else nothing. */
  readonly name: string;
  readonly serial: string | null;
  readonly instrument: string | null;
  /** ISO time. */
  readonly at: string;
  readonly image: { readonly sha256: string; readonly page?: number | undefined };
  /** `v14`; null where nothing was judged. */
  readonly model: string | null;
  readonly disposition: Disposition | null;
}

export const tileOfRow = (row: InspectionRow): Tile => ({
  id: row.id,
  seq: row.seq,
  verdict: row.verdict,
  name: row.serial ?? row.instrument ?? '',
  serial: row.serial ?? null,
  instrument: row.instrument ?? null,
  at: new Date(row.at).toISOString(),
  image: row.image,
  model: row.version === undefined ? null : `v${row.version}`,
  disposition: row.disposition ?? null,
});

export function tileOfInspection({ id, seq, verdict, identity, at, image, steps }: Inspection): Tile {
  const version = steps.at(-1)?.version;
  return {
    id,
    seq,
    verdict,
    name: identity.serial ?? identity.instrument ?? '',
    serial: identity.serial ?? null,
    instrument: identity.instrument ?? null,
    at,
    image,
    model: version === undefined ? null : `v${version}`,
    disposition: null,
  };
}

/** Newest first; what the projection has not read yet is shown from the answer itself. */
export function mergeTiles(
  rows: readonly InspectionRow[],
  own: readonly Inspection[],
  station: string | null,
): readonly Tile[] {
  const tiles = new Map(own.map((inspection) => [inspection.id, tileOfInspection(inspection)]));
  for (const row of rows) if (station === null || row.station === station) tiles.set(row.id, tileOfRow(row));
  return [...tiles.values()].toSorted((a, b) => b.seq - a.seq);
}

import type { StationReport } from '../../../contract/fleet.ts';

/** What a station says of itself that judges with nothing, and has nothing to say. */
export const reportOf = (
  station: string,
  publicKeys: readonly string[],
  parts: Partial<StationReport> = {},
): StationReport => ({
  ...{ format: 1, station, app: '0.1.0', publicKeys: [...publicKeys], at: '2026-11-22T03:00:00.000Z' },
  journal: { id: 'j', head: { seq: 41, hash: 'e'.repeat(64) } },
  ...{ running: null, wanted: null, held: null, pinned: [], waiting: 0, parked: 0, orders: 0 },
  ...{ disk: { freeBytes: 5e9, ok: true }, camera: 'ready', refused: null, problem: null },
  ...parts,
});

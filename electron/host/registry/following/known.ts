import type { Head } from '../../journal/line.ts';
import type { Station } from '../../station.ts';
import { fetchReport, readReport, trustOf, type PinnedKey } from '../report.ts';
import type { Runs } from '../runs.ts';

/** Who a station is, by what it says and signs of itself. */
export interface Known {
  /** `silent`: it has not said anything yet; `new`: its key is none that is trusted here; `changed`: another key than the one pinned for it. */
  readonly trust: 'trusted' | 'new' | 'changed' | 'silent';
  /** Every key it ever signed with: Ed25519, DER (SPKI), base64. */
  readonly keys: readonly string[];
  /** Of its journal when it said so; null where it does not say. */
  readonly head: Head | null;
}

/** @throws LoupeError as Runs; Error that says why its report is none */
export type Identify = (station: string) => Promise<Known>;

/** @param keys that are trusted here now */
export function createIdentify(
  runs: Pick<Runs, 'get'>,
  own: Pick<Station, 'stationId' | 'publicKeys'>,
  keys: () => readonly PinnedKey[],
): Identify {
  return async (station) => {
    const bytes = await fetchReport(runs, station);
    if (bytes === null) return { trust: 'silent', keys: [], head: null };
    const signed = readReport(bytes, station);
    const trust = trustOf(signed, own, keys());
    const { publicKeys, journal } = signed.report;
    return { trust: trust === 'own' ? 'changed' : trust, keys: publicKeys, head: journal.head };
  };
}

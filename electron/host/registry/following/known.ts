import type { Head } from '../../journal/line.ts';
import type { Platform } from '../../platform.ts';
import type { Station } from '../../station.ts';
import { fetchReport, readReport, trustOf, type PinnedKey } from '../statements/report.ts';
import type { Runs } from '../runs.ts';

/** Who a station is, by what it says and signs of itself. */
export interface Known {
  /** `silent`: it has not said anything yet; `new`: its key is none that is trusted here; `changed`: another key than the one pinned for it. */
  readonly trust: 'trusted' | 'new' | 'changed' | 'silent';
  /** Every key it ever signed with: Ed25519, DER (SPKI), base64. */
  readonly keys: readonly string[];
  /** Id of the journal that it writes; null where it does not say. */
  readonly journal: string | null;
  /** Of its journal when it said so; null where it does not say. */
  readonly head: Head | null;
  /** The last line that it has sealed; null where it does not say. */
  readonly sealed: number | null;
}

/** @throws LoupeError as Runs; Error that says why its report is none */
export type Identify = (station: string) => Promise<Known>;

const stranger: Known = { trust: 'new', keys: [], journal: null, head: null, sealed: null };
/** So long the report of a station whose key is not trusted is not read again, unless the trusted keys change: a fleet has many of them. */
const strangeMs = 24 * 3_600_000;

/** @param keys that are trusted here now */
export function createIdentify({
  runs,
  own,
  keys,
  clock,
}: {
  readonly runs: Pick<Runs, 'get'>;
  readonly own: Pick<Station, 'stationId' | 'publicKeys'>;
  readonly keys: () => readonly PinnedKey[];
  readonly clock: Pick<Platform['clock'], 'monotonic'>;
}): Identify {
  /** Until when a station stays one. */
  const strangers = new Map<string, number>();
  let known: readonly PinnedKey[] = [];
  return async (station) => {
    const trusted = keys();
    if (trusted.length !== known.length || trusted.some((key, i) => key !== known[i])) {
      strangers.clear();
      known = [...trusted];
    }
    // Every trusted key is another station's: whatever it says, nobody here trusts it.
    if (trusted.every(({ station: of }) => of !== undefined && of !== station)) return stranger;
    if (clock.monotonic() < (strangers.get(station) ?? -Infinity)) return stranger;
    const bytes = await fetchReport(runs, station);
    if (bytes === null) return { ...stranger, trust: 'silent' };
    const signed = readReport(bytes, station);
    const trust = trustOf(signed, own, trusted);
    if (trust === 'new') {
      strangers.set(station, clock.monotonic() + strangeMs);
      return stranger;
    }
    const { publicKeys, journal } = signed.report;
    const { id, head, sealed = null } = journal;
    return { trust: trust === 'own' ? 'changed' : trust, keys: publicKeys, journal: id, head, sealed };
  };
}

import { stationReportSchema, type StationReport, type Trust } from '../../../contract/fleet.ts';
import { stationId } from '../../../contract/events.ts';
import type { TrustedKey } from '../../models/package.ts';
import type { Station } from '../../station.ts';
import { inspectCollection, noteTag, type Begun, type RunKey, type Runs } from '../runs.ts';
import { unlessMissing } from '../unless.ts';
import { readStatement, signStatement } from './statement.ts';

/** A report whose signature holds for one of the keys it names. Whether that key is the station's is another question: `trustOf`. */
export interface SignedReport {
  readonly report: StationReport;
  readonly keyId: string;
  /** Ed25519, DER (SPKI), base64. */
  readonly publicKey: string;
}

/** Where a station reports; it alone writes there. */
export const reportRun = (station: string): RunKey => ({
  collection: inspectCollection(station),
  key: 'station',
});
export const reportFile = 'station.json';

/** That run as others come upon it; it goes on as long as the station does. */
export const reportBegun = (station: string, at: number): Begun => ({
  ...{ name: 'station report', at },
  tags: {
    ...{ 'loupe.kind': 'station', 'loupe.station': station },
    ...{ 'mlflow.user': station, 'mlflow.source.name': 'loupe' },
    [noteTag]: `What the station ${station} says of itself at each of its polls, signed: \`station.json\`. An admin reads it on the Fleet screen.`,
  },
});

export const signReport = (report: StationReport, station: Pick<Station, 'publicKey' | 'sign'>): Uint8Array =>
  signStatement('station-report', stationReportSchema.parse(report), station);

/**
 * @param station whose place it was found in
 * @throws Error that says in words why it is no report of that station
 */
export function readReport(bytes: Uint8Array, station: string): SignedReport {
  const statement = readStatement('station-report', bytes);
  const { data: report } = stationReportSchema.safeParse(statement.said);
  if (report === undefined) throw new Error('it has not the shape of a station’s report');
  if (report.station !== station) throw new Error(`it is the report of ${report.station}`);
  const publicKey = report.publicKeys.find((key) => isSignedWith(statement, key));
  if (publicKey === undefined) throw new Error('its signature is not of a key that it names');
  return { report, keyId: statement.keyId, publicKey };
}

/** What is no key at all signs nothing. */
function isSignedWith(statement: ReturnType<typeof readStatement>, key: string): boolean {
  try {
    return statement.signedWith(key);
  } catch {
    return false;
  }
}

/** A key that an admin trusts; pinned where it is one station's. */
export type PinnedKey = TrustedKey & { readonly station?: string };

/** Whose word a report is: with a key pinned for its station no other key speaks for it, and that key for no other. */
export function trustOf(
  { report, publicKey }: SignedReport,
  own: Pick<Station, 'stationId' | 'publicKeys'>,
  keys: readonly PinnedKey[],
): Trust {
  if (report.station === own.stationId) return own.publicKeys.includes(publicKey) ? 'own' : 'changed';
  if (own.publicKeys.includes(publicKey)) return 'changed';
  const pinned = keys.filter(({ station }) => station === report.station);
  const key = keys.find((one) => one.publicKey === publicKey);
  if (pinned.length > 0) return pinned.some((one) => one === key) ? 'trusted' : 'changed';
  if (key === undefined) return 'new';
  return key.station === undefined ? 'trusted' : 'changed';
}

/** Ids of the stations that have a place in the registry, sorted. */
export const stationsOf = async (runs: Pick<Runs, 'collections'>): Promise<readonly string[]> =>
  (await runs.collections()).flatMap((collection) => {
    const [kind, station, ...more] = collection.split('/');
    return kind === 'inspect' && more.length === 0 && stationId.safeParse(station).success
      ? [station ?? '']
      : [];
  });

/** Its file as it lies there; null: it has not reported yet. @throws LoupeError as Runs */
export const fetchReport = (runs: Pick<Runs, 'get'>, station: string): Promise<Uint8Array | null> =>
  unlessMissing(runs.get(reportRun(station), reportFile));

/** 16 hex digits of a key's id, in fours, as people compare them. */
export const fingerprintOf = (keyId: string): string => keyId.slice(0, 16).replaceAll(/.{4}(?=.)/g, '$& ');

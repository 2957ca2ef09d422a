import { causeOf } from '../host/durable.ts';
import {
  fetchReport,
  fingerprintOf,
  readReport,
  stationsOf,
  trustOf,
  type SignedReport,
} from '../host/registry/statements/report.ts';
import type { ExitCode, Io } from './io.ts';
import { openRegistry } from './open-registry.ts';

/** `loupe registry list --stations`: what every station of the registry says of itself, and whether that counts here. */
export async function listStations(
  { json, data }: { readonly json?: boolean | undefined; readonly data?: string | undefined },
  io: Io,
): Promise<ExitCode> {
  const { runs, station, trusted } = await openRegistry(data, io);
  for (const id of await stationsOf(runs)) {
    const bytes = await fetchReport(runs, id);
    const read = bytes === null ? 'it has not reported yet' : reportIn(bytes, id);
    if (typeof read === 'string') {
      io.stdout(json ? JSON.stringify({ station: id, trust: null, problem: read }) : `${id}  ${read}`);
      continue;
    }
    const { report, keyId } = read;
    const trust = trustOf(read, station, trusted);
    const { at, running, wanted, held, pinned, waiting, parked, refused } = report;
    const fingerprint = fingerprintOf(keyId);
    const said = { ...{ running, wanted, held, pinned, waiting, parked, refused }, problem: report.problem };
    const judges = running === null ? 'nothing judges' : `${running.name} ${running.version}`;
    const wants =
      wanted === null || wanted.version === running?.version
        ? ''
        : `, wanted ${wanted.version} (serial ${wanted.serial})`;
    const why = [
      held && `held: ${held}`,
      refused && `refused ${refused.name} ${refused.version}: ${refused.why}`,
    ];
    io.stdout(
      json
        ? JSON.stringify({ station: id, trust, fingerprint, at, ...said })
        : [`${id}  ${trust} (${fingerprint})  ${at}  ${judges}${wants}`, ...why.filter(Boolean)].join('; '),
    );
  }
  return 0;
}

/** @returns why it is none, in words */
function reportIn(bytes: Uint8Array, station: string): SignedReport | string {
  try {
    return readReport(bytes, station);
  } catch (error) {
    return causeOf(error);
  }
}

import { openTrustedKeys, type TrustedKeys } from '../host/models/trusted-keys.ts';
import type { TrustedKey } from '../host/models/package.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import { connect } from '../host/registry/access/connection.ts';
import type { Registry } from '../host/registry/registry.ts';
import type { Runs } from '../host/registry/runs.ts';
import { openSettings } from '../host/settings.ts';
import { readStation, type StationRecord } from '../host/station.ts';
import { dataFolder } from './arguments.ts';
import { UsageError, type Io } from './io.ts';

/** The registry and the keys of a station, which may be running: nothing of it is changed. */
export async function openRegistry(
  data: string | undefined,
  io: Io,
): Promise<{
  readonly registry: Registry;
  readonly runs: Runs;
  readonly keys: readonly TrustedKey[];
  /** Of others, as an admin added them. */
  readonly trusted: ReturnType<TrustedKeys['keys']>;
  readonly station: StationRecord;
}> {
  const folder = dataFolder(data, io.environment);
  const platform = createNodePlatform({ data: folder, workers: (worker) => io.places.worker(worker) });
  const station = await readStation(platform.files);
  if (station === null) throw new UsageError(`there is no station in ${folder}: name its folder with --data`);
  const own = station.publicKeys.map((publicKey) => ({ publicKey, name: 'this station' }));
  const trusted = (await openTrustedKeys(platform, station)).keys();
  const keys = [...own, ...trusted];
  const settings = await openSettings({ platform });
  const { registry, runs } = await connect(platform, settings.current());
  return { registry, runs, keys, trusted, station };
}

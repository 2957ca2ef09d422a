import { openTrustedKeys } from '../host/models/trusted-keys.ts';
import type { TrustedKey } from '../host/models/package.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import { connect } from '../host/registry/connection.ts';
import type { Registry } from '../host/registry/registry.ts';
import { openSettings } from '../host/settings.ts';
import { readStation } from '../host/station.ts';
import { dataFolder } from './arguments.ts';
import { UsageError, type Io } from './io.ts';

/** The registry and the keys of a station, which may be running: nothing of it is changed. */
export async function openRegistry(
  data: string | undefined,
  io: Io,
): Promise<{ readonly registry: Registry; readonly keys: readonly TrustedKey[] }> {
  const folder = dataFolder(data, io.environment);
  const platform = createNodePlatform({ data: folder, workers: (worker) => io.places.worker(worker) });
  const station = await readStation(platform.files);
  if (station === null) throw new UsageError(`there is no station in ${folder}`);
  const own = station.publicKeys.map((publicKey) => ({ publicKey, name: 'this station' }));
  const keys = [...own, ...(await openTrustedKeys(platform, station)).keys()];
  const settings = await openSettings({ platform });
  const { registry } = await connect(platform, settings.current());
  return { registry, keys };
}

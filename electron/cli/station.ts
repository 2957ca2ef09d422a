import { LoupeError } from '../contract/errors.ts';
import { causeOf } from '../host/durable.ts';
import { createHost, type Host, type HostOptions } from '../host/host.ts';
import type { PackageFiles } from '../host/models/folder.ts';
import { openUnsigned } from '../host/models/package.ts';
import { ladder, type Machine } from '../host/models/providers.ts';
import { thisMachine } from '../host/node/machine.ts';
import { readFolder } from '../host/node/package-folder.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import type { Platform } from '../host/platform.ts';
import { UsageError } from './io.ts';
import type { Places } from '../host/node/places.ts';

type Opening = { readonly providers?: Machine['providers'] } & Pick<HostOptions, 'serves'>;

/**
 * The station of a folder, in this process.
 * @param starter the package folder that it begins with when it has none yet; null: it begins without
 * @throws UsageError when another Loupe has the folder
 */
export async function openStation(
  data: string,
  starter: string | null,
  places: Places,
  { providers = ladder(process.platform, process.arch), serves = false }: Opening = {},
): Promise<{ host: Host; platform: Platform }> {
  const platform = createNodePlatform({ data, workers: (worker) => places.worker(worker) });
  const machine = { ...thisMachine(), providers };
  try {
    const files = starter === null ? null : () => readPackageFolder(starter);
    const host = await createHost(platform, { app: places.version, machine, starter: files, serves });
    return { host, platform };
  } catch (error) {
    if (error instanceof LoupeError && error.code === 'busy')
      throw new UsageError(`another Loupe is using ${data}: stop it, or name another folder with --data`, {
        cause: error,
      });
    throw error;
  }
}

/**
 * Waits for the station's model.
 * @throws UsageError when it cannot be used
 */
export async function modelLoaded({ ready }: Host): Promise<void> {
  await ready.catch((error: unknown) => {
    throw new UsageError(`the model cannot be used: ${causeOf(error)}`, { cause: error });
  });
}

/**
 * Waits until the station judges with the package of a folder: a new station does from its start, and no command makes another one change.
 * @throws UsageError when it judges with another, or the package cannot be used
 */
export async function judgesWith(host: Host, folder: string): Promise<void> {
  await modelLoaded(host);
  const { sha256 } = await host.models.installUnsigned(await readPackageFolder(folder));
  const [active] = host.engine.status().models;
  if (active?.sha256 === sha256) return;
  throw new UsageError(
    `this station judges with ${active ? `${active.manifest.name} ${active.manifest.version}` : 'no model'}, not with ${folder}: ` +
      'choose another folder with --data (a new station begins with the package that --model names), or leave out --model',
  );
}

/**
 * Every file of a package, by its path inside the folder.
 * @throws UsageError when there is no package
 */
export async function readPackageFolder(folder: string): Promise<PackageFiles> {
  const files = await readFolder(folder).catch((error: unknown) => {
    throw new UsageError(`there is no package in ${folder}`, { cause: error });
  });
  if (!files.has('model.json'))
    throw new UsageError(`there is no package in ${folder}: it has no model.json`);
  return files;
}

/**
 * The package of a folder, whoever signed it: to be tried, not to be relied on.
 * @throws UsageError when there is none, or it is refused
 */
export async function openPackageFolder(folder: string): Promise<ReturnType<typeof openUnsigned>> {
  const files = await readPackageFolder(folder);
  try {
    return openUnsigned(files);
  } catch (error) {
    throw new UsageError(`${folder} is refused: ${causeOf(error)}`, { cause: error });
  }
}

import { LoupeError } from '../contract/errors.ts';
import { dataFolder, parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openStation, readPackageFolder } from './station.ts';

/**
 * `loupe model install PACKAGE`: stores a signed package on a station, as the Models screen does, whatever its size. What judges does not
 * change.
 */
export async function installCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {});
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError('name one package');
  const files = await readPackageFolder(folder);
  const { host } = await openStation(dataFolder(values.data, io.environment), null, io.places);
  try {
    // Whether this station can judge now does not matter here.
    await host.ready.catch(() => undefined);
    const { manifest, sha256, trustedBy } = await host.models.install(files);
    const { name, version } = manifest;
    io.stdout(
      values.json
        ? JSON.stringify({ package: folder, name, version, sha256, trustedBy })
        : `${name} ${version} is stored, trusted by ${trustedBy}; put it in use on the Models screen`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof LoupeError)) throw error;
    io.stderr(`${folder} is refused: ${Object.values(error.data).join('; ')}`);
    return 1;
  } finally {
    await host.close();
  }
}

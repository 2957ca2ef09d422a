import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SettingsChange } from '../../contract/settings.ts';
import { LoupeError, type RegistryRefusal } from '../../contract/errors.ts';
import { system } from '../../contract/people.ts';
import { openJournal } from '../../host/journal/open.ts';
import { createNodePlatform } from '../../host/platform-node.ts';
import {
  environmentCredentials,
  isPrivate,
  serverAddress,
  unfit,
  userOf,
  type Credentials,
  type Login,
} from '../../host/registry/access/access.ts';
import { changeLogin } from '../../host/registry/access/login.ts';
import type { MlflowServer } from '../../host/registry/mlflow/http.ts';
import { connectMlflow } from '../../host/registry/mlflow/mlflow-registry.ts';
import { openSettings } from '../../host/settings.ts';
import { openStation } from '../../host/station.ts';
import { dataFolder, parseArguments } from '../arguments.ts';
import { UsageError, type ExitCode, type Io } from '../io.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** `loupe registry login URL`: the station's registry from now on, and who the station is there. */
export async function registryLogin(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    user: text,
    token: flag,
    ca: text,
    unencrypted: flag,
  });
  const [given = io.environment['MLFLOW_TRACKING_URI'] ?? '', ...more] = positionals;
  if (more.length > 0) throw new UsageError('name one server');
  const address = serverAddress(given);
  if (address === null)
    throw new UsageError(
      `${given || 'no address'}: say the server’s address, as https://registry.example:5000, or set MLFLOW_TRACKING_URI`,
    );
  if (address.credentials !== null && positionals.length > 0)
    throw new UsageError(
      'no password on the command line, where others see it: leave it out of the address; it is asked for',
    );
  const { url } = address;
  const ca = values.ca === undefined ? undefined : await readCa(values.ca);
  const credentials = await credentialsOf(values, io);
  if (credentials !== null && !isPrivate(url) && values.unencrypted !== true)
    throw new UsageError(
      `${url} is not encrypted: everybody on the way could read the password. Use its https address, or say --unencrypted`,
    );

  const answer = await askVersion({ url, login: credentials, ...(ca !== undefined && { certificates: ca }) });
  if ('refused' in answer) {
    io.stderr(`${url} ${answer.refused}. Nothing was changed`);
    return 1;
  }
  if ('away' in answer)
    io.stderr(
      `${url} does not answer now (${answer.away}): the login is kept, and whether it is right will be seen when it does`,
    );

  const registryCaFile = values.ca === undefined ? '' : resolve(values.ca);
  await changeStation(values.data, io, credentials && { url, credentials }, {
    registryUrl: url,
    registryCaFile,
  });
  const version = 'version' in answer ? answer.version : null;
  const as = credentials === null ? null : (userOf(credentials) ?? 'a token');
  io.stdout(
    values.json
      ? JSON.stringify({ url, version, as })
      : `${url} is this station’s registry${version === null ? '' : ` (MLflow ${version})`}, ${as === null ? 'without a login' : `as ${as}`}`,
  );
  return 0;
}

const refusals: Partial<Record<RegistryRefusal, string>> = {
  login: 'does not let this user or token in',
  right: 'does not let this user or token in',
  'host-name': 'does not let this station in',
  certificate:
    'has a certificate that this machine does not trust: name the one that vouches for it with --ca FILE',
  name: 'is nowhere',
};

type Answer = { readonly version: string } | { readonly away: string } | { readonly refused: string };

async function askVersion(wanted: MlflowServer): Promise<Answer> {
  const server = connectMlflow({ ...wanted, silenceMs: 15_000 });
  try {
    return { version: await server.version() };
  } catch (error) {
    if (!(error instanceof LoupeError) || !('cause' in error.data)) return { refused: 'is no MLflow server' };
    const { cause } = error.data;
    if (error.code === 'registry-unreachable') return { away: cause };
    const why: RegistryRefusal | undefined = 'why' in error.data ? error.data.why : undefined;
    return { refused: `${(why && refusals[why]) ?? 'is no MLflow server'} (${cause})` };
  } finally {
    server.close();
  }
}

/** `loupe registry logout`: the registry is a folder again, and the login is forgotten. */
export async function registryLogout(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {});
  if (positionals.length > 0) throw new UsageError(`logout takes no ${positionals[0]}`);
  await changeStation(values.data, io, null, { registryUrl: '', registryCaFile: '' });
  io.stdout(values.json ? JSON.stringify({ url: null }) : 'The login is forgotten; the registry is a folder');
  return 0;
}

/** A user's password and a token come from the environment or from standard input, never from the command line. @throws UsageError */
async function credentialsOf(
  values: { readonly user?: string; readonly token?: boolean },
  io: Io,
): Promise<Credentials | null> {
  const { user, token } = values;
  if (user !== undefined && token) throw new UsageError('--user NAME or --token, not both');
  const set = environmentCredentials(io.environment);
  const found = await (async (): Promise<Credentials | null> => {
    if (user !== undefined) {
      const known = io.environment['MLFLOW_TRACKING_PASSWORD'];
      return { user, password: known || (await io.readSecret(`Password of ${user}: `)) };
    }
    if (token) return { token: io.environment['MLFLOW_TRACKING_TOKEN'] || (await io.readSecret('Token: ')) };
    return set;
  })();
  if (found === null) return null;
  if (Object.values(found).includes('')) throw new UsageError('the user, the password or the token is empty');
  const why = unfit(found);
  if (why !== null) throw new UsageError(why);
  return found;
}

/** @throws UsageError */
async function readCa(file: string): Promise<string> {
  const pem = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read`, { cause: error });
  });
  try {
    void new X509Certificate(pem);
  } catch (error) {
    throw new UsageError(`${file} is no certificate (PEM)`, { cause: error });
  }
  return pem;
}

/** Changes a station's login and settings as the Station screen would: with lines in its journal. @throws UsageError while it runs */
async function changeStation(
  data: string | undefined,
  io: Io,
  login: Login | null,
  change: SettingsChange,
): Promise<void> {
  const folder = dataFolder(data, io.environment);
  const { places } = io;
  const platform = createNodePlatform({ data: folder, workers: (worker) => places.worker(worker) });
  const lock = await platform.files.lock();
  if (lock === null)
    throw new UsageError(`a Loupe is using ${folder}: stop it, or name another folder with --data`);
  try {
    const settings = await openSettings({ platform });
    const station = await openStation({ platform, app: places.version });
    const journal = await openJournal({ platform, station, app: places.version });
    try {
      await changeLogin(platform, journal, login, system);
      const changes = await settings.change(change);
      if (changes.length > 0) await journal.append('settings.changed', { changes: [...changes] }, system);
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}

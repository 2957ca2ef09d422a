import { LoupeError } from '../../../contract/errors.ts';
import type { Actor } from '../../../contract/people.ts';
import type { Parked, RegistryAccess, Trial } from '../../../contract/registry-access.ts';
import { causeOf } from '../../durable.ts';
import type { Journal } from '../../journal/journal.ts';
import { createLatest } from '../../latest.ts';
import type { Platform } from '../../platform.ts';
import type { SettingsStore } from '../../settings.ts';
import {
  chooseAccess,
  environmentCredentials,
  isPrivate,
  serverAddress,
  unfit,
  userOf,
  type Credentials,
  type Login,
} from './access.ts';
import { readCertificates, type Connections, type RegistrySettings } from './connection.ts';
import { changeLogin, readLogin } from './login.ts';
import { connectMlflow } from '../mlflow/mlflow-registry.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Follower } from '../following/follower.ts';
import type { Sender } from '../sending/sender.ts';
import { tryRegistry } from './trial.ts';

export interface LoginWish {
  readonly url: string;
  readonly caFile: string;
  readonly credentials: Credentials;
  /** Whether the password may travel so that others can read it. */
  readonly unencrypted: boolean;
}

/** The way to the registry, as the Station screen shows and changes it while the station runs. */
export interface AccessRoom {
  follow(signal: AbortSignal | undefined): AsyncGenerator<RegistryAccess, void>;
  /** @returns the server's version; null: it does not answer now. @throws LoupeError `bad-input`, `registry-refused`: nothing was changed */
  login(wish: LoginWish, by: Actor): Promise<string | null>;
  logout(by: Actor): Promise<void>;
  tryIt(wish: RegistrySettings, signal: AbortSignal | undefined): AsyncGenerator<Trial, void>;
  parked(): readonly Parked[];
  again(id: string): Promise<void>;
  /** Nothing waits any longer: what is owed is sent, what others wrote and what is promoted is looked for. */
  sendNow(): Promise<void>;
}

interface AccessDeps {
  readonly platform: Platform;
  readonly stationId: string;
  readonly journal: Pick<Journal, 'append'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly connections: Pick<Connections, 'current' | 'watch' | 'renew'>;
  /** null: nothing is sent. */
  readonly sender: () => Pick<Sender, 'parked' | 'again' | 'now'> | null;
  /** null: nobody is followed. */
  readonly follower: () => Pick<Follower, 'now'> | null;
  readonly delivery: Pick<Delivery, 'wake'>;
}

export async function openAccessRoom({
  platform,
  stationId,
  journal,
  settings,
  connections,
  sender,
  follower,
  delivery,
}: AccessDeps): Promise<AccessRoom> {
  const read = async (): Promise<RegistryAccess> => {
    const found = await readLogin(platform).then(
      (kept) => ({ kept, unreadable: null }),
      (error: unknown) => ({ kept: null, unreadable: wordsOf(error) }),
    );
    return accessView({
      ...found,
      settings: settings.current(),
      environment: platform.environment,
      own: connections.current().own,
    });
  };
  const view = createLatest(await read());
  connections.watch(() => void read().then((next) => view.set(next)));

  return {
    follow: (signal) => view.follow(signal),
    async login({ url: given, caFile, credentials, unencrypted }, by) {
      const url = serverAddress(given)?.url;
      if (url === undefined) throw refused('The address', 'another form', 'https://registry.example:5000');
      const why = unfit(credentials);
      if (why !== null) throw refused('This login', 'it', `one that fits: ${why}`);
      if (!unencrypted && !isPrivate(url))
        throw refused(
          'The address',
          'one that is not encrypted',
          'https, or saying that it may be read on the way',
        );
      const version = await versionAt({ url, caFile, credentials }, platform);
      await changeLogin(platform, journal, { url, credentials }, by);
      await connections.renew();
      return version;
    },
    async logout(by) {
      await changeLogin(platform, journal, null, by);
      await connections.renew();
    },
    tryIt: (wish, signal) => tryRegistry({ platform, stationId }, wish, signal),
    parked: () => sender()?.parked() ?? [],
    async again(id) {
      const now = sender();
      if (now === null) throw new LoupeError('not-found', { what: 'parked item', id });
      await now.again(id);
    },
    async sendNow() {
      void follower()?.now();
      delivery.wake();
      await sender()?.now();
    },
  };
}

/** What the screen is told: nothing secret. */
function accessView({
  settings,
  environment,
  kept,
  unreadable,
  own,
}: {
  readonly settings: RegistrySettings;
  readonly environment: Platform['environment'];
  readonly kept: Login | null;
  readonly unreadable: string | null;
  readonly own: boolean;
}): RegistryAccess {
  const access = chooseAccess({ settings, environment, kept });
  const named = serverAddress(environment['MLFLOW_TRACKING_URI'] ?? '');
  const variables = environmentCredentials(environment);
  const credentials = variables ?? named?.credentials ?? null;
  return {
    kind: access !== null ? 'mlflow' : own ? 'own' : 'folder',
    url: access?.url ?? null,
    from: access?.from ?? 'settings',
    kept: kept && { as: userOf(kept.credentials), url: kept.url },
    environment: credentials && {
      as: userOf(credentials),
      url: named?.url ?? null,
      variable:
        variables === null
          ? 'MLFLOW_TRACKING_URI'
          : 'token' in credentials
            ? 'MLFLOW_TRACKING_TOKEN'
            : 'MLFLOW_TRACKING_USERNAME',
    },
    unreadable,
  };
}

/** @returns null where it does not answer now @throws LoupeError `registry-refused` */
async function versionAt(
  { url, caFile, credentials }: Omit<LoginWish, 'unencrypted'>,
  { outside }: Pick<Platform, 'outside'>,
): Promise<string | null> {
  const certificates = caFile === '' ? {} : { certificates: await readCertificates(outside, caFile) };
  const server = connectMlflow({ url, login: credentials, silenceMs: 15_000, ...certificates });
  try {
    return await server.version();
  } catch (error) {
    if (error instanceof LoupeError && error.code === 'registry-unreachable') return null;
    throw error;
  } finally {
    server.close();
  }
}

const refused = (what: string, got: string, allowed: string) =>
  new LoupeError('bad-input', { what, got, allowed });

const wordsOf = (error: unknown): string =>
  error instanceof LoupeError && 'what' in error.data ? error.data.what : causeOf(error);

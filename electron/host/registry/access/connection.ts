import { createHash } from 'node:crypto';
import type { Settings } from '../../../contract/settings.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { causeOf } from '../../durable.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import { chooseAccess, type Access } from './access.ts';
import { createFolderRegistry } from '../folder/folder-registry.ts';
import { createFolderRuns } from '../folder/folder-runs.ts';
import { readLogin } from './login.ts';
import { connectMlflow } from '../mlflow/mlflow-registry.ts';
import type { Registry } from '../registry.ts';
import type { Runs } from '../runs.ts';

/** The registry that a station works with. */
export interface Connection {
  readonly kind: 'folder' | 'mlflow';
  /** It is the folder inside the station's own: nobody else is there, so nothing is sent to it. */
  readonly own: boolean;
  /** Tells this registry from every other; no address. */
  readonly id: string;
  readonly registry: Registry;
  readonly runs: Runs;
  /** Ends what is under way. */
  close(): void;
}

export type RegistrySettings = Pick<Settings, 'registryUrl' | 'registryCaFile' | 'registryFolder'>;
type World = Pick<Platform, 'clock' | 'files' | 'shared' | 'outside' | 'random' | 'secrets' | 'environment'>;

/**
 * The registry that settings, environment and login name. One that cannot be used is one that refuses everything: a station never works
 * with another registry than it was told.
 */
export async function connect(platform: World, settings: RegistrySettings): Promise<Connection> {
  const { environment } = platform;
  let access: Access | null = null;
  try {
    const kept = await readLogin(platform);
    access = chooseAccess({ settings, environment, kept });
    return access === null ? folder(platform, settings.registryFolder) : await server(platform, access);
  } catch (error) {
    const why = new LoupeError('registry-refused', { cause: causeOf(error) }, { cause: error });
    const none = { registry: refusing<Registry>(why), runs: refusing<Runs>(why), close: () => undefined };
    return { kind: 'mlflow', own: false, id: idOf(access?.url ?? settings.registryUrl), ...none };
  }
}

const idOf = (place: string): string => createHash('sha256').update(place).digest('hex').slice(0, 32);

function folder({ files, shared, random }: World, path: string): Connection {
  const own = path === '';
  const deps = { files: own ? files : shared(path), root: own ? 'registry' : '', random };
  return {
    ...{ kind: 'folder', own, id: idOf(path), close: () => undefined },
    ...{ registry: createFolderRegistry(deps), runs: createFolderRuns(deps) },
  };
}

async function server({ outside, clock }: World, { url, credentials, caFile }: Access): Promise<Connection> {
  const certificates = caFile === null ? undefined : await readCertificates(outside, caFile);
  const connected = connectMlflow(
    { ...{ url, login: credentials }, ...(certificates !== undefined && { certificates }) },
    clock.now,
  );
  return { kind: 'mlflow', own: false, id: idOf(url), ...connected };
}

/** The certificates (PEM) of a file. @throws Error that names it */
export async function readCertificates(outside: World['outside'], file: string): Promise<string> {
  const cut = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  try {
    return new TextDecoder().decode(await outside(file.slice(0, cut + 1)).read(file.slice(cut + 1)));
  } catch (error) {
    throw new Error(`the certificate ${file} cannot be read: ${causeOf(error)}`, { cause: error });
  }
}

/** Whatever is asked of it fails so. */
const refusing = <T extends object>(error: LoupeError): T =>
  new Proxy<object>({}, { get: () => () => Promise.reject(error) }) as T;

/** The registry in force now: settings and login may choose another one while the station runs. */
export interface Connections {
  current(): Connection;
  /** Calls back when another one has come into force. Returns the stop function. */
  watch(listener: () => void): () => void;
  /** Looks at settings and login again. */
  renew(): Promise<void>;
  close(): void;
}

export async function openConnections(
  platform: World,
  settings: { current(): RegistrySettings; watch(listener: () => void): () => void },
): Promise<Connections> {
  const listeners = new Set<() => void>();
  const inTurn = sequential();
  let current = await connect(platform, settings.current());
  const renew = () =>
    inTurn(async () => {
      const before = current;
      current = await connect(platform, settings.current());
      before.close();
      for (const listener of listeners) listener();
    });
  const said = () => {
    const { registryUrl, registryCaFile, registryFolder } = settings.current();
    return JSON.stringify([registryUrl, registryCaFile, registryFolder]);
  };
  let known = said();
  const unwatch = settings.watch(() => {
    if (said() === known) return;
    known = said();
    void renew();
  });
  return {
    current: () => current,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    renew,
    close() {
      unwatch();
      current.close();
    },
  };
}

/** What works with one registry, from when it comes into force until another does. */
export interface Connected<T> {
  /** null: it is not open now, or there is nobody to work with. */
  current(): T | null;
  /** The same once it is known whether it can be opened. */
  settled(): Promise<T | null>;
  close(): Promise<void>;
}

/**
 * Opens `T` for the registry in force, in the background, and closes it when another one comes into force; for a station's own folder there is none.
 * @param failed hears why it could not be opened @param atOnce otherwise from when it is asked for, by `settled`
 */
export function whileConnected<T extends { close(): Promise<void> | void }>(
  connections: Pick<Connections, 'current' | 'watch'>,
  open: (connection: Connection) => Promise<T>,
  failed: (error: unknown) => void,
  atOnce = true,
): Connected<T> {
  const inTurn = sequential();
  let begun = false;
  let closed = false;
  let current: T | null = null;
  const change = () =>
    void inTurn(async () => {
      await current?.close();
      current = null;
      const connection = connections.current();
      if (begun && !closed && !connection.own) current = await open(connection);
    }).catch(failed);
  const unwatch = connections.watch(change);
  const begin = () => {
    if (begun) return;
    begun = true;
    change();
  };
  if (atOnce) begin();
  return {
    current: () => current,
    settled() {
      begin();
      return inTurn(async () => current);
    },
    close() {
      closed = true;
      unwatch();
      return inTurn(async () => current?.close());
    },
  };
}

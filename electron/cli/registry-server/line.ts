import { join } from 'node:path';

/** What a server is started with. */
export interface ServerWishes {
  /** Absolute; holds the database, the artifacts and, with accounts, the people. */
  readonly store: string;
  readonly address: string;
  readonly port: number;
  readonly workers: number;
  /** Names under which others reach it, beside this machine's own. */
  readonly hosts: readonly string[];
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  /** Files of basic-auth; null: whoever reaches the port may do everything. */
  readonly accounts: {
    readonly config: string;
    readonly secretKey: string;
    /** The administrator's, needed once, for a new store. */
    readonly password: string | null;
  } | null;
}

/** The words after `python`. Flags and their reasons are in resources/registry/README.md. */
export function serverLine(wishes: ServerWishes): readonly string[] {
  const { store, address, port, workers, tls, accounts } = wishes;
  const uvicorn = [
    // One line a request would fill the disk.
    '--no-access-log',
    ...(tls === null
      ? []
      : [`--ssl-certfile=${quoted(tls.certificateFile)}`, `--ssl-keyfile=${quoted(tls.keyFile)}`]),
  ];
  return [
    ...['-m', 'mlflow', 'server', '--host', address, '--port', String(port), '--workers', String(workers)],
    ...['--backend-store-uri', sqlite(store, 'mlflow.db'), '--serve-artifacts'],
    ...['--artifacts-destination', join(store, 'artifacts')],
    ...['--allowed-hosts', allowedHosts(wishes).join(',')],
    `--uvicorn-opts=${uvicorn.join(' ')}`,
    ...(accounts === null ? [] : ['--app-name', 'basic-auth']),
  ];
}

/**
 * What the server finds in its environment. Nothing of MLflow's or Python's that happens to be set here reaches it: a tracking address meant for
 * clients, say, or another Python's modules.
 */
export function serverEnvironment(
  outer: Readonly<Record<string, string | undefined>>,
  { accounts }: Pick<ServerWishes, 'accounts'>,
): Record<string, string | undefined> {
  const kept = Object.entries(outer).filter(([name]) => !/^(MLFLOW_|PYTHON(PATH|HOME)$)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    // With the usual 5 and 10 parallel writers wait half a minute and are then refused.
    MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: '20',
    MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: '40',
    ...(accounts !== null && {
      MLFLOW_AUTH_CONFIG_PATH: accounts.config,
      MLFLOW_FLASK_SERVER_SECRET_KEY: accounts.secretKey,
    }),
    ...(accounts !== null && accounts.password !== null && { MLFLOW_AUTH_ADMIN_PASSWORD: accounts.password }),
  };
}

/** With and without a port, as a browser and a proxy say it. */
const allowedHosts = ({ address, hosts }: Pick<ServerWishes, 'address' | 'hosts'>): readonly string[] =>
  [...new Set(['localhost', '127.0.0.1', inUrl(address), ...hosts])].flatMap((host) => [host, `${host}:*`]);

/** SQLAlchemy's address of a file: three slashes, then the absolute path (four in all where it begins with one). */
export const sqlite = (store: string, name: string): string =>
  `sqlite:///${join(store, name).replaceAll('\\', '/')}`;

export const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** For Python's shlex. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

import { mkdir } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { takeLock } from '../../host/node/lock.ts';
import { checkPort, PortTaken } from '../../served/listen.ts';
import { dataFolder, listOf, parseArguments, wholeNumber } from '../arguments.ts';
import { UsageError, type ExitCode, type Io } from '../io.ts';
import { readOutside } from '../outside.ts';
import { runProcess } from '../process.ts';
import { cacheFolder } from '../setup-training.ts';
import { hasAccounts, openAccounts } from './accounts.ts';
import { isHealthy, startServer, type Server } from './child.ts';
import { inUrl, serverEnvironment, serverLine, type ServerWishes } from './line.ts';
import { ensureServerPython, type Installer } from './python.ts';

/** Beside the station's page and API, 7310 and 7311. */
export const registryPort = 7312;
/** The first start of a new store makes its tables. */
const startLimitMs = 5 * 60_000;
const text = { type: 'string' } as const;

/** `loupe registry serve`: a real MLflow server on this machine, until Ctrl-C. */
export async function registryServe(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    ...{
      port: text,
      workers: text,
      python: text,
      allow: text,
      bind: text,
      'tls-cert': text,
      'tls-key': text,
    },
    ...{ accounts: { type: 'boolean' }, 'password-file': text },
  });
  const [chosen, ...more] = positionals;
  if (more.length > 0) throw new UsageError('name one folder for the server');
  const store = resolve(chosen ?? `${dataFolder(values.data, io.environment)}-registry`);
  const reach = await readReach(values);
  const workers = wholeNumber('workers', values.workers ?? (process.platform === 'win32' ? '1' : '2'), 1, 64);
  if (values['password-file'] !== undefined && values.accounts !== true)
    throw new UsageError('--password-file goes with --accounts');

  await checkPort(reach.port).catch((error: unknown) => {
    if (!(error instanceof PortTaken)) throw error;
    const what = 'If a registry runs there already, use it or stop it; else choose another with --port N';
    throw new UsageError(`port ${reach.port} is taken. ${what}`, { cause: error });
  });
  await mkdir(store, { recursive: true, mode: 0o700 });
  const lock = await takeLock(store);
  if (lock === null)
    throw new UsageError(`another registry is served from ${store}: stop it, or name another folder`);
  try {
    if (values.accounts !== true && hasAccounts(store))
      throw new UsageError(
        `${store} has accounts: without --accounts everybody would see and change all of it`,
      );
    const accounts = values.accounts
      ? await openAccounts(store, values['password-file'], io.environment)
      : null;
    const python = await pythonOf(values.python, io);
    if (python === null) return 1;
    const wishes: ServerWishes = { store, workers, accounts, ...reach };
    const log = join(store, 'server.log');
    const server = startServer(python, serverLine(wishes), {
      ...{ environment: serverEnvironment(io.environment, wishes), folder: store, log },
    });
    return await keep(server, wishes, log, values.json === true, io);
  } finally {
    await lock.release();
  }
}

/** Where it listens, and for whom. @throws UsageError for another address than this machine's own without accounts and a certificate */
async function readReach(
  values: Readonly<Partial<Record<'port' | 'allow' | 'bind' | 'tls-cert' | 'tls-key', string>>> & {
    readonly accounts?: boolean;
  },
): Promise<Pick<ServerWishes, 'address' | 'port' | 'hosts' | 'tls'>> {
  const port = wholeNumber('port', values.port ?? String(registryPort), 1, 65535);
  const hosts = listOf(values.allow);
  for (const host of hosts)
    if (!/^(\*\.)?[A-Za-z\d.-]+$/.test(host))
      throw new UsageError(
        `--allow ${host}: names or addresses with commas between them are allowed, as in registry.example`,
      );
  const { bind, 'tls-cert': certificateFile, 'tls-key': keyFile } = values;
  const at = bind === undefined ? undefined : `${isIPv6(bind) ? `[${bind}]` : bind}:${port}`;
  const outside = await readOutside({ ...values, ...(at !== undefined && { bind: at }) });
  if (outside === undefined || certificateFile === undefined || keyFile === undefined)
    return { address: '127.0.0.1', port, hosts, tls: null };
  if (values.accounts !== true)
    throw new UsageError('--bind lets other machines in: it needs --accounts, so that each says who it is');
  const tls = { certificateFile: resolve(certificateFile), keyFile: resolve(keyFile) };
  return { address: outside.address, port, hosts, tls };
}

/** @returns null when there is none, and why has been said */
async function pythonOf(chosen: string | undefined, io: Io): Promise<string | null> {
  if (chosen !== undefined) return resolve(chosen);
  const made = await serverPython(io);
  if ('python' in made) return made.python;
  if (!io.signal.aborted)
    io.stderr(
      `MLflow could not be fetched: ${made.why}. Nothing was started. It takes the network once (pip and uv honour their own settings ` +
        'for a proxy or another index), or a Python that has it: --python FILE',
    );
  return null;
}

/** The Python of this program's server, found or made. */
export function serverPython(io: Io): ReturnType<typeof ensureServerPython> {
  const { environment, signal, places } = io;
  const machine: Installer = {
    system: process.platform,
    run: (program, args, options) => runProcess(program, args, { environment, signal, ...options }),
    progress: (line) => io.stderr(line),
  };
  const requirements = join(places.root, 'resources', 'registry', 'requirements.txt');
  return ensureServerPython(machine, requirements, cacheFolder(io));
}

/** Says when it answers, and ends it when asked. */
async function keep(
  server: Server,
  wishes: ServerWishes,
  log: string,
  json: boolean,
  io: Io,
): Promise<ExitCode> {
  const stopped = new Promise<void>((done) => {
    if (io.signal.aborted) done();
    io.signal.addEventListener('abort', () => done(), { once: true });
  });
  const { address, port, store, tls } = wishes;
  const anywhere = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  const url = `${tls === null ? 'http' : 'https'}://${inUrl(anywhere)}:${port}`;
  const first = await Promise.race([healthy(url, io), stopped, server.ended]);
  if (first === true) {
    if (json)
      io.stdout(
        JSON.stringify({ event: 'serving', url, port, accounts: wishes.accounts !== null, data: store }),
      );
    else {
      io.stdout(`The registry is running: ${url}`);
      io.stdout(`What it holds is in ${store}. Ctrl-C stops it.`);
      io.stdout(`A station uses it after: npx loupe registry login ${url}`);
    }
  }
  const last = first === true ? await Promise.race([stopped, server.ended]) : first;
  if (typeof last === 'string') {
    io.stderr(`The registry’s server ended: ${last}. All it said is in ${log}`);
    return 3;
  }
  io.stderr(
    last === false ? `The registry’s server did not answer in time. All it said is in ${log}` : 'stopping',
  );
  await server.end();
  return last === false ? 3 : 0;
}

/** @returns false when it did not answer in time, or nobody waits any more */
async function healthy(url: string, io: Io): Promise<boolean> {
  const begun = performance.now();
  for (let tries = 1; !io.signal.aborted; tries++) {
    if (await isHealthy(url)) return true;
    const seconds = Math.round((performance.now() - begun) / 1000);
    if (seconds * 1000 > startLimitMs) return false;
    if (tries % 10 === 0)
      io.stderr(`the server is starting (${seconds} s; the first time it makes its tables)`);
    await pause(500);
  }
  return false;
}

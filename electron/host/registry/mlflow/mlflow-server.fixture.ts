import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../../../out/tests.json', import.meta.url));
const found = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { mlflow?: string | null; mlflowServer?: string | null })
  : {};

/** The Python that can run an MLflow server: the one the environment names, else what `loupe setup tests` found; null: none. */
export const serverPython: string | null = process.env['LOUPE_MLFLOW_SERVER'] ?? found.mlflowServer ?? null;
/** The Python that has MLflow's client and onnxruntime. */
export const clientPython: string | null = process.env['LOUPE_MLFLOW_CLIENT'] ?? found.mlflow ?? null;

export interface RunningServer {
  readonly url: string;
  /** Its data: `artifacts/`, and `mlflow.db` where it has no other database. */
  readonly folder: string;
  /** Ends it from one moment to the next, at whatever it is. */
  kill(): Promise<void>;
  /** Starts it again at the same address, with what it had. */
  again(): Promise<void>;
  /** Ends it, and removes the folder. */
  stop(): Promise<void>;
}

/** What it is started with, where that is not SQLite in its folder and one worker. */
export interface ServerWishes {
  /** As SQLAlchemy names it. */
  readonly database?: string;
  readonly workers?: number;
  readonly environment?: NodeJS.ProcessEnv;
}

/** A server in a folder of its own, without jobs and telemetry. Stopped by its process id. */
export async function startServer(
  python: string,
  { database, workers = 1, environment = {} }: ServerWishes = {},
): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const words = [
    ...[
      '-m',
      'mlflow',
      'server',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--workers',
      String(workers),
    ],
    ...['--backend-store-uri', database ?? `sqlite:///${join(folder, 'mlflow.db')}`],
    ...['--serve-artifacts', '--artifacts-destination', join(folder, 'artifacts')],
  ];
  let kill = async () => {};
  const again = async () => {
    let said = '';
    const server = spawn(python, words, {
      cwd: folder,
      // A group of its own: the command has workers below it, which would outlive it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...{ MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', MLFLOW_DISABLE_TELEMETRY: 'true' },
        ...{ MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: '20', MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: '40' },
        ...environment,
      },
    });
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    kill = async () => {
      if (server.exitCode === null && server.signalCode === null && server.pid !== undefined)
        process.kill(-server.pid, 'SIGKILL');
      await ended;
    };
    for (let tries = 0; tries < 600; tries++) {
      if (server.exitCode !== null) break;
      if (await answers(`${url}/health`)) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await kill();
    throw new Error(`the MLflow server did not start: ${said}`);
  };
  const stop = async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await again();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, folder, kill: () => kill(), again, stop };
}

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', () => resolve(false));
  });

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

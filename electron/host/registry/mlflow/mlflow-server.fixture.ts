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
  /** Its data: `mlflow.db` and `artifacts/`. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** A server with SQLite in a folder of its own, one worker, without jobs and telemetry. Stopped by its process id, and the folder removed. */
export async function startServer(python: string): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let said = '';
  const server = spawn(
    python,
    [
      ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`],
      ...['--serve-artifacts', '--artifacts-destination', join(folder, 'artifacts')],
    ],
    {
      cwd: folder,
      // A group of its own: the command has a worker below it, which would outlive it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...{ MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', MLFLOW_DISABLE_TELEMETRY: 'true' },
        ...{ MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: '20', MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: '40' },
      },
    },
  );
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    if (server.exitCode === null && server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) break;
    if (await answers(`${url}/health`)) return { url, folder, stop };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await stop();
  throw new Error(`the MLflow server did not start: ${said}`);
}

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', () => resolve(false));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

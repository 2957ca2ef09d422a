import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './mlflow-server.fixture.ts';

const file = fileURLToPath(new URL('../../../../out/tests.json', import.meta.url));
interface Postgres {
  /** Holds `initdb` and `postgres`. */
  readonly programs: string;
  /** Holds psycopg2, for the Python that runs MLflow's server. */
  readonly driver: string;
}

/** What `loupe setup tests` found; null: none. */
export const postgres: Postgres | null = existsSync(file)
  ? ((JSON.parse(readFileSync(file, 'utf8')) as { postgres?: Postgres | null }).postgres ?? null)
  : null;

export interface RunningPostgres {
  /** As SQLAlchemy names it. */
  readonly database: string;
  /** Ends it, and removes its folder. */
  stop(): Promise<void>;
}

/** Postgres runs as anybody but root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;

/** A PostgreSQL of its own, in a folder of its own, that only this machine reaches. @param words more options of it */
export async function startPostgres(
  { programs }: Postgres,
  words: readonly string[] = [],
): Promise<RunningPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-postgres-'));
  if (nobody !== null) chownSync(folder, nobody.uid, nobody.gid);
  const data = join(folder, 'data');
  const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const options = { ...nobody, cwd: folder, env: environment };
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'mlflow', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...options, encoding: 'utf8' },
  );
  const port = await freePort();
  let said = made.status === 0 ? '' : `${made.error?.message ?? ''}${made.stderr}`;
  const place = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder];
  const server = spawn(join(programs, 'postgres'), [...place, ...words], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    // Its word for: at once, whoever is connected.
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGQUIT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    if (await listens(port)) {
      const database = `postgresql+psycopg2://mlflow@127.0.0.1:${port}/postgres`;
      return { database, stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`PostgreSQL did not start: ${said}`);
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

const emptying = `
import sys, psycopg2
database = psycopg2.connect(sys.argv[1])
with database, database.cursor() as cursor:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    kept = {'alembic_version', 'workspaces', 'experiments'}
    names = ', '.join('"' + name + '"' for (name,) in cursor if name not in kept)
    cursor.execute('TRUNCATE ' + names)
    cursor.execute('DELETE FROM experiments WHERE experiment_id <> 0')
`;

/** Takes every row out of the server's database, as a new one has none. @param python the one that runs MLflow's server */
export function emptyDatabase({ driver }: Postgres, python: string, { database }: RunningPostgres): void {
  const { status, stderr } = spawnSync(python, ['-c', emptying, database.replace('+psycopg2', '')], {
    ...{ encoding: 'utf8', env: { ...process.env, PYTHONPATH: driver } },
  });
  if (status !== 0) throw new Error(`the database was not emptied: ${stderr}`);
}

import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { registrySuite } from '../registry-suite.fixture.ts';
import { runsSuite } from '../runs-suite.fixture.ts';
import { connectMlflow, type MlflowRegistry } from './mlflow-registry.ts';
import { serverPython, startServer, type RunningServer } from './mlflow-server.fixture.ts';
import { emptyDatabase, postgres, startPostgres, type RunningPostgres } from './postgres.fixture.ts';
import { keptRun } from './rest.fixture.ts';

const there = process.env['LOUPE_FULL'] === '1' && serverPython !== null && postgres !== null;

describe.skipIf(!there)('MLflow on PostgreSQL (LOUPE_FULL=1; skipped where there is none)', () => {
  let database: RunningPostgres | undefined;
  let server: RunningServer;
  beforeAll(async () => {
    database = await startPostgres(postgres!, ['-c', 'fsync=off']);
    server = await startServer(serverPython!, {
      ...{ database: database.database, workers: 2, environment: { PYTHONPATH: postgres!.driver } },
    });
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    await database?.stop();
  });

  const open: MlflowRegistry[] = [];
  afterEach(() => open.splice(0).forEach(({ close }) => close()));
  const connect = () => {
    const connected = connectMlflow({ url: server.url, login: null });
    open.push(connected);
    return connected;
  };
  const empty = () => emptyDatabase(postgres!, serverPython!, database!);

  describe('as a registry', () =>
    registrySuite(async () => {
      empty();
      return () => connect().registry;
    }));
  describe('as runs', () =>
    runsSuite(async () => {
      empty();
      return { connect: () => connect().runs, kept: (key) => keptRun(server, key) };
    }));
});

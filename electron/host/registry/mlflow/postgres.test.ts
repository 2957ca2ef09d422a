import { afterAll, beforeAll, describe } from 'vitest';
import { serverPython, startServer, type RunningServer } from './mlflow-server.fixture.ts';
import { emptyDatabase, postgres, startPostgres, type RunningPostgres } from './postgres.fixture.ts';
import { mlflowSuites } from './suites.fixture.ts';

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

  mlflowSuites(
    () => server,
    () => emptyDatabase(postgres!, serverPython!, database!),
  );
});

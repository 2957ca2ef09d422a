import { afterAll, describe } from 'vitest';
import { serverPython, startServer } from './mlflow-server.fixture.ts';
import { emptyDatabase, postgres, startPostgres, type RunningPostgres } from './postgres.fixture.ts';
import { mlflowSuites } from './suites.fixture.ts';

const there = process.env['LOUPE_FULL'] === '1' && serverPython !== null && postgres !== null;

describe.skipIf(!there)('MLflow on PostgreSQL (LOUPE_FULL=1; skipped where there is none)', () => {
  let database: RunningPostgres | undefined;
  afterAll(() => database?.stop());

  mlflowSuites(
    async () => {
      database = await startPostgres(postgres!, ['-c', 'fsync=off']);
      return startServer(serverPython!, {
        ...{ database: database.database, workers: 2, environment: { PYTHONPATH: postgres!.driver } },
      });
    },
    () => emptyDatabase(postgres!, serverPython!, database!),
  );
});

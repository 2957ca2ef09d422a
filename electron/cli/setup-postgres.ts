import { join } from 'node:path';
import type { Machine } from './setup-tests.ts';

/** The version that resources/registry/requirements-factory.txt pins. */
const driver = 'psycopg2-binary==2.9.13';
const minute = 60_000;

/** Where PostgreSQL's own programs lie, and a folder with the driver for the Python that runs MLflow's server. */
export interface FoundPostgres {
  readonly programs: string;
  readonly driver: string;
}

/**
 * PostgreSQL, for the tests of the factory's server. It is only looked for: `apt-get install postgresql`, or any other, under a folder of
 * PATH or where `LOUPE_POSTGRES` says. The driver (5 MB) is fetched into the cache.
 * @param python the one that runs MLflow's server; null: none
 */
export async function ensurePostgres(
  { run, exists, environment, progress }: Pick<Machine, 'run' | 'exists' | 'environment' | 'progress'>,
  python: string | null,
  cache: string,
): Promise<FoundPostgres | { readonly why: string }> {
  if (python === null) return { why: 'there is no MLflow server that would need it' };
  const debian = ['18', '17', '16', '15', '14'].map((version) => `/usr/lib/postgresql/${version}/bin`);
  const folders = [environment['LOUPE_POSTGRES'], ...(environment['PATH'] ?? '').split(':'), ...debian];
  const programs = folders.find(
    (folder) => folder && ['initdb', 'postgres'].every((name) => exists(join(folder, name))),
  );
  if (programs === undefined) return { why: 'no initdb and postgres in any folder of PATH' };
  const folder = join(cache, driver.replace('==', '-'));
  const starts = async () =>
    (
      await run(
        python,
        ['-c', `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import psycopg2`],
        minute,
      )
    ).code === 0;
  if (await starts()) return { programs, driver: folder };
  progress('fetching the driver of PostgreSQL for the tests');
  const words = ['install', '--quiet', '--no-deps', '--only-binary', ':all:', '--target', folder, driver];
  // A Python that uv made has no pip.
  const pip = await run(python, ['-m', 'pip', '--disable-pip-version-check', ...words], 5 * minute);
  if (pip.code !== 0) await run('uv', ['pip', ...words, '--python', python], 5 * minute);
  return (await starts()) ? { programs, driver: folder } : { why: 'its driver could not be fetched' };
}

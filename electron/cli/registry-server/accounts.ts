import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../io.ts';
import { sqlite, type ServerWishes } from './line.ts';

/** MLflow's own limits, said before anything is started. */
const leastLetters = 12;
const refused = 'password1234';
const passwordName = 'MLFLOW_AUTH_ADMIN_PASSWORD';

/**
 * MLflow's basic-auth for a store: its settings and the key of its sessions, made once, for their owner's eyes only. Who has no rights given
 * sees nothing.
 * @param passwordFile holds the administrator's password; without one the environment does. Only a new store needs it
 * @throws UsageError
 */
export async function openAccounts(
  store: string,
  passwordFile: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<NonNullable<ServerWishes['accounts']>> {
  const given = passwordFile === undefined ? environment[passwordName] : await readLine(passwordFile);
  const password = given === undefined || given === '' ? null : given;
  if (password === null && !hasAccounts(store))
    throw new UsageError(
      `the administrator (admin) has no password yet: set ${passwordName}, or name a file that holds it with --password-file FILE. ` +
        'It is needed the first time only',
    );
  if (password !== null && (password.length < leastLetters || password === refused))
    throw new UsageError(
      `the administrator’s password needs at least ${leastLetters} characters and must not be MLflow’s old one`,
    );
  const config = join(store, 'accounts.ini');
  await writeFile(config, settings(store), { mode: 0o600 });
  return { config, password, secretKey: await secretKey(join(store, 'accounts.key')) };
}

/** Whether a store was ever served with accounts. */
export const hasAccounts = (store: string): boolean => existsSync(join(store, 'accounts.db'));

const settings = (store: string): string => `[mlflow]
default_permission = NO_PERMISSIONS
database_uri = ${sqlite(store, 'accounts.db').replaceAll('%', '%%')}
admin_username = admin
authorization_function = mlflow.server.auth:authenticate_request_basic_auth
auth_cache_ttl_seconds = 60
`;

async function secretKey(file: string): Promise<string> {
  const made = randomBytes(32).toString('hex');
  try {
    await writeFile(file, made, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}

const readLine = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read`, { cause: error });
  });
  return text.replace(/\r?\n$/, '');
};

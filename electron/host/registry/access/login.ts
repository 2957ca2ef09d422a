import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import type { Actor } from '../../../contract/people.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Platform } from '../../platform.ts';
import { userOf, type Login } from './access.ts';

// Through `platform.secrets`: sealed by the system's key store on the desktop, an owner-only file elsewhere.

const name = 'registry-login';
const text = z.string().min(1).max(10_000);
const loginSchema = z.strictObject({
  url: text,
  credentials: z.union([z.strictObject({ user: text, password: text }), z.strictObject({ token: text })]),
});

type Secrets = Pick<Platform, 'secrets'>;

/** @returns null when nobody logged in. @throws LoupeError `conflict` when what is kept cannot be read */
export async function readLogin({ secrets }: Secrets): Promise<Login | null> {
  const bytes = await secrets.read(name);
  if (bytes === null) return null;
  const found = loginSchema.nullable().safeParse(parsed(bytes));
  if (!found.success)
    throw new LoupeError('conflict', {
      what: 'The kept login of the registry cannot be read. Nothing is sent until somebody logs in again: loupe registry login URL',
    });
  return found.data;
}

export const keepLogin = ({ secrets }: Secrets, login: Login): Promise<void> =>
  secrets.write(name, new TextEncoder().encode(JSON.stringify(login)));

/** A secret cannot be removed: one that says nothing takes its place. */
export const forgetLogin = ({ secrets }: Secrets): Promise<void> =>
  secrets.write(name, new TextEncoder().encode('null'));

/** Keeps a login, or (null) forgets the one that is kept; the journal says who did, and nothing of what is secret. */
export async function changeLogin(
  platform: Secrets,
  journal: Pick<Journal, 'append'>,
  login: Login | null,
  by: Actor,
): Promise<void> {
  if (login !== null) await keepLogin(platform, login);
  // One that cannot be read is one.
  else if ((await readLogin(platform).catch(() => undefined)) === null) return;
  else await forgetLogin(platform);
  const said = login && { url: login.url, as: userOf(login.credentials) };
  await journal.append('registry-login.changed', { login: said }, by);
}

/** undefined for what is no JSON. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

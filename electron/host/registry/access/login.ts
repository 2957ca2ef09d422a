import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import type { Platform } from '../../platform.ts';
import type { Login } from './access.ts';

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

/** undefined for what is no JSON. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { apiTokenSchema, type ApiToken } from '../../contract/station.ts';
import { LoupeError } from '../../contract/errors.ts';
import { sha256 } from '../../contract/events.ts';
import { causeOf, jsonBytes, readIfThere, writeWhole } from '../durable.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { isoTime } from '../time.ts';

/** Which programs may use the HTTP API. A token is 256 random bits, so its SHA-256 is kept and nothing slower is needed. */
export interface ApiTokens {
  list(): readonly ApiToken[];
  /** Whose token that is; null for anybody else's text. */
  find(token: string): ApiToken | null;
  /** @returns the token itself too, this once. @throws LoupeError `conflict` at the limit, `not-written` */
  create(name: string): Promise<ApiToken & { readonly token: string }>;
  /** @throws LoupeError `not-found`, `not-written` */
  revoke(id: string): Promise<ApiToken>;
}

const path = 'api-tokens.json';
const limit = 100;
const storedSchema = apiTokenSchema.extend({ hash: sha256 });
const fileSchema = z.strictObject({ tokens: z.array(storedSchema) });
type Stored = z.infer<typeof storedSchema>;

/** @throws LoupeError `conflict` when the file cannot be read as tokens */
export async function openApiTokens(
  platform: Pick<Platform, 'files' | 'clock' | 'random'>,
): Promise<ApiTokens> {
  const { files, clock, random } = platform;
  const exclusive = sequential();
  let tokens: readonly Stored[] = parse(await readIfThere(files, path));

  async function save(next: readonly Stored[]): Promise<void> {
    try {
      await writeWhole(files, path, jsonBytes({ tokens: next }));
    } catch (error) {
      throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
    }
    tokens = next;
  }

  return {
    list: () => tokens.map(shown),
    find(token) {
      const hash = hashOf(token);
      const found = tokens.find((one) => one.hash === hash);
      return found === undefined ? null : shown(found);
    },
    create: (name) =>
      exclusive(async () => {
        if (tokens.length >= limit)
          throw new LoupeError('conflict', { what: `there are ${limit} API tokens already; revoke one` });
        const token = `loupe_${Buffer.from(random(32)).toString('base64url')}`;
        const id = Buffer.from(random(4)).toString('hex');
        const created = isoTime(clock.now());
        const stored: Stored = { id, name: name.trim(), created, hash: hashOf(token) };
        await save([...tokens, stored]);
        return { ...shown(stored), token };
      }),
    revoke: (id) =>
      exclusive(async () => {
        const found = tokens.find((one) => one.id === id);
        if (found === undefined) throw new LoupeError('not-found', { what: 'API token', id });
        await save(tokens.filter((one) => one !== found));
        return shown(found);
      }),
  };
}

const shown = ({ id, name, created }: Stored): ApiToken => ({ id, name, created });
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function parse(bytes: Uint8Array | null): readonly Stored[] {
  if (bytes === null) return [];
  try {
    return fileSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).tokens;
  } catch (error) {
    throw new LoupeError('conflict', { what: `${path} cannot be read: ${causeOf(error)}` }, { cause: error });
  }
}

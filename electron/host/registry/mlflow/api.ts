import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import { isPart } from '../names.ts';
import type { StoredFile } from '../runs.ts';
import type { Method, MlflowHttp } from './http.ts';

const filesSchema = z.object({
  files: z
    .array(z.object({ path: z.string(), is_dir: z.boolean().optional(), file_size: z.number().optional() }))
    .optional(),
});

/** A request for a page of something, and what an answer holds. */
interface Pages<T> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly ask: Readonly<Record<string, unknown>>;
  /** Of one answer. */
  readonly rows: (answer: unknown) => readonly T[];
}

export interface MlflowApi {
  /** A request below `/api/2.0/mlflow/`, its answer checked. @throws LoupeError `registry-refused` for an answer of another kind */
  ask<T>(method: Method, path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  /** All pages of a search. */
  all<T>(pages: Pages<T>): Promise<T[]>;
  /** Stores a file and reads it back. @param path on the server, as places.ts makes them */
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** @throws LoupeError `not-found` */
  get(path: string, most: number): Promise<Uint8Array>;
  /** By name; a name that cannot be one of ours is told as it is. */
  list(folder: string): Promise<readonly StoredFile[]>;
}

const api = 'api/2.0/mlflow/';
const artifacts = 'api/2.0/mlflow-artifacts/artifacts';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function createMlflowApi(http: MlflowHttp): MlflowApi {
  const fileAt = (path: string) => `${artifacts}/${path.split('/').map(encodeURIComponent).join('/')}`;

  const list = async (folder: string): Promise<StoredFile[]> => {
    const { files = [] } = parsed(
      filesSchema,
      await http.json('GET', `${artifacts}?${queryOf({ path: folder })}`),
    );
    return files
      .map(({ path, is_dir: isFolder = false, file_size: size = 0 }) => ({
        ...{ name: path, size: isFolder ? 0 : size, folder: isFolder },
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  };

  const get = async (path: string, most: number): Promise<Uint8Array> => {
    try {
      return await http.get(fileAt(path), most);
    } catch (error) {
      // Before an S3 store the server says 500 of a file that is not there; its list knows.
      if (!(error instanceof LoupeError) || error.code !== 'registry-unreachable') throw error;
      const cut = path.lastIndexOf('/');
      if ((await list(path.slice(0, cut))).some(({ name }) => name === path.slice(cut + 1))) throw error;
      throw new LoupeError('not-found', { what: 'file', id: path.slice(cut + 1) }, { cause: error });
    }
  };

  return {
    list,
    get,
    ask: async (method, path, body, schema) => parsed(schema, await http.json(method, `${api}${path}`, body)),
    async all({ method, path, ask, rows }) {
      const found = [];
      for (let token: string | undefined = ''; token !== undefined;) {
        const wish = { ...ask, ...(token !== '' && { page_token: token }) };
        const answer: unknown = await (method === 'POST'
          ? http.json('POST', `${api}${path}`, wish)
          : http.json('GET', `${api}${path}?${queryOf(wish)}`));
        found.push(...rows(answer));
        token = parsed(pageSchema, answer).next_page_token || undefined;
      }
      return found;
    },
    async put(path, bytes) {
      await http.put(fileAt(path), bytes);
      const stored = await get(path, bytes.length + 1).catch((error: unknown) => {
        if (error instanceof LoupeError && ['not-found', 'registry-rejected'].includes(error.code))
          return null;
        throw error;
      });
      // Byte by byte: of a shard of 4 MB that takes 0.1 ms of the thread that inspections share, two hashes 4.6 ms.
      if (stored !== null && Buffer.compare(stored, bytes) === 0) return;
      throw new LoupeError('registry-unreachable', { cause: 'a file was not stored as it was sent' });
    },
  };
}

const pageSchema = z.object({ next_page_token: z.string().optional() });

/** @throws LoupeError `registry-refused` */
export function parsed<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { success, data } = schema.safeParse(answer);
  if (success) return data;
  const cause = 'what answers there does not answer as MLflow 3 does';
  throw new LoupeError('registry-refused', { cause, why: 'not-mlflow' });
}

export const tagRows = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** The files of a folder and of those below it, by path, before the first is read. @throws LoupeError `model-refused` for a name none of ours has */
export async function walk(
  { list }: MlflowApi,
  folder: string,
  most: { readonly files: number; readonly bytes: number },
): Promise<readonly { readonly path: string; readonly size: number }[]> {
  const found: { path: string; size: number }[] = [];
  let bytes = 0;
  const into = async (inside: string, depth: number): Promise<void> => {
    for (const { name, size, folder: isFolder } of await list(`${folder}${inside}`)) {
      if (!isPart(name) || depth > 6)
        throw new LoupeError('model-refused', { cause: 'it has a file of a name that no package has' });
      if (isFolder) await into(`${inside}/${name}`, depth + 1);
      else {
        found.push({ path: `${inside}/${name}`.slice(1), size });
        bytes += size;
      }
      if (bytes > most.bytes || found.length > most.files)
        throw new LoupeError('model-refused', {
          cause: `the package has ${bytes} bytes in ${found.length} files; ${most.bytes} in ${most.files} are allowed`,
        });
    }
  };
  await into('', 0);
  return found;
}

/** As it stands behind the `?`. */
export function queryOf(wish: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(wish).map(([key, value]): [string, string] => [key, String(value)]);
  return new URLSearchParams(pairs).toString();
}

import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import type { RegisteredVersion } from '../registry.ts';
import { unlessThere } from '../unless.ts';
import { parsed, type MlflowApi } from './api.ts';
import { folderOf, registeredOf, sourceOf } from './places.ts';

/** How a version is found again, and which files MLflow's own readers want that the package came without. */
export const own = { version: 'loupe.version', sha256: 'loupe.sha256', added: 'loupe.added' };

const tagsSchema = z.array(z.object({ key: z.string(), value: z.string() }));
export const versionSchema = z.object({
  name: z.string(),
  version: z.string().regex(/^\d+$/),
  source: z.string().optional(),
  status: z.string().optional(),
  tags: tagsSchema.optional(),
  run_id: z.string().optional(),
  description: z.string().optional(),
  creation_timestamp: z.number().int().min(0).max(8.64e15).optional().catch(undefined),
});
export type VersionRow = z.infer<typeof versionSchema>;

/** All versions that a filter of MLflow's finds. @param filter null: those of every model */
export const searchVersions = (api: MlflowApi, filter: string | null): Promise<VersionRow[]> =>
  api.all({
    ...{ method: 'GET', path: 'model-versions/search' },
    ask: { max_results: 1000, ...(filter !== null && { filter }) },
    rows: (answer) =>
      parsed(z.object({ model_versions: z.array(versionSchema).optional() }), answer).model_versions ?? [],
  });

/** The registered model that a package's versions belong to, made unless it is there. */
export const makeRegistered = (api: MlflowApi, model: string): Promise<unknown> =>
  unlessThere(
    api.ask(
      'POST',
      'registered-models/create',
      {
        name: registeredOf(model),
        description: `Signed packages of ${model}. The alias \`champion\` shows what was promoted last, \`challenger\` what is being tried. Stations follow the signed promotions that are its tags: moving an alias by hand changes nothing.`,
      },
      z.unknown(),
    ),
  );

/** A version of MLflow that is one of our packages. */
export interface Found extends RegisteredVersion {
  /** Its number there, which is not the package's. */
  readonly number: number;
  readonly source: string;
  readonly added: readonly string[];
}

const digest = /^[0-9a-f]{64}$/;
const number = /^[1-9]\d{0,14}$/;

/** null for a version that is none of ours, or one whose files lie where no station looks. */
export function foundOf({ name, version, source = '', status, tags: rows = [] }: VersionRow): Found | null {
  const tags = new Map(rows.map(({ key, value }) => [key, value]));
  const [packed = '', hash = '', added = ''] = [own.version, own.sha256, own.added].map((key) =>
    tags.get(key),
  );
  const model = name.slice(registeredOf('').length);
  if (!number.test(packed) || !digest.test(hash) || sourceOf(source) === null) return null;
  if (name !== registeredOf(model) || (status !== undefined && status !== 'READY')) return null;
  for (const key of Object.values(own)) tags.delete(key);
  return {
    ...{ name: model, version: Number(packed), sha256: hash, tags: Object.fromEntries(tags) },
    ...{ number: Number(version), source, added: added.split(' ') },
  };
}

export const modelSchema = z.object({
  info: z.object({
    model_id: z.string().regex(/^m-[0-9a-f]{32}$/),
    artifact_uri: z.string(),
    tags: tagsSchema.optional(),
  }),
});

/** Where the files of a version lie on the server, and who put them there, as far as that program said it. */
export interface Place {
  readonly folder: string;
  readonly by: string | null;
}

/** @throws LoupeError `model-refused` for files that lie where no station looks; `not-found` */
export async function placeOf(api: MlflowApi, text: string): Promise<Place> {
  const source = sourceOf(text);
  if (source === null)
    throw new LoupeError('model-refused', { cause: 'its files lie where no station looks' });
  if ('at' in source) return { folder: source.at, by: null };
  if ('model' in source) {
    const answer = z.object({ model: modelSchema });
    const { model } = await api.ask('GET', `logged-models/${source.model}`, undefined, answer);
    return { folder: folderOf(model.info.artifact_uri), by: userOf(model.info.tags) };
  }
  const answer = z.object({
    run: z.object({
      info: z.object({ artifact_uri: z.string() }),
      data: z.object({ tags: tagsSchema.optional() }).optional(),
    }),
  });
  const { run } = await api.ask('GET', `runs/get?run_id=${source.run}`, undefined, answer);
  return {
    folder: `${folderOf(run.info.artifact_uri)}/${source.folder}`,
    by: userOf(run.data?.tags),
  };
}

const userOf = (tags: z.infer<typeof tagsSchema> = []): string | null =>
  tags.find(({ key }) => key === 'mlflow.user')?.value ?? null;

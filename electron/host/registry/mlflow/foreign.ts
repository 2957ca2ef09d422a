import { z } from 'zod';
import { readMlmodel } from '../../../../ml/package/wrap/mlmodel.ts';
import { signatureFile } from '../../../../ml/package/files.ts';
import { foreignRefSchema, type ForeignModel } from '../../../contract/adopting.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { isoTime } from '../../time.ts';
import type { Foreign } from '../foreign.ts';
import { isPart } from '../names.ts';
import type { StoredFile } from '../runs.ts';
import { queryOf, type MlflowApi } from './api.ts';
import { foundOf, placeOf, searchVersions, versionSchema, type Place, type VersionRow } from './versions.ts';

const mostListed = 100;
/** It has 2 kB, and a name for each class. */
const mostMlmodel = 200_000;
const onlyOnnx = 'log it with mlflow.onnx.log_model(…, save_as_external_data=False)';

/** Registered models of the server that are no packages: what `mlflow.onnx.log_model` and people leave there. */
export function createMlflowForeign(api: MlflowApi): Foreign {
  /** What lies there, when it can be seen. @throws LoupeError `registry-unreachable` */
  const seen = async ({
    source = '',
  }: VersionRow): Promise<(Place & { files: readonly StoredFile[] }) | null> => {
    try {
      const place = await placeOf(api, source);
      return { ...place, files: await api.list(place.folder) };
    } catch (error) {
      // Deleted, in a bucket, or of an experiment that this account may not read: it is told without its size.
      if (error instanceof LoupeError && error.code !== 'registry-unreachable') return null;
      throw error;
    }
  };

  const modelOf = async (row: VersionRow): Promise<ForeignModel | null> => {
    const found = await seen(row);
    // One of ours whose tags are gone is no stranger's.
    if (found?.files.some(({ name }) => name === signatureFile)) return null;
    const { name, version, creation_timestamp: at = 0, description = '' } = row;
    return {
      ...{ name, version: Number(version), at: isoTime(at), description: shown(description, 300) },
      by: found?.by == null ? null : shown(found.by, 100),
      bytes: found?.files.reduce((sum, { size }) => sum + size, 0) ?? null,
    };
  };

  return {
    async foreign() {
      const rows = (await searchVersions(api, null))
        .filter((row) => isForeign(row) && foreignRefSchema.safeParse(refOf(row)).success)
        .toSorted((a, b) => (b.creation_timestamp ?? 0) - (a.creation_timestamp ?? 0));
      const models = await Promise.all(rows.slice(0, mostListed).map(modelOf));
      return {
        models: models.filter((model) => model !== null),
        more: Math.max(0, rows.length - mostListed),
      };
    },
    async fetchForeign(ref, most) {
      const { name, version } = foreignRefSchema.parse(ref);
      const query = queryOf({ name, version });
      const { model_version: row } = await api.ask(
        ...(['GET', `model-versions/get?${query}`, undefined] as const),
        z.object({ model_version: versionSchema }),
      );
      if (!isForeign(row)) throw refused('it is a package already, or not whole');
      const { folder } = await placeOf(api, row.source ?? '');
      const files = await api.list(folder);
      if (files.some((file) => file.name === signatureFile)) throw refused('it is a package already');
      const read = async (file: string, limit: number): Promise<Uint8Array> => {
        const there = files.find((one) => one.name === file && !one.folder);
        if (there === undefined) throw refused(`it has no file ${file}; ${onlyOnnx}`);
        if (there.size > limit) throw new LoupeError('too-large', { bytes: there.size, limitBytes: limit });
        const bytes = await api.get(`${folder}/${file}`, there.size);
        if (bytes.length === there.size) return bytes;
        throw refused(`${file} changed while it was read; try again`);
      };
      const said = readMlmodel(new TextDecoder().decode(await read('MLmodel', mostMlmodel)));
      if (said.data === null)
        throw refused(
          `it was logged as ${said.flavours.join(', ') || 'no model'}; ${onlyOnnx}`.slice(0, 400),
        );
      if (!isPart(said.data)) throw refused('its MLmodel names a file that no station reads');
      const run = /^[0-9a-f]{32}$/.exec(row.run_id ?? '')?.[0] ?? null;
      return { onnx: await read(said.data, most), said, run };
    },
  };
}

const refOf = ({ name, version }: VersionRow) => ({ name, version: Number(version) });
const isForeign = (row: VersionRow): boolean =>
  foundOf(row) === null && (row.status === undefined || row.status === 'READY');

/** Without what moves a cursor or turns the writing round. */
const shown = (text: string, most: number): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, most);

const refused = (cause: string) => new LoupeError('model-refused', { cause });

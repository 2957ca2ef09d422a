import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  maxPackageBytes,
  packageDigest,
  signatureFile,
  type PackageFiles,
  type Sha256,
} from '../../../../ml/package/files.ts';
import { modelName } from '../../../../ml/package/manifest.ts';
import { signedPromotionSchema, type Alias } from '../../../../ml/package/promotion.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { jsonBytes } from '../../durable.ts';
import { nowhere, type Arriving } from '../promotion/arriving.ts';
import { noForeign } from '../foreign.ts';
import type { Files } from '../../platform.ts';
import { checkedModel } from '../names.ts';
import {
  missingTags,
  type PackageRef,
  type RegisteredVersion,
  type Registry,
  type Tags,
} from '../registry.ts';
import { openSharedFolder, type SharedFolderDeps } from './shared-folder.ts';

const entrySchema = z.strictObject({
  format: z.literal(1),
  name: modelName,
  version: z.number().int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tags: z.record(z.string().max(100), z.string().max(5000)),
});
/** Written last: a package without it is one whose registration was cut short. */
const entryFile = 'entry.json';
const mostFiles = 1000;
const versionFolder = /^([1-9]\d{0,14})-([0-9a-f]{64})$/;
const tagsSchema = entrySchema.shape.tags;
const tagsFile = /^[0-9a-f]{64}\.json$/;
const promotionFile = /^([1-9]\d{0,9})-([0-9a-f]{64})\.json$/;

const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * The registry as a folder, on this disk or a network drive:
 *
 *     packages/<model>/<version>-<sha256>/…      a package and its entry.json
 *     promotions/<model>/<alias>/<serial>-<sha256 of the file>.json
 *     tags/<model>/<version>-<sha256>/<sha256 of the file>.json      tags that came after the package
 *
 * Every name holds the hash of what it names, so files are only ever added, and the alias stands on the highest serial.
 */
export function createFolderRegistry(deps: SharedFolderDeps): Registry {
  const { files } = deps;
  const { at, place, reach } = openSharedFolder(deps);
  const packageAt = ({ name, version, sha256: digest }: PackageRef, ...inside: readonly string[]): string =>
    at('packages', checkedModel(name), `${version}-${digest}`, ...inside);
  const promotionsAt = (model: string, alias: Alias): string => at('promotions', checkedModel(model), alias);

  /** Those that came after the package. */
  const laterTags = async (folder: string): Promise<Tags> => {
    let tags: Tags = {};
    for (const name of (await files.list(folder)).filter((one) => tagsFile.test(one))) {
      const found = tagsSchema.safeParse(asJson(await files.read(`${folder}/${name}`)));
      if (found.success) tags = { ...found.data, ...tags };
    }
    return tags;
  };
  const versions = async (model: string): Promise<RegisteredVersion[]> => {
    const found: RegisteredVersion[] = [];
    for (const folder of await files.list(at('packages', model))) {
      const [, version, digest] = versionFolder.exec(folder) ?? [];
      if (version === undefined || digest === undefined) continue;
      const ref = { name: model, version: Number(version), sha256: digest };
      const path = packageAt(ref, entryFile);
      if ((await files.stat(path)) === null) continue;
      const entry = entrySchema.safeParse(asJson(await files.read(path)));
      const tags = entry.success ? entry.data.tags : { unreadable: entryFile };
      found.push({ ...ref, tags: { ...(await laterTags(at('tags', model, folder))), ...tags } });
    }
    return found.toSorted((a, b) => b.version - a.version || (a.sha256 < b.sha256 ? -1 : 1));
  };

  /** The names in a folder of promotions, highest serial first. */
  const promotions = async (folder: string): Promise<{ name: string; serial: number }[]> =>
    (await files.list(folder))
      .flatMap((name) => {
        const [, serial] = promotionFile.exec(name) ?? [];
        return serial === undefined ? [] : [{ name, serial: Number(serial) }];
      })
      .toSorted((a, b) => b.serial - a.serial || (a.name < b.name ? -1 : 1));

  return {
    ...noForeign,
    models: () =>
      reach(async () =>
        (await files.list(at('packages'))).filter((name) => modelName.safeParse(name).success),
      ),
    versions: (model) => reach(() => versions(checkedModel(model))),
    register: (ref, content, tags) =>
      reach(async () => {
        const { name, version } = ref;
        if (packageDigest(content, sha256) !== ref.sha256)
          throw new LoupeError('model-refused', { cause: `${name} ${version} is not what its hash says` });
        const rows = (await versions(name)).filter((one) => one.version === version);
        if (rows.some((one) => one.sha256 !== ref.sha256))
          throw new LoupeError('conflict', {
            what: `${name} ${version} is registered already, with other content`,
          });
        const paths = [...content.keys()].filter((path) => path !== signatureFile);
        for (const path of [...paths, signatureFile]) {
          const bytes = content.get(path);
          if (bytes === undefined) throw new LoupeError('model-refused', { cause: `${path} is missing` });
          await place(packageAt(ref, path), bytes);
        }
        const entry = { format: 1, ...ref, tags };
        if ((await files.stat(packageAt(ref, entryFile))) === null)
          return place(packageAt(ref, entryFile), jsonBytes(entrySchema.parse(entry)));
        const later = missingTags(tags, rows[0]?.tags);
        if (later === null) return;
        const bytes = jsonBytes(tagsSchema.parse(later));
        await place(at('tags', name, `${version}-${ref.sha256}`, `${sha256(bytes)}.json`), bytes);
      }),
    fetch: (ref, arriving = nowhere) =>
      reach(async () => {
        const { name, version } = ref;
        if ((await files.stat(packageAt(ref, entryFile))) === null)
          throw new LoupeError('not-found', { what: 'package', id: `${name} ${version} ${ref.sha256}` });
        return readLimited(files, packageAt(ref), arriving);
      }),
    promoted: (model, alias) =>
      reach(async () => {
        const folder = promotionsAt(model, alias);
        const [highest] = await promotions(folder);
        if (highest === undefined) return null;
        const found = signedPromotionSchema.safeParse(asJson(await files.read(`${folder}/${highest.name}`)));
        if (found.success && found.data.promotion.serial === highest.serial) return found.data;
        throw new LoupeError('model-refused', { cause: `${highest.name} is no promotion` });
      }),
    publish: (signed) =>
      reach(async () => {
        const { model, alias, serial } = signed.promotion;
        const bytes = jsonBytes(signedPromotionSchema.parse(signed));
        const folder = promotionsAt(model, alias);
        const mine = `${serial}-${sha256(bytes)}.json`;
        const rival = async () =>
          (await promotions(folder)).find((one) => one.serial >= serial && one.name !== mine);
        const refuse = (highest: number) =>
          new LoupeError('conflict', { what: `the ${alias} of ${model} is at serial ${highest} already` });
        const before = await rival();
        if (before !== undefined) throw refuse(before.serial);
        await place(`${folder}/${mine}`, bytes);
        // Somebody else may have written between the look and the write; then neither of the two relies on this serial.
        const beside = await rival();
        if (beside !== undefined) throw refuse(beside.serial);
      }),
  };
}

function asJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** Every file of a package; its weight is known before the first byte of it is read. @throws LoupeError `model-refused` */
async function readLimited(files: Files, folder: string, arriving: Arriving): Promise<PackageFiles> {
  const found: { path: string; size: number }[] = [];
  let bytes = 0;
  const walk = async (inside: string, depth: number): Promise<void> => {
    for (const name of await files.list(`${folder}${inside}`)) {
      const path = `${inside}/${name}`;
      if (name.endsWith('.part') || path === `/${entryFile}`) continue;
      const there = await files.stat(folder + path);
      const size = there?.size ?? 0;
      if (there?.folder === true && depth < 6) await walk(path, depth + 1);
      else {
        found.push({ path: path.slice(1), size });
        bytes += size;
      }
      if (bytes > maxPackageBytes || found.length > mostFiles)
        throw new LoupeError('model-refused', {
          cause: `the package has ${bytes} bytes in ${found.length} files; ${maxPackageBytes} in ${mostFiles} are allowed`,
        });
    }
  };
  await walk('', 0);
  const content = new Map<string, Uint8Array>();
  for (const { path, size } of found) {
    const before = await arriving.take(path, size);
    const read = before ?? (await files.read(`${folder}/${path}`));
    if (before === null) await arriving.keep(path, read);
    content.set(path, read);
  }
  return content;
}

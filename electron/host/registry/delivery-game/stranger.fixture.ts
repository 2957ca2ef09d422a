import { createHash } from 'node:crypto';
import { packageDigest, type PackageFiles } from '../../../../ml/package/files.ts';
import { jsonBytes, makeFolders, parentOf, readIfThere, removeIfThere, writeWhole } from '../../durable.ts';
import { signPackage } from '../../models/package.ts';
import { createFolderRegistry } from '../folder/folder-registry.ts';
import { seededKey, signedPromotion, signer, type Signer } from '../statements/signer.fixture.ts';
import type { Promotion, SignedPromotion } from '../../../../ml/package/promotion.ts';
import { nextPackage, type Game } from './deeds.fixture.ts';

/** Somebody who may write to the registry's folder and means harm, or an admin's key in the wrong hands. Everything can be mended. */
export function createStranger(game: Game, insiders: readonly Signer[]) {
  const { below, world } = game;
  const { shared } = world;
  const stranger = signer(seededKey(0));
  const registry = createFolderRegistry({
    ...{ files: shared, root: '' },
    random: (count) => new Uint8Array(count).fill(255),
  });
  const promotions = 'promotions/sample/champion';
  /** What lay there before; null: nothing. */
  const before = new Map<string, Uint8Array | null>();
  /** Signed with a trusted key, whatever they are good for. */
  const said: SignedPromotion[] = [];

  const put = async (path: string, bytes: Uint8Array | null): Promise<void> => {
    if (!before.has(path)) before.set(path, await readIfThere(shared, path));
    if (bytes === null) return removeIfThere(shared, path);
    await makeFolders(shared, parentOf(path));
    await writeWhole(shared, path, bytes);
  };
  const every = async (folder: string): Promise<string[]> => {
    const found: string[] = [];
    for (const name of await shared.list(folder)) {
      const path = `${folder}/${name}`;
      if ((await shared.stat(path))?.folder === true) found.push(...(await every(path)));
      else if (!name.endsWith('.part')) found.push(path);
    }
    return found;
  };
  const serialOf = (path: string) => Number.parseInt(path.slice(promotions.length + 1));
  const promoted = async () => (await every(promotions)).toSorted((a, b) => serialOf(b) - serialOf(a));
  const lay = (signed: SignedPromotion, serial = signed.promotion.serial) => {
    const bytes = jsonBytes(signed);
    return put(`${promotions}/${serial}-${createHash('sha256').update(bytes).digest('hex')}.json`, bytes);
  };
  const refOf = (files: PackageFiles) => {
    const { name, version } = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as {
      name: string;
      version: number;
    };
    const sha256 = packageDigest(files, (bytes) => createHash('sha256').update(bytes).digest('hex'));
    return { name, version, sha256 };
  };
  const some = <T>(all: readonly T[]): T | undefined => all[below(all.length)];
  const read = async (path: string) =>
    JSON.parse(new TextDecoder().decode(await shared.read(path))) as SignedPromotion;

  const tricks: readonly (() => Promise<unknown>)[] = [
    /** A byte of a package is changed, or its end is cut off, where it lies. */
    async function tamper() {
      const path = some((await every('packages')).filter((one) => !one.endsWith('entry.json')));
      if (path === undefined) return;
      const bytes = await shared.read(path);
      if (bytes.length === 0) return;
      bytes[below(bytes.length)]! ^= 1 + below(255);
      await put(path, below(3) === 0 ? bytes.slice(0, below(bytes.length)) : bytes);
    },
    /** Where the package of the newest promotion lies, another one lies: one that was promoted before, or one of its own number that an admin signed once. */
    async function misplace() {
      const [newest, ...older] = await Promise.all((await promoted()).map(read));
      if (newest === undefined) return;
      const { model: name, version, sha256 } = newest.promotion;
      const folder = `packages/${name}/${version}-${sha256}`;
      const old = below(3) === 0 ? some(older)?.promotion : undefined;
      const from = `packages/${name}/${old?.version}-${old?.sha256}`;
      const other =
        old === undefined
          ? signPackage(nextPackage(game, true, version), some(insiders)!)
          : new Map(
              await Promise.all(
                (await every(from)).map(
                  async (path) => [path.slice(from.length + 1), await shared.read(path)] as const,
                ),
              ),
            );
      for (const [path, bytes] of other) if (path !== 'entry.json') await put(`${folder}/${path}`, bytes);
    },
    async function remove() {
      const path = some([...(await every('packages')), ...(await promoted())]);
      if (path !== undefined) await put(path, null);
    },
    /** Another registry stands in its place, and has nothing. */
    async function empty() {
      for (const path of await every('packages')) await put(path, null);
      for (const path of await promoted()) await put(path, null);
    },
    /** The newest promotions go away: an old one stands again. */
    async function replay() {
      const there = await promoted();
      for (const path of there.slice(0, 1 + below(3))) if (there.length > 1) await put(path, null);
    },
    /** An old one under a new number. */
    async function renumber() {
      const there = await promoted();
      const old = some(there);
      if (old === undefined) return;
      const signed = await read(old);
      const serial = serialOf(there[0]!) + 1 + below(2);
      await lay(signed, serial);
      // The same with the number in it, too, which nobody signed.
      if (below(2) === 0) await lay({ ...signed, promotion: { ...signed.promotion, serial } });
    },
    /** A package and a promotion of their own; or a promotion to what is there already: the alias is moved. */
    async function intrude() {
      const there = await promoted();
      const serial = there[0] === undefined ? 1 : serialOf(there[0]) + 1 + below(2);
      const old = some(there);
      if (old !== undefined && below(2) === 0) {
        const { model: name, version, sha256 } = (await read(old)).promotion;
        return lay(signedPromotion(stranger, { name, version, sha256 }, serial));
      }
      const files = signPackage(nextPackage(game, true), stranger);
      await registry.register(refOf(files), files, {}).catch(() => undefined);
      return lay(signedPromotion(stranger, refOf(files), serial));
    },
    /** With an admin's own key: a package that does not answer as it says, one that nobody trusts, or none at all. */
    async function betray() {
      const insider = some(insiders)!;
      const there = await promoted();
      const serial = there[0] === undefined ? 1 : serialOf(there[0]) + 1;
      const files =
        below(2) === 0
          ? signPackage(nextPackage(game, false), insider)
          : signPackage(nextPackage(game, true), stranger);
      if (below(4) > 0) await registry.register(refOf(files), files, {}).catch(() => undefined);
      const parts: Partial<Promotion> = below(4) === 0 ? { model: 'forceps' } : {};
      const signed = signedPromotion(insider, refOf(files), serial, parts);
      if (parts.model === undefined) said.push(signed);
      await lay(signed);
    },
  ];
  return {
    /** Valid promotions of nothing good. */
    said,
    play: async () => some(tricks)!(),
    /** Everything lies there as it did. */
    async mend(): Promise<void> {
      for (const [path, bytes] of before) {
        if (bytes === null) await removeIfThere(shared, path);
        else await writeWhole(shared, path, bytes);
      }
      before.clear();
    },
  };
}

import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect } from 'vitest';
import type { PackageFiles } from '../../../../ml/package/files.ts';
import type { SignedPromotion } from '../../../../ml/package/promotion.ts';
import { parseEvent, type JournalEvent } from '../../../contract/events.ts';
import { linesOf } from '../../journal/filled.fixture.ts';
import { listPackages, readPackage } from '../../models/folder.ts';
import type { TrustedKey } from '../../models/package.ts';
import { scoreOn } from './inference.fixture.ts';
import type { Player } from './station.fixture.ts';

// What is true of packages, promotions and stations: told from bytes and journals alone, by none of the code that decides it at a station.

const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(new TextDecoder().decode(bytes));
const keyIdOf = (publicKey: string) => hash(Buffer.from(publicKey, 'base64')).slice(0, 32);

function isSigned(
  text: string,
  { keyId, signature }: { readonly keyId: string; readonly signature: string },
  keys: readonly TrustedKey[],
): boolean {
  const key = keys.find(({ publicKey }) => keyIdOf(publicKey) === keyId);
  if (key === undefined) return false;
  const der = Buffer.from(key.publicKey, 'base64');
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
}

/** What the signature of a package is over, and its digest of. */
const listingOf = (files: PackageFiles): string =>
  [...files.keys()]
    .filter((path) => path !== 'SIGNATURE.json')
    .toSorted()
    .map((path) => `${hash(files.get(path)!)}  ${path}\n`)
    .join('');

/** Why this package may not run on that station; null: it may. */
export function faultOf(
  files: PackageFiles,
  expected: { readonly name: string; readonly version: number; readonly sha256: string },
  station: number,
  keys: readonly TrustedKey[],
): string | null {
  try {
    const listing = listingOf(files);
    if (hash(listing) !== expected.sha256) return 'other bytes';
    const signature = json(files.get('SIGNATURE.json')) as { keyId: string; signature: string };
    if (!isSigned(`loupe-package-1\n${signature.keyId}\n${listing}`, signature, keys)) return 'not signed';
    const { name, version } = json(files.get('model.json')) as { name: string; version: number };
    if (name !== expected.name || version !== expected.version) return 'another package';
    // One tensor of 64 x 64 levels, and the one number that it is to give.
    const tensors = files.get('golden/tensors.bin')!;
    const mean = tensors.subarray(0, 4096).reduce((sum, level) => sum + level, 0) / 4096 / 256;
    const is = new DataView(tensors.buffer, tensors.byteOffset).getFloat32(4096, true);
    const given = scoreOn(station, files.get('model.onnx')!, mean);
    return given !== null && Math.abs(given - is) <= 1e-6 ? null : 'a golden case comes out wrong';
  } catch (error) {
    return `unreadable: ${String(error)}`;
  }
}

/** Whether a trusted key signed exactly this. */
export function isBelieved(signed: SignedPromotion, keys: readonly TrustedKey[]): boolean {
  const { format, alias, model, version, sha256, serial, by, reason } = signed.promotion;
  const fields = JSON.stringify([format, alias, model, version, sha256, serial, by, reason]);
  return isSigned(`loupe-promotion-1\n${signed.keyId}\n${fields}\n`, signed, keys);
}

/** What a station put on record, also while it is dead: then the last lines may be torn. */
export async function journalOf({ disk }: Pick<Player, 'disk'>): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  for (const { line } of await linesOf(disk))
    try {
      const event = parseEvent(line);
      if (event !== null) events.push(event);
    } catch {
      return events;
    }
  return events;
}

/** What a stored package is by its own bytes; null: it is not stored whole. */
async function storedAs({ disk }: Player, id: { readonly name: string; readonly version: number }) {
  const files = await readPackage(disk, id).catch(() => null);
  const manifest = files?.get('model.json');
  if (files == null || manifest === undefined) return null;
  const { keyId } = json(files.get('SIGNATURE.json')) as { keyId: string };
  const { name, version } = json(manifest) as { name: string; version: number };
  return { name, version, keyId, sha256: hash(listingOf(files)) };
}

const idOf = ({ model, version, sha256, serial }: SignedPromotion['promotion']) =>
  `${model} ${version} ${sha256} ${serial}`;

/**
 * Holds what every station put on record against the rules, from its first line: it never made a package active that is not what was signed or that
 * does not answer rightly there, followed no promotion that nobody made, none that is not above the last, and none while it was held or pinned; and of what others made it stores only
 * what was promoted.
 * @param said promotions that were signed outside of the stations
 */
export async function holdTheRules(
  players: readonly Player[],
  said: readonly SignedPromotion[],
  keys: readonly TrustedKey[],
): Promise<void> {
  const journals = new Map<Player, JournalEvent[]>();
  for (const player of players) journals.set(player, await journalOf(player));
  const made = [...journals.values()]
    .flat()
    .flatMap((event) => (event.kind === 'promotion.made' ? [event.data.signed] : []));
  const promotions = [...made, ...said].map(({ promotion }) => promotion);
  const promised = new Set(promotions.map(idOf));
  const packages = new Set(promotions.map(({ model, version, sha256 }) => `${model} ${version} ${sha256}`));
  for (const [player, events] of journals) {
    const { at, disk } = player;
    for (const id of await listPackages(disk)) {
      const is = await storedAs(player, id);
      if (is === null || is.keyId === keyIdOf(keys[at]!.publicKey)) continue;
      const here = `${is.name} ${is.version} ${is.sha256}`;
      expect(packages, `station ${at} stores as ${id.name} ${id.version} what nobody promoted`).toContain(
        here,
      );
    }
    const serials = new Map<string, number>();
    const pinned = new Map<string, number | null>();
    const proven = new Set<string>();
    let held = false;
    for (const event of events) {
      if (event.kind === 'delivery.held') held = event.data.held;
      if (event.kind === 'delivery.pinned') pinned.set(event.data.name, event.data.version);
      if (event.kind !== 'package.activated') continue;
      const { name, version, sha256, serial, why } = event.data;
      const said = `station ${at}, line ${event.seq}: ${name} ${version}, serial ${serial ?? 'none'}, by ${event.by.id}, ${why}`;
      if (!proven.has(sha256)) {
        const files = await readPackage(disk, { name, version });
        expect(
          files === null ? 'gone' : faultOf(files, { name, version, sha256 }, at, keys),
          said,
        ).toBeNull();
        proven.add(sha256);
      }
      if (serial === undefined) continue;
      expect(
        promised.has(idOf({ model: name, version, sha256, serial } as SignedPromotion['promotion'])),
        `${said}: nobody promoted it`,
      ).toBe(true);
      expect(serial, `${said}: not above the last`).toBeGreaterThan(serials.get(name) ?? 0);
      serials.set(name, serial);
      if (event.by.id !== 'system') continue;
      expect(held, `${said}: held`).toBe(false);
      expect(pinned.get(name) ?? version, `${said}: pinned`).toBe(version);
    }
  }
}

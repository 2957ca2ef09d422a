import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { trustedKeySchema, type TrustedKeyInfo } from '../../contract/trusted-key.ts';
import { LoupeError } from '../../contract/errors.ts';
import { causeOf, jsonBytes, readIfThere, writeWhole } from '../durable.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import type { Station } from '../station.ts';
import { isoTime } from '../time.ts';
import { keyIdOf, type TrustedKey } from './package.ts';

/** Keys of other stations and people whose packages an admin chose to believe; the station's own are always believed. */
export interface TrustedKeys {
  list(): readonly TrustedKeyInfo[];
  /** The same, as packages are checked against them; `station`: that one's alone. They stay the same objects until one is added or removed. */
  keys(): readonly (TrustedKey & { readonly station?: string })[];
  /** The station's own public key, for others to trust. */
  readonly own: { readonly keyId: string; readonly pem: string };
  /**
   * @param pem an Ed25519 public key, as `loupe model keygen` writes it
   * @param station pins the key for this one
   * @throws LoupeError `bad-input` for anything else, `conflict` for one that is trusted already or at the limit, `not-written`
   */
  add(name: string, pem: string, station?: string): Promise<TrustedKeyInfo>;
  /** @throws LoupeError `not-found`, `not-written` */
  remove(keyId: string): Promise<TrustedKeyInfo>;
}

const path = 'trusted-keys.json';
/** A desk of 1,000 stations, each with its key and one that it had before. */
const limit = 2000;
const storedSchema = trustedKeySchema.extend({ publicKey: z.string().max(200) });
const fileSchema = z.strictObject({ keys: z.array(storedSchema) });
type Stored = z.infer<typeof storedSchema>;

/** @throws LoupeError `conflict` when the file cannot be read as keys: then nobody is believed, and the station does not start */
export async function openTrustedKeys(
  platform: Pick<Platform, 'files' | 'clock'>,
  { publicKeys }: Pick<Station, 'publicKeys'>,
): Promise<TrustedKeys> {
  const { files, clock } = platform;
  const exclusive = sequential();
  // The newest is the one that signs.
  const ownKey = publicKeys.at(-1) ?? '';
  let stored: readonly Stored[] = [];
  let infos: readonly TrustedKeyInfo[] = [];
  let keys: ReturnType<TrustedKeys['keys']> = [];
  /** There may be thousands, and they are asked for with every line that is written. */
  const take = (next: readonly Stored[]) => {
    stored = next;
    infos = next.map(shown);
    keys = next.map(({ name, publicKey, station }) => ({
      ...{ name, publicKey },
      ...(station !== undefined && { station }),
    }));
  };
  take(parse(await readIfThere(files, path)));

  async function save(next: readonly Stored[]): Promise<void> {
    try {
      await writeWhole(files, path, jsonBytes({ keys: next }));
    } catch (error) {
      throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
    }
    take(next);
  }

  return {
    list: () => infos,
    keys: () => keys,
    own: { keyId: keyIdOf(ownKey), pem: pemOf(ownKey) },
    add: (name, pem, station) =>
      exclusive(async () => {
        const publicKey = derOf(pem);
        const keyId = keyIdOf(publicKey);
        if (publicKeys.includes(publicKey))
          throw new LoupeError('conflict', {
            what: 'that is this station’s own key, which it always trusts',
          });
        const there = stored.find((one) => one.keyId === keyId);
        if (there !== undefined)
          throw new LoupeError('conflict', { what: `that key is trusted already, as ${there.name}` });
        if (stored.length >= limit)
          throw new LoupeError('conflict', { what: `there are ${limit} trusted keys already; remove one` });
        const added: Stored = {
          ...{ keyId, name: name.trim(), added: isoTime(clock.now()), publicKey },
          ...(station !== undefined && { station }),
        };
        await save([...stored, added]);
        return shown(added);
      }),
    remove: (keyId) =>
      exclusive(async () => {
        const found = stored.find((one) => one.keyId === keyId);
        if (found === undefined) throw new LoupeError('not-found', { what: 'trusted key', id: keyId });
        await save(stored.filter((one) => one !== found));
        return shown(found);
      }),
  };
}

const shown = ({ keyId, name, added, station }: Stored): TrustedKeyInfo => ({
  ...{ keyId, name, added },
  ...(station !== undefined && { station }),
});

/** @param publicKey DER (SPKI), base64 */
export const pemOf = (publicKey: string): string =>
  createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** @returns DER (SPKI), base64 */
function derOf(pem: string): string {
  const refuse = (got: string, cause?: unknown) =>
    new LoupeError(
      'bad-input',
      {
        what: 'The key',
        got,
        allowed: 'an Ed25519 public key: the text of a .pub file of "loupe model keygen"',
      },
      { cause },
    );
  // Node would quietly take the public half of it.
  if (pem.includes('PRIVATE KEY')) throw refuse('a private key, which belongs to its owner alone');
  let key;
  try {
    key = createPublicKey(pem);
  } catch (error) {
    throw refuse('something else', error);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw refuse(`an ${key.asymmetricKeyType ?? 'unknown'} key`);
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function parse(bytes: Uint8Array | null): readonly Stored[] {
  if (bytes === null) return [];
  try {
    const { keys } = fileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    for (const { keyId, publicKey } of keys)
      if (keyIdOf(publicKey) !== keyId) throw new Error(`${keyId} is not the id of its key`);
    return keys;
  } catch (error) {
    throw new LoupeError('conflict', { what: `${path} cannot be read: ${causeOf(error)}` }, { cause: error });
  }
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { keyIdOf, type TrustedKey } from '../host/models/package.ts';
import { openTrustedKeys } from '../host/models/trusted-keys.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import { openStation, readStation } from '../host/station.ts';
import { dataFolder } from './arguments.ts';
import { UsageError, type Io } from './io.ts';

/** What signs a package: an Ed25519 key. */
export interface Signer {
  /** DER (SPKI), base64. */
  readonly publicKey: string;
  readonly name: string;
  sign(message: Uint8Array): Uint8Array;
}

const derOf = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');

/**
 * Makes a key: `file` holds the private half, for its owner's eyes only, `file.pub` the public one; both are PEM.
 * @throws UsageError when one of them is there already
 */
export async function makeKey(file: string): Promise<{ keyId: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  for (const path of [file, `${file}.pub`]) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) throw new UsageError(`${path} is there already; a key is never overwritten`);
  }
  await writeFile(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  await writeFile(`${file}.pub`, publicKey.export({ format: 'pem', type: 'spki' }), { flag: 'wx' });
  return { keyId: keyIdOf(derOf(publicKey)) };
}

async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`the key ${file} cannot be read`, { cause: error });
  });
}

/** The key of `--key`, else the station's own; a station is made where there is none. @throws UsageError */
export async function openSigner(
  key: string | undefined,
  data: string | undefined,
  { environment, places }: Pick<Io, 'environment' | 'places'>,
): Promise<Signer> {
  if (key === undefined) {
    const folder = dataFolder(data, environment);
    const platform = createNodePlatform({ data: folder, workers: (worker) => places.worker(worker) });
    const station = await openStation({ platform, app: places.version });
    return { publicKey: station.publicKey, name: 'this station', sign: (message) => station.sign(message) };
  }
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(await readKey(key));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${key} is no private key; loupe model keygen makes one`, { cause: error });
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new UsageError(`${key} is no Ed25519 key`);
  return {
    publicKey: derOf(createPublicKey(privateKey)),
    name: key,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** The keys of the files, and, if there is a station in the folder, its own and those it trusts. @throws UsageError, LoupeError */
export async function trustedKeys(
  files: readonly string[],
  data: string | undefined,
  { environment, places }: Pick<Io, 'environment' | 'places'>,
): Promise<readonly TrustedKey[]> {
  const folder = dataFolder(data, environment);
  const platform = createNodePlatform({ data: folder, workers: (worker) => places.worker(worker) });
  const station = await readStation(platform.files);
  const keys: TrustedKey[] = (station?.publicKeys ?? []).map((publicKey) => ({
    publicKey,
    name: 'this station',
  }));
  if (station !== null) keys.push(...(await openTrustedKeys(platform, station)).keys());
  for (const file of files) {
    const pem = await readKey(file);
    try {
      // the public half of a private key is its public key
      keys.push({ publicKey: derOf(createPublicKey(pem)), name: file });
    } catch (error) {
      throw new UsageError(`${file} is no key`, { cause: error });
    }
  }
  return keys;
}

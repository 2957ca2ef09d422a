/**
 * Writes and signs the manifests of a release: `node electron/desktop/updater/sign-feed.ts --key FILE [--key FILE] [--days N] [--staging N] FILE…`.
 * Manifest and signature go beside each file; the folder is the feed.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isoTime } from '../../host/time.ts';
import { manifestName, readManifest } from './manifest.ts';
import { checkSignature, signBytes } from './signature.ts';

/** As electron-builder.yml names what a station can install by itself. */
const named = /^Loupe-(\d+\.\d+\.\d+)-(darwin|linux|win32)-(x64|arm64)\.(AppImage|exe|zip)$/;

export interface Signing {
  /** PEM files. */
  readonly keys: readonly string[];
  /** How long stations believe it. */
  readonly days: number;
  /** Percent of the stations. */
  readonly staging: number;
  readonly now: number;
}

/**
 * @returns the manifest's path
 * @throws RangeError for what cannot be signed so, Refusal for what no station would take
 */
export async function signRelease(file: string, { keys, days, staging, now }: Signing): Promise<string> {
  const name = basename(file);
  const [, version = '', platform = '', arch = ''] = named.exec(name) ?? [];
  if (version === '')
    throw new RangeError(
      `${name}: a release is named like Loupe-1.2.3-linux-x64.AppImage (win32: .exe, darwin: .zip)`,
    );
  const signers = await Promise.all(keys.map(readKey));
  const hash = createHash('sha512');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  const channel = 'stable';
  const manifest = {
    format: 1,
    product: 'loupe-station',
    ...{ version, channel, platform, arch },
    issued: isoTime(now),
    expires: isoTime(now + days * 24 * 3_600_000),
    file: { name, size: (await stat(file)).size, sha512: hash.digest('base64') },
    ...(staging < 100 && { staging }),
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const signatures = signBytes(bytes, signers);
  // What a station will do with it.
  readManifest(bytes);
  checkSignature(bytes, signatures, signers.map(publicOf));
  const path = join(dirname(file), manifestName(channel, platform, arch));
  await writeFile(path, bytes);
  await writeFile(`${path}.sig`, signatures);
  return path;
}

const publicOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');

async function readKey(path: string): Promise<KeyObject> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  if (!relative(root, resolve(path)).startsWith('..'))
    throw new RangeError(`${path} lies inside the repository: keep a private key elsewhere`);
  const key = createPrivateKey(await readFile(path, 'utf8'));
  if (key.asymmetricKeyType !== 'ed25519') throw new RangeError(`${path} is no Ed25519 key`);
  return key;
}

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      options: {
        key: { type: 'string', multiple: true },
        days: { type: 'string', default: '90' },
        staging: { type: 'string', default: '100' },
      },
      allowPositionals: true,
    });
    const whole = (flag: 'days' | 'staging', most: number): number => {
      const value = Number(values[flag]);
      if (/^\d+$/.test(values[flag]) && value <= most) return value;
      throw new RangeError(`--${flag} is a whole number up to ${most}, got ${values[flag]}`);
    };
    if (values.key === undefined || positionals.length === 0)
      throw new RangeError('name --key FILE and the files of the release');
    const signing = {
      keys: values.key,
      days: whole('days', 3650),
      staging: whole('staging', 100),
      now: Date.now(),
    };
    for (const file of positionals) process.stdout.write(`${await signRelease(file, signing)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await main();

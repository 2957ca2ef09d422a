import { createHash, subtle } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import type { Images } from '../../images/images.ts';

const compress = promisify(zstdCompress);
/** As the store of images does, so that a frame has the same bytes before and after it was idle. */
const params = { [constants.ZSTD_c_compressionLevel]: 3 };

/**
 * A picture as it travels: files as they came, frames compressed. `name` holds the SHA-256 that the journal knows it by.
 * @throws LoupeError `not-found`, `conflict`
 */
export async function packed(
  images: Pick<Images, 'get'>,
  sha256: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  const { type, bytes } = await images.get(sha256);
  return type === 'y4m'
    ? { name: `${sha256}.y4m.zst`, bytes: await compress(bytes, { params }) }
    : { name: `${sha256}.${type}`, bytes };
}

/** Large files are hashed off this thread, which inspections share; for small ones the way there costs more than the hash. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  if (bytes.length < 65_536) return createHash('sha256').update(bytes).digest('hex');
  return Buffer.from(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}

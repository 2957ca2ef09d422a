import { createHash, subtle } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { LoupeError } from '../../contract/errors.ts';
import { imageTypes } from '../../contract/events.ts';
import { causeOf, makeFolders, removeIfThere } from '../durable.ts';
import type { Files, Platform } from '../platform.ts';
import type { Images, ImageType } from './images.ts';
import { createSpares } from './spares.ts';

/** The images of a station, with the work that is done when it is idle. */
export interface ImageStore extends Images {
  /**
   * Turns raw `.y4m` files into `.y4m.zst`, one by one, while `goOn()` says so. The name keeps the hash of the uncompressed bytes; the
   * raw file goes only after its compressed form was read back equal. Returns how many were compressed.
   */
  compressIdle(goOn: () => boolean): Promise<number>;
  /** Makes files ahead for the next live frames; for the pause after an answer. Never rejects. */
  makeSpares(): Promise<void>;
  /** Reads every image and compares it with its name. */
  scrub(): AsyncIterable<{ readonly sha256: string; readonly problem: string | null }>;
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const folder = 'images';
const incoming = `${folder}/incoming`;
/** An 8-bit 4:4:4 frame of 8192 × 8192, with room; more is no frame of ours. */
const longestFrame = 256 * 1024 * 1024;
export const endings = ['y4m', 'y4m.zst', ...imageTypes.filter((type) => type !== 'y4m'), 'gif'];

/** Opens the images of the data folder; leftovers of unfinished writes are removed. `floorBytes` is asked at every capture. */
export async function openImages({
  platform,
  floorBytes,
}: {
  platform: Platform;
  floorBytes: () => number;
}): Promise<ImageStore> {
  const { files, log } = platform;
  await makeFolders(files, incoming);
  for (const name of await files.list(incoming)) await removeIfThere(files, `${incoming}/${name}`);
  await makePlaces(files);
  let running = 0;
  /** Frames that no longer match their name: looked at once, not at every idle moment. */
  const damaged = new Set<string>();

  const hasRoom = async (bytes: number) => (await files.freeBytes()) - bytes >= floorBytes();
  const spares = createSpares({ platform, folder: incoming, hasRoom });

  /** Writes beside the store, over a spare if there is one, then gives the name: the file is there whole, or not there. */
  async function store(
    parts: readonly Uint8Array[],
    name: Promise<{ sha256: string; ending: string }>,
    spare: string | null = null,
  ): Promise<void> {
    const temporary = spare ?? `${incoming}/${++running}.part`;
    try {
      const handle = await (spare === null ? files.create(temporary) : files.overwrite(temporary));
      try {
        for (const part of parts) await handle.write(part);
        await handle.sync();
      } finally {
        await handle.close();
      }
      const { sha256, ending } = await name;
      const place = placeOf(sha256);
      await files.rename(temporary, `${place}/${sha256}.${ending}`);
      await files.syncFolder(place);
    } catch (error) {
      await removeIfThere(files, temporary).catch(() => {});
      throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
    }
  }

  const { get, has } = createImageReader(files);

  /** The bytes of a frame that is to be compressed; null when they are not what they were: that is `scrub`'s to report. */
  async function whole(sha256: string): Promise<Uint8Array | null> {
    if (damaged.has(sha256)) return null;
    try {
      return (await get(sha256)).bytes;
    } catch (error) {
      if (!(error instanceof LoupeError)) throw error;
      damaged.add(sha256);
      log({ level: 'error', what: 'an image no longer matches its name', sha256 });
      return null;
    }
  }

  return {
    async put(type, bytes) {
      const floor = floorBytes();
      const freeBytes = await files.freeBytes();
      if (freeBytes < floor) throw new LoupeError('disk-low', { freeBytes, floorBytes: floor });
      // One piece is hashed off this thread while the disk writes. A frame in parts is hashed where it lies: copying its planes together
      // would take this thread as long.
      const parts = bytes instanceof Uint8Array ? [bytes] : bytes;
      const sha256 = bytes instanceof Uint8Array ? hashOf(bytes) : Promise.resolve(hashOfParts(bytes));
      await store(
        parts,
        sha256.then((hash) => ({ sha256: hash, ending: type })),
        bytes instanceof Uint8Array ? null : spares.take(parts.reduce((sum, part) => sum + part.length, 0)),
      );
      return sha256;
    },
    get,
    has,
    makeSpares: () => spares.make(),
    async compressIdle(goOn) {
      let count = 0;
      for await (const { sha256, ending } of stored(files)) {
        if (!goOn()) break;
        if (ending !== 'y4m') continue;
        const bytes = await whole(sha256);
        if (bytes === null) continue;
        const packed = await compress(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
        if ((await hashOf(await decompress(packed))) !== sha256)
          throw new Error(`image ${sha256} did not survive compression`);
        await store([packed], Promise.resolve({ sha256, ending: 'y4m.zst' }));
        await files.remove(pathOf(sha256, 'y4m'));
        count++;
      }
      return count;
    },
    async *scrub() {
      for await (const { sha256, ending } of stored(files)) {
        let problem: string | null = null;
        try {
          const bytes = await unpack(await files.read(pathOf(sha256, ending)), ending);
          if ((await hashOf(bytes)) !== sha256) problem = 'its bytes do not match its name';
        } catch (error) {
          problem = causeOf(error);
        }
        yield { sha256, problem };
      }
    },
  };
}

const pathOf = (sha256: string, ending: string): string =>
  `${folder}/${sha256.slice(0, 2)}/${sha256}.${ending}`;

/** Reads images and changes nothing, so it may run beside the station that writes them. */
export function createImageReader(files: Pick<Files, 'stat' | 'read'>): Pick<Images, 'get' | 'has'> {
  async function find(sha256: string): Promise<string | null> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
    for (const ending of endings) if ((await files.stat(pathOf(sha256, ending))) !== null) return ending;
    return null;
  }

  async function get(sha256: string): Promise<{ type: ImageType; bytes: Uint8Array }> {
    const ending = await find(sha256);
    if (ending === null) throw new LoupeError('not-found', { what: 'image', id: sha256 });
    const stored = await files.read(pathOf(sha256, ending));
    const bytes = await unpack(stored, ending).catch(() => null);
    if (bytes === null || (await hashOf(bytes)) !== sha256)
      throw new LoupeError('conflict', { what: `image ${sha256} no longer matches its name` });
    return { type: ending.replace('.zst', '') as ImageType, bytes };
  }

  return { get, has: async (sha256) => (await find(sha256)) !== null };
}

const placeOf = (sha256: string): string => `${folder}/${sha256.slice(0, 2)}`;

/** All 256 folders at once, their names on disk: made one by one, each would cost its first image three fsyncs. */
async function makePlaces(files: Files): Promise<void> {
  const there = new Set(await files.list(folder));
  const places = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));
  if (places.every((name) => there.has(name))) return;
  for (const name of places) await files.makeFolder(`${folder}/${name}`);
  await files.syncFolder(folder);
}

async function* stored(files: Files): AsyncGenerator<{ sha256: string; ending: string }> {
  for (const prefix of await files.list(folder)) {
    if (!/^[0-9a-f]{2}$/.test(prefix)) continue;
    for (const name of await files.list(`${folder}/${prefix}`)) {
      const match = /^([0-9a-f]{64})\.([a-z0-9.]+)$/.exec(name);
      if (match?.[1] !== undefined && match[2] !== undefined && endings.includes(match[2]))
        yield { sha256: match[1], ending: match[2] };
    }
  }
}

/** A stored file as it was before it was compressed. @throws Error for what is no such file */
export async function unpack(bytes: Uint8Array, ending: string): Promise<Uint8Array> {
  if (!ending.endsWith('.zst')) return bytes;
  const { buffer, byteOffset, byteLength } = await decompress(bytes, { maxOutputLength: longestFrame });
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Large images are hashed off this thread; for small ones the way there costs more than the hash. */
function hashOfParts(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  if (bytes.length < 65_536) return createHash('sha256').update(bytes).digest('hex');
  return Buffer.from(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}

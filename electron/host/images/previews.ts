import { decodeY4m } from '../../../ml/image/y4m.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Files } from '../platform.ts';
import type { Images } from './images.ts';

export interface PreviewDeps {
  readonly files: Pick<Files, 'read' | 'create' | 'makeFolder' | 'remove'>;
  readonly images: Pick<Images, 'get'>;
  readonly decode: (bytes: Uint8Array, page: number) => Promise<Frame>;
  readonly encode: (frame: Frame, width: number) => Promise<Uint8Array>;
}

/** Small JPEGs of stored images for screens, kept in `cache/previews/`. The cache may be deleted at any time. */
export function createPreviews({ files, images, decode, encode }: PreviewDeps) {
  const making = new Map<string, Promise<Uint8Array>>();

  const make = async (sha256: string, width: number, page: number, path: string): Promise<Uint8Array> => {
    const kept = await files.read(path).catch(() => null);
    // A JPEG ends with FF D9; one that was cut off by a crash does not.
    if (kept && kept.at(-2) === 0xff && kept.at(-1) === 0xd9) return kept;
    const { type, bytes } = await images.get(sha256);
    const jpeg = await encode(type === 'y4m' ? decodeY4m(bytes) : await decode(bytes, page), width);
    await keep(path, jpeg).catch(() => undefined); // a full disk costs the cache, not the picture
    return jpeg;
  };
  const keep = async (path: string, jpeg: Uint8Array) => {
    await files.makeFolder('cache/previews');
    await files.remove(path).catch(() => undefined);
    const file = await files.create(path);
    await file.write(jpeg).finally(() => file.close());
  };

  return {
    /**
     * @param page counted from 0; a frame of a camera has one
     * @throws LoupeError `not-found`; Unreadable; WorkerFault when the picture cannot be encoded
     */
    preview(sha256: string, width: number, page = 0): Promise<Uint8Array> {
      const path = `cache/previews/${sha256}-${width}${page === 0 ? '' : `-page-${page + 1}`}.jpg`;
      const asked = making.get(path) ?? make(sha256, width, page, path).finally(() => making.delete(path));
      making.set(path, asked);
      return asked;
    },
  };
}
export type Previews = ReturnType<typeof createPreviews>;

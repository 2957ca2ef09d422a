import { lookSide } from '../../../ml/dataset/alike.ts';
import { pictureKey } from '../../../ml/dataset/examination.ts';
import type { Entry } from '../../../ml/dataset/dataset.ts';
import { lookOf } from '../../../ml/dataset/look.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { readIfThere } from '../durable.ts';
import type { Files } from '../platform.ts';

/**
 * The small grey pictures that near duplicates are found by, kept in `cache/looks/<dataset>` so that a change needs no picture opened
 * again. The cache may be deleted at any time: what is missing is made anew.
 */
export interface Looks {
  /** Of every one of these pictures, by key. */
  of(name: string, entries: readonly Entry[], signal?: AbortSignal): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Those of pictures that were just opened. */
  add(name: string, looks: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

const folder = 'cache/looks';
/** SHA-256, page (0: the file has one), look. */
const recordBytes = 32 + 4 + lookSide ** 2;

export function createLooks({
  files,
  frameOf,
}: {
  readonly files: Pick<Files, 'read' | 'append' | 'makeFolder'>;
  readonly frameOf: (entry: Pick<Entry, 'image' | 'page'>) => Promise<Frame>;
}): Looks {
  /** Of the dataset that was used last. */
  let open: { readonly name: string; readonly looks: Map<string, Uint8Array> } | null = null;

  const load = async (name: string): Promise<Map<string, Uint8Array>> => {
    if (open?.name === name) return open.looks;
    const bytes = (await readIfThere(files, `${folder}/${name}`).catch(() => null)) ?? new Uint8Array();
    const looks = new Map<string, Uint8Array>();
    for (let at = 0; at + recordBytes <= bytes.length; at += recordBytes) {
      const record = bytes.subarray(at, at + recordBytes);
      const page = new DataView(record.buffer, record.byteOffset).getUint32(32);
      const image = Buffer.from(record.subarray(0, 32)).toString('hex');
      looks.set(pictureKey({ image, ...(page > 0 && { page }) }), record.subarray(36));
    }
    open = { name, looks };
    return looks;
  };

  const add = async (name: string, more: ReadonlyMap<string, Uint8Array>): Promise<void> => {
    const looks = await load(name);
    const fresh = [...more].filter(([key]) => !looks.has(key));
    for (const [key, look] of fresh) looks.set(key, look);
    if (fresh.length === 0) return;
    const bytes = new Uint8Array(recordBytes * fresh.length);
    for (const [index, [key, look]] of fresh.entries()) {
      const [image = '', page = '0'] = key.split('#');
      const at = index * recordBytes;
      bytes.set(Buffer.from(image, 'hex'), at);
      new DataView(bytes.buffer).setUint32(at + 32, Number(page));
      bytes.set(look, at + 36);
    }
    // A cache that cannot be written costs time, never a dataset.
    await (async () => {
      await files.makeFolder(folder);
      const file = await files.append(`${folder}/${name}`);
      await file.write(bytes).finally(() => file.close());
    })().catch(() => undefined);
  };

  return {
    add,
    async of(name, entries, signal) {
      const looks = await load(name);
      const made = new Map<string, Uint8Array>();
      for (const entry of entries) {
        const key = pictureKey(entry);
        if (looks.has(key) || made.has(key)) continue;
        signal?.throwIfAborted();
        made.set(key, lookOf(await frameOf(entry)));
      }
      await add(name, made);
      return looks;
    },
  };
}

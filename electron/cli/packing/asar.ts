import { mkdir, open, readFile, writeFile, copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A file of an archive; `offset` is null when it lies beside it, in `<archive>.unpacked`. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly offset: number | null;
}

type Entry =
  | { readonly files: Record<string, Entry> }
  | { readonly size: number; readonly offset?: string; readonly unpacked?: boolean }
  | { readonly link: string };
const entrySchema: z.ZodType<Entry> = z.lazy(() =>
  z.union([
    z.object({ files: z.record(z.string(), entrySchema) }),
    z.object({ size: z.number(), offset: z.string().optional(), unpacked: z.boolean().optional() }),
    z.object({ link: z.string() }),
  ]),
) as z.ZodType<Entry>;

/**
 * The files of Electron's archive format: the length of a header, the header (JSON), then the files one after another.
 * @throws Error when it is none, or holds links
 */
export async function listAsar(archive: string): Promise<PackedFile[]> {
  const file = await open(archive);
  try {
    const lengths = Buffer.alloc(16);
    await file.read(lengths, 0, 16, 0);
    const json = Buffer.alloc(lengths.readUInt32LE(12));
    await file.read(json, 0, json.length, 16);
    const start = 8 + lengths.readUInt32LE(4);
    return [...walk('', entrySchema.parse(JSON.parse(json.toString('utf8'))), start)];
  } finally {
    await file.close();
  }
}

function* walk(path: string, entry: Entry, start: number): Generator<PackedFile> {
  if ('link' in entry) throw new Error(`${path} is a link`);
  if ('files' in entry) {
    for (const [name, below] of Object.entries(entry.files))
      yield* walk(path === '' ? name : `${path}/${name}`, below, start);
    return;
  }
  const { size, offset } = entry;
  yield { path, size, offset: offset === undefined ? null : start + Number(offset) };
}

/** Writes every file of the archive, and those beside it, below `folder`. */
export async function extractAsar(archive: string, folder: string): Promise<void> {
  const bytes = await readFile(archive);
  for (const { path, size, offset } of await listAsar(archive)) {
    const to = join(folder, path);
    await mkdir(dirname(to), { recursive: true });
    if (offset === null) await copyFile(join(`${archive}.unpacked`, path), to);
    else await writeFile(to, bytes.subarray(offset, offset + size));
  }
}

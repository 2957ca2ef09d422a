import { imageLimits } from '../../../electron/contract/imaging.ts';
import type { SourceFolder } from '../../../ml/dataset/source.ts';
import { pathOf, type BroughtFile } from '../../components/brought/brought-file.ts';

export interface PassedOver {
  readonly file: string;
  readonly why: string;
}

/** A folder as a browser gives it: read, never written. Paths are relative to it. */
export interface BroughtFolder extends SourceFolder {
  /** The folder's own name; empty where files were brought without one. */
  readonly name: string;
  /** Of all files together. */
  readonly bytes: number;
  size(path: string): number;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** What the station would not take, and why. */
  readonly passedOver: readonly PassedOver[];
}

/** Pictures, masks, and what says something of them. */
const wanted = /\.(jpe?g|png|webp|bmp|tiff?|gif|txt|xml|json|csv|ya?ml|names)$|(ubyte|idx\d)(\.gz)?$/i;

/** The browser asks the disk for each file's size; after so many the page gets a breath, so that ten thousand files do not stop it. */
const breathAfter = 100;
const breathe = () => new Promise<void>((done) => setTimeout(done));

/** @param all as dropped, or as chosen with their folder */
export async function folderFrom(all: readonly BroughtFile[]): Promise<BroughtFolder> {
  // What a file manager leaves in folders belongs to nobody.
  const visible = all
    .map((file) => ({ path: pathOf(file), file }))
    .filter(({ path }) => !path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX'));
  const root = commonFolder(visible.map(({ path }) => path));
  const files = new Map<string, { readonly file: BroughtFile; readonly size: number }>();
  const passedOver: PassedOver[] = [];
  for (const [index, { path: whole, file }] of visible.entries()) {
    const path = whole.slice(root.length);
    if (index % breathAfter === breathAfter - 1) await breathe();
    const { size } = file;
    if (!wanted.test(path)) passedOver.push({ file: path, why: 'neither a picture nor an annotation' });
    else if (size > imageLimits.bytes)
      passedOver.push({ file: path, why: `${size} bytes, more than ${imageLimits.bytes}` });
    else files.set(path, { file, size });
  }
  const at = (path: string) => {
    const found = files.get(path);
    if (found === undefined) throw new Error(`there is no ${path}`);
    return found;
  };
  const read = async (path: string) => new Uint8Array(await at(path).file.arrayBuffer());
  return {
    name: root.slice(0, -1),
    files: [...files.keys()].toSorted(),
    bytes: [...files.values()].reduce((sum, { size }) => sum + size, 0),
    size: (path) => at(path).size,
    read,
    text: async (path) => new TextDecoder().decode(await read(path)),
    async unpacked(path) {
      const bytes = await read(path);
      if (!/\.gz$/i.test(path)) return bytes;
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    },
    passedOver,
  };
}

/** `set/` where all paths begin with it, else nothing: what was dropped is the folder, or lies side by side. */
function commonFolder(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  const root = first.slice(0, first.indexOf('/') + 1);
  return root !== '' && paths.every((path) => path.startsWith(root)) ? root : '';
}

/** A name that a dataset may have, from a folder's; `taken` are not given twice. */
export function nameFrom(folder: string, taken: readonly string[]): string {
  const plain = folder.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const name = plain.replace(/^-+/, '').slice(0, 58).replace(/-+$/, '') || 'dataset';
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

/** What one message carries at most: its byte arrays are numbered up to 64, and a batch is soon sent again. */
const batchFiles = 48;
const batchBytes = 8_000_000;

/** Files in the order they are sent, in batches that fit a message; one large file is a batch of its own. */
export function batchesOf({ files, size }: Pick<BroughtFolder, 'files' | 'size'>): string[][] {
  const batches: string[][] = [];
  let room = 0;
  for (const path of files) {
    const bytes = size(path);
    const last = batches.at(-1);
    if (last === undefined || last.length === batchFiles || bytes > room) {
      batches.push([path]);
      room = batchBytes - bytes;
    } else {
      last.push(path);
      room -= bytes;
    }
  }
  return batches;
}

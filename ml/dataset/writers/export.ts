import type { Dataset, Entry } from '../dataset.ts';
import type { Outline } from '../outline.ts';
import { baseName, pictureFile, type Layout } from '../source.ts';

/** One file of an export: text, a stored file byte for byte, or one page of a stored file as a picture of its own. */
export type ExportFile =
  | { readonly path: string; readonly text: string }
  /** `head`, then the grey levels of each picture. */
  | {
      readonly path: string;
      readonly head: Uint8Array;
      readonly grey: readonly { readonly image: string; readonly page?: number }[];
    }
  /** A mask whose areas are filled one after the other. */
  | {
      readonly path: string;
      readonly width: number;
      readonly height: number;
      readonly areas: readonly { readonly value: number; readonly outline: Outline }[];
    }
  | { readonly path: string; readonly image: string }
  | { readonly path: string; readonly image: string; readonly page: number; readonly mask: boolean };

export interface Export {
  readonly files: readonly ExportFile[];
  /** What this layout cannot say, in sentences. */
  readonly notes: readonly string[];
}

/** What the station knows of its stored files. */
export interface StoredFiles {
  pagesOf(image: string): number;
  /** With its dot, `.png`; of a camera's frame that of the picture it becomes. */
  endingOf(image: string): string;
}

/** A picture of the dataset with the name that its file gets; pages of one file that are all there keep it whole and share a name. */
export interface Placed {
  readonly entry: Entry;
  /** File name, unique in the export. */
  readonly base: string;
  /** The page is taken out of its file. */
  readonly cut: boolean;
}

export type Writer = (dataset: Dataset, placed: readonly Placed[], stored: StoredFiles) => Export;

/** Gives every picture a file name of its own: the one it came with, as long as it is free. */
export function place({ entries }: Dataset, stored: StoredFiles): Placed[] {
  const together = new Map<string, Entry[]>();
  for (const entry of entries)
    if (entry.page !== undefined)
      together.set(`${entry.image} ${entry.split}`, [
        ...(together.get(`${entry.image} ${entry.split}`) ?? []),
        entry,
      ]);
  const whole = ({ image, split, page }: Entry) =>
    page === undefined || together.get(`${image} ${split}`)!.length === stored.pagesOf(image);
  const taken = new Set<string>();
  const given = new Map<string, string>();
  return entries.map((entry) => {
    const cut = !whole(entry);
    const shared = entry.page === undefined || cut ? undefined : `${entry.image} ${entry.split}`;
    const before = shared === undefined ? undefined : given.get(shared);
    if (before !== undefined) return { entry, base: before, cut };
    const base = freeBase(
      cut ? entry.name.replace('#', '-page-') : entry.name.replace(/#\d+$/, ''),
      cut ? '.png' : stored.endingOf(entry.image),
      taken,
    );
    if (shared !== undefined) given.set(shared, base);
    return { entry, base, cut };
  });
}

/** The last part of a path, else the whole of it in one word, else that with a number; stems are unique, whatever their case. */
function freeBase(path: string, ending: string, taken: Set<string>): string {
  const plain = (name: string) => name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '_');
  const known = pictureFile.exec(path)?.[0];
  const kept = known !== undefined && !(ending === '.png' && !/png$/i.test(known)) ? known : ending;
  const stem = known === undefined ? path : path.slice(0, -known.length);
  const wishes = [baseName(stem), stem];
  for (let number = 0; ; number++) {
    const name = plain(wishes[number] ?? `${stem}-${number}`) || '_';
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name + kept;
  }
}

/** The picture's own file, or its page. */
export const pictureAt = (folder: string, { entry, base, cut }: Placed): ExportFile => ({
  ...{ path: joined(folder, base), image: entry.image },
  ...(cut && { page: entry.page ?? 1, mask: false }),
});

/** Parts of a path that are not empty. */
export const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('/');

/** A class as a folder's name. */
export const folderName = (name: string): string => name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_');

/** Files once each: pages of one file name it again and again. */
export const once = (files: readonly ExportFile[]): ExportFile[] => [
  ...new Map(files.map((file) => [file.path, file])).values(),
];

/** Sentences about what goes missing, for those kinds of knowledge that some picture has. */
export function missing(
  { entries }: Dataset,
  layout: Layout,
  kinds: readonly (keyof typeof words)[],
): string[] {
  return kinds.flatMap((kind) => {
    const has = (entry: Entry) =>
      kind === 'outlines' ? entry.boxes?.some(({ polygon }) => polygon) : entry[kind] !== undefined;
    const count = entries.filter(has).length;
    return count === 0 ? [] : [`${layout} has no place for ${words[kind]}; ${count} pictures have that.`];
  });
}
const words = {
  class: 'the class of a picture',
  boxes: 'boxes',
  outlines: 'outlines other than boxes',
  mask: 'masks',
  group: 'groups',
  author: 'authors',
  source: 'sources',
  licence: 'licences',
} as const;

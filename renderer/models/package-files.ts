import { pathOf, type BroughtFile } from '../components/brought/brought-file.ts';

export type Brought =
  | { readonly kind: 'model'; readonly file: BroughtFile }
  | {
      readonly kind: 'package';
      readonly bytes: number;
      /** By their paths inside the package. */
      readonly files: readonly { readonly path: string; readonly file: BroughtFile }[];
    }
  | { readonly kind: 'neither' };

/** What somebody brought: one model file, or the folder of a package, known by its `model.json`. */
export function sortBrought(all: readonly BroughtFile[]): Brought {
  // What a file manager leaves in folders belongs to nobody.
  const files = all
    .map((file) => ({ path: pathOf(file), file }))
    .filter(({ file: { name } }) => !name.startsWith('.'));
  const manifest = files
    .map(({ path }) => path)
    .filter((path) => /(^|\/)model\.json$/.test(path))
    .toSorted((one, other) => one.length - other.length)[0];
  if (manifest !== undefined && files.length > 1) {
    const root = manifest.slice(0, -'model.json'.length);
    const inside = files
      .filter(({ path }) => path.startsWith(root))
      .map(({ path, file }) => ({ path: path.slice(root.length), file }));
    return { kind: 'package', files: inside, bytes: inside.reduce((sum, { file }) => sum + file.size, 0) };
  }
  const [only, ...more] = files;
  return only !== undefined && more.length === 0 ? { kind: 'model', file: only.file } : { kind: 'neither' };
}

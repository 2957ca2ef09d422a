/** A file as a browser gives it: dropped (`path`), or chosen with its folder (`webkitRelativePath`). */
export type BroughtFile = Pick<File, 'name' | 'size' | 'arrayBuffer'> & {
  readonly path?: string;
  readonly webkitRelativePath?: string;
};

/** Its path below what was chosen or dropped, with `/`. */
export const pathOf = ({ path, webkitRelativePath, name }: BroughtFile): string =>
  (webkitRelativePath || path || name).replace(/^(\.{0,2}[/\\])+/, '').replaceAll('\\', '/');

/** A machine that a package is for, as Node names it. */
export interface Target {
  readonly platform: string;
  readonly arch: string;
}

/** Packages that run inside. A dependency that is added has to be named here and in electron-builder.yml. */
const packages = new Set(
  (
    '@emnapi @img @node-usb argparse builder-util-runtime debug detect-libc electron-updater fs-extra graceful-fs js-yaml jsonfile lazy-val ' +
    'lodash.escaperegexp lodash.isequal ms onnxruntime-common onnxruntime-node sax semver sharp tiny-typed-emitter tslib universalify usb ws'
  ).split(' '),
);

/** What is built for the package: all of it has to be inside. */
export const builtFolders = ['out/main', 'out/preload', 'out/renderer', 'out/starter'] as const;
const loose = new Set(['package.json', 'LICENSE']);

/**
 * What is wrong with the files of a package, in words; [] when nothing is.
 * @param inside paths in the archive and beside it
 * @param built paths that the build made
 */
export function fileProblems(
  inside: readonly string[],
  built: readonly string[],
  { platform, arch }: Target,
): string[] {
  const has = new Set(inside);
  const problems: string[] = [];
  for (const path of [...loose, ...built]) if (!has.has(path)) problems.push(`${path} is missing`);
  const engine = `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/`;
  if (!has.has(`${engine}onnxruntime_binding.node`)) problems.push('the inference runtime is missing');
  for (const path of inside) {
    const [top, name = ''] = path.split('/');
    const known =
      loose.has(path) ||
      (top === 'node_modules'
        ? packages.has(name)
        : builtFolders.some((folder) => path.startsWith(`${folder}/`)));
    if (!known) problems.push(`${path} is none of the package's`);
    else if (/\.(map|[cm]?ts|pem|key)$/.test(path)) problems.push(`${path}: sources and keys stay outside`);
    else if (path.includes('/onnxruntime-node/bin/') && !path.startsWith(engine))
      problems.push(`${path} is for another machine`);
  }
  return problems;
}

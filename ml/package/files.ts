/** The files of one package, by their path inside it, with '/' between folders. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** SHA-256 of bytes as 64 lower-case hex digits; handed in, since `ml/` has no crypto. */
export type Sha256 = (bytes: Uint8Array) => string;

export const signatureFile = 'SIGNATURE.json';

/** Everything a package may weigh together. */
export const maxPackageBytes = 600_000_000;

/** What stock MLflow clients want to find. Unsigned, so nothing here may ever be read for a verdict. */
const beside = new Set(['MLmodel', 'conda.yaml', 'python_env.yaml', 'requirements.txt']);

/** Lower case only, so that no two names are one file on a disk that ignores case; no part begins with a dot. */
const goldenPath = /^golden(\/[a-z0-9][a-z0-9._-]{0,99}){1,4}$/;

/** Whether a path is one of the package proper: covered by the signature and by the digest. */
export function isSigned(path: string): boolean {
  return path === 'model.onnx' || path === 'model.json' || path === 'card.md' || goldenPath.test(path);
}

/** Whether a file may lie in a package at all. */
export function isAllowed(path: string): boolean {
  return isSigned(path) || path === signatureFile || beside.has(path);
}

/** Path and SHA-256 of every signed file, sorted by path (by code unit, so that every machine agrees). */
export function hashesOf(files: PackageFiles, sha256: Sha256): readonly (readonly [string, string])[] {
  return [...files]
    .filter(([path]) => isSigned(path))
    .map(([path, bytes]) => [path, sha256(bytes)] as const)
    .toSorted(byPath);
}

export function byPath([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The list of files as `sha256sum` writes it: `<hash>  <path>` a line. */
export function listing(hashes: readonly (readonly [string, string])[]): string {
  return hashes.map(([path, hash]) => `${hash}  ${path}\n`).join('');
}

/**
 * The one name of a package's content: SHA-256 over the listing of its signed files. Neither the signature nor what lies beside counts, so
 * a package signed again is the same package.
 */
export function packageDigest(files: PackageFiles, sha256: Sha256): string {
  return sha256(new TextEncoder().encode(listing(hashesOf(files, sha256))));
}

// Every platform package that a dependency names must be in the lock file with its hash: a registry that lags behind for other
// platforms otherwise makes a lock with which `npm ci` fails there. Run by `npm run check`.
import { readFileSync } from 'node:fs';

interface LockEntry {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockEntry>;
};

/** Node's own lookup: beside the dependant, then in every folder above it. */
function found(dependant: string, name: string): boolean {
  for (
    let folder = dependant;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]?.integrity) return true;
    if (!folder) return false;
  }
}

const missing = Object.entries(packages).flatMap(([path, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !found(path, name))
    .map(
      ([name, version]) =>
        `${path || 'package.json'} names ${name}@${version}, which the lock file does not hold`,
    ),
);
const addresses = Object.keys(packages).filter((path) => packages[path]?.resolved?.startsWith('http'));
for (const path of addresses) missing.push(`${path} carries a registry's address`);
for (const line of missing) console.error(line);
console.log(`${Object.keys(packages).length} lock entries, ${missing.length} problems`);
process.exitCode = missing.length > 0 ? 1 : 0;

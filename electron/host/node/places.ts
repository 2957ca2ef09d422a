import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerName } from '../platform.ts';

/** Where this program's own files are: beside the sources when it runs from them, in `out/` when it was built. */
export interface Places {
  /** The folder of `package.json`. */
  readonly root: string;
  readonly version: string;
  /** The built page. */
  readonly page: string;
  /** The package that a new station begins with. */
  readonly starter: string;
  /** A worker's entry file. */
  worker(name: WorkerName): string;
}

/** @param entry the URL of a program's entry: `electron/cli/main.ts`, `electron/desktop/main.ts`, or a file of `out/main` */
export function findPlaces(entry: string): Places {
  const at = (path: string) => fileURLToPath(new URL(path, entry));
  const source = entry.endsWith('.ts');
  const { version } = JSON.parse(readFileSync(at('../../package.json'), 'utf8')) as { version: string };
  return {
    root: at('../../'),
    version,
    page: at('../../out/renderer'),
    starter: at('../../out/starter'),
    worker: (name) => at(source ? `../workers/${name}/main.ts` : `./${name}.js`),
  };
}

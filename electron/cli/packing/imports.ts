import { readdir, readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';

/** What the programs of an extracted package import and cannot find in it; Electron itself is no file. */
export async function missingImports(folder: string): Promise<string[]> {
  const missing = new Set<string>();
  for (const root of ['out/main', 'out/preload']) {
    const entries = await readdir(join(folder, root), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries) {
      if (!entry.isFile() || !/\.[cm]?js$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const resolve = createRequire(path).resolve;
      for (const name of importsOf(await readFile(path, 'utf8'))) {
        if (name === 'electron' || isBuiltin(name)) continue;
        try {
          resolve(name);
        } catch {
          missing.add(name);
        }
      }
    }
  }
  return [...missing].toSorted();
}

/** Names in `import … from "x"`, `import "x"`, `import("x")`, `export … from "x"` and `require("x")` at the start of a statement of built code. */
export function importsOf(source: string): string[] {
  const statement = /(?:^|[;\n}])\s*(?:import|export)\s*(?:[\w$\s{},*]*?\bfrom\s*)?["']([^"'\n]+)["']/g;
  const call = /\b(?:import|require)\(\s*["']([^"'\n]+)["']\s*\)/g;
  return [statement, call].flatMap((pattern) =>
    Array.from(source.matchAll(pattern), ([, name]) => name ?? ''),
  );
}

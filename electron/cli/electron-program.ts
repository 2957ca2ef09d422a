import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The unpacked Electron that the electron package itself would start; null when it was never fetched. */
export function electronFolder(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean = existsSync,
): string | null {
  const named = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (named !== undefined && named !== '') return named;
  const fetched = join(root, 'node_modules', 'electron', 'dist');
  return exists(join(fetched, 'version')) ? fetched : null;
}

/** Electron's program, or why there is none and what to do about it. */
export function electronProgram(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  system = process.platform,
  exists: (path: string) => boolean = existsSync,
): { readonly program: string } | { readonly why: string } {
  const folder = electronFolder(root, environment, exists);
  const remedy =
    'Run npx install-electron --no, which downloads it from GitHub, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.';
  if (folder === null)
    return { why: `Electron's program is not on this machine: npm brings its launcher only. ${remedy}` };
  const program = join(folder, names[system] ?? 'electron');
  return exists(program) ? { program } : { why: `There is no ${program}. ${remedy}` };
}

const names: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
};

import { join } from 'node:path';
import type { Ran } from './process.ts';

/** What finding and installing needs of this machine. */
export interface Machine {
  readonly system: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly root: boolean;
  readonly exists: (path: string) => boolean;
  readonly run: (program: string, args: readonly string[], limitMs: number) => Promise<Ran>;
  /** Where Playwright keeps the Chromium it downloads; null without Playwright. */
  readonly playwrightChromium: () => string | null;
  /** Downloads it. */
  readonly installPlaywrightChromium: () => Promise<Ran>;
  readonly progress: (line: string) => void;
}

export interface Found {
  readonly path: string;
  /** As the program says it; null where it does not say. */
  readonly version: string | null;
}

const minute = 60_000;

/** Where browsers of the Chromium family usually are, best first. */
export function chromiumCandidates({
  system,
  environment,
  playwrightChromium,
}: Pick<Machine, 'system' | 'environment' | 'playwrightChromium'>): string[] {
  const own = playwrightChromium();
  const chosen = environment['CHROMIUM'];
  return [...(chosen ? [chosen] : []), ...usual(system, environment), ...(own === null ? [] : [own])];
}

function usual(system: NodeJS.Platform, environment: Machine['environment']): string[] {
  if (system === 'win32')
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .flatMap((name) => environment[name] ?? [])
      .flatMap((folder) => [
        `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
        `${folder}\\Chromium\\Application\\chrome.exe`,
        `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
      ]);
  if (system === 'darwin')
    return ['', environment['HOME'] ?? ''].flatMap((home) => [
      `${home}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${home}/Applications/Chromium.app/Contents/MacOS/Chromium`,
      `${home}/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
    ]);
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'msedge',
  ];
  const folders = ['/usr/bin', '/usr/local/bin', ...(environment['PATH'] ?? '').split(':').filter(Boolean)];
  return [...new Set(names.flatMap((name) => folders.map((folder) => join(folder, name))))];
}

/** The first candidate that starts and says its version: a stub that only asks for a snap does not count. */
export async function findChromium(machine: Machine): Promise<Found | null> {
  for (const path of chromiumCandidates(machine)) {
    if (!machine.exists(path)) continue;
    // On Windows it opens a window instead of saying its version.
    if (machine.system === 'win32') return { path, version: null };
    const { code, output } = await machine.run(path, ['--version'], 20_000);
    if (code === 0) return { path, version: output.trim().split('\n').at(-1) ?? null };
    machine.progress(`${path} does not start: ${lastLine(output)}`);
  }
  return null;
}

/** Finds a Chromium, or fetches one: Playwright's own, else the system's package. The last failure is told in words. */
export async function ensureChromium(machine: Machine): Promise<Found | { readonly why: readonly string[] }> {
  const found = await findChromium(machine);
  if (found) return found;
  const why: string[] = [];

  machine.progress('no Chromium on this machine; downloading the one Playwright tests with');
  const { code, output } = await machine.installPlaywrightChromium();
  const downloaded = code === 0 ? await findChromium(machine) : null;
  if (downloaded) return downloaded;
  why.push(`playwright install chromium: ${code === 0 ? 'it does not start here' : lastLine(output)}`);

  const failed = await installPackages(machine, ['chromium', 'fonts-dejavu-core']);
  const installed = failed === null ? await findChromium(machine) : null;
  return installed ?? { why: [...why, failed ?? 'the installed Chromium does not start'] };
}

/** A Python for the suites that compare with Python. Not having one is no failure. */
export async function ensurePython(machine: Machine): Promise<Found | { readonly why: readonly string[] }> {
  const find = async (): Promise<Found | null> => {
    for (const name of machine.system === 'win32' ? ['py', 'python'] : ['python3', 'python']) {
      const { code, output } = await machine.run(
        name,
        ['-c', 'import sys, venv; print(sys.executable); print(sys.version)'],
        20_000,
      );
      const [path, version] = output.trim().split(/\r?\n/);
      if (code === 0 && path !== undefined && version?.startsWith('3.'))
        return { path, version: version.split(' ')[0] ?? null };
    }
    return null;
  };
  const found = await find();
  if (found) return found;
  const failed = await installPackages(machine, ['python3', 'python3-venv']);
  const installed = failed === null ? await find() : null;
  return installed ?? { why: [failed ?? 'the installed Python does not start'] };
}

/** The system's packages, by apt-get. @returns null when they are there; else why not */
export async function installPackages(machine: Machine, names: readonly string[]): Promise<string | null> {
  const { system, root, run, exists, progress } = machine;
  if (system !== 'linux' || !exists('/usr/bin/apt-get'))
    return `there is no apt-get here to install ${names.join(' and ')} with`;
  const sudo = root ? [] : ['sudo', '-n'];
  if (!root && (await run('sudo', ['-n', 'true'], 10_000)).code !== 0)
    return `apt-get install ${names.join(' ')} needs root, and sudo asks for a password`;
  const apt = async (args: readonly string[]) => {
    progress(`apt-get ${args.join(' ')}`);
    const [program = '', ...rest] = [
      ...sudo,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-q',
      ...args,
    ];
    const { code, output } = await run(program, rest, 10 * minute);
    return code === 0 ? null : `apt-get ${args[0]}: ${lastLine(output)}`;
  };
  // A stale list is the usual reason for a failing install; a failing update alone is none.
  await apt(['update']);
  return apt(['install', '-y', '--no-install-recommends', ...names]);
}

/** What a program said at its end. */
export const lastLine = (output: string): string =>
  output.trim().split(/\r?\n/).at(-1)?.slice(0, 300) || 'no answer';

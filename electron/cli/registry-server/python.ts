import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastWords, type Ran } from '../process.ts';

/** What finding and installing needs of this machine. */
export interface Installer {
  readonly system: NodeJS.Platform;
  readonly run: (
    program: string,
    args: readonly string[],
    options: { readonly limitMs: number; readonly onLine?: (line: string) => void },
  ) => Promise<Ran>;
  readonly progress: (line: string) => void;
}

type Made = { readonly python: string } | { readonly why: string };

const minute = 60_000;
/** What the pinned list was resolved for; older ones have no wheels of its numpy and pandas. */
const oldest = { major: 3, minor: 11 } as const;

/** The packages of a pinned list, in its order. @throws Error for a line that pins nothing */
export function pinnedPackages(list: string): readonly string[] {
  return list
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      if (/^[A-Za-z\d_.-]+==[A-Za-z\d.!+]+(\s*;.+)?$/.test(line)) return line;
      throw new Error(`${line}: every package needs its one version, as in name==1.2.3`);
    });
}

/**
 * A Python with exactly the packages of a pinned list: the one made earlier, else a new environment in the cache, by uv where it is there and
 * by venv and pip where it is not. An environment that was not finished is made anew.
 * @param requirements the list's file
 */
export async function ensureServerPython(
  machine: Installer,
  requirements: string,
  cache: string,
): Promise<Made> {
  const list = await readFile(requirements, 'utf8').catch(() => null);
  if (list === null) return { why: `the list of packages is missing: ${requirements}` };
  const packages = pinnedPackages(list);
  const folder = join(cache, `registry-${digest(packages.join('\n'))}`);
  const python =
    machine.system === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  // Written last, so that an installation that was cut off does not count.
  const finished = join(folder, 'finished');
  if (existsSync(finished) && (await starts(machine, python))) return { python };

  const why: string[] = [];
  for (const way of [withUv, withPip]) {
    await rm(folder, { recursive: true, force: true });
    const failed = await way(machine, { folder, python, requirements, count: packages.length });
    if (failed === null && (await starts(machine, python))) {
      await writeFile(finished, '');
      return { python };
    }
    why.push(failed ?? 'the installed MLflow does not start');
  }
  await rm(folder, { recursive: true, force: true });
  return { why: why.filter((text) => text !== noUv).join('; ') };
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Asks what is installed without importing it, which takes seconds. */
const starts = async ({ run }: Installer, python: string): Promise<boolean> => {
  const asks = 'import uvicorn, flask; from importlib.metadata import version; print(version("mlflow"))';
  return (await run(python, ['-c', asks], { limitMs: minute })).code === 0;
};

interface Place {
  readonly folder: string;
  readonly python: string;
  readonly requirements: string;
  readonly count: number;
}

const noUv = 'no uv';

/** @returns null, or what failed. uv brings a Python of its own where the system's is too old. */
async function withUv({ run, progress }: Installer, place: Place): Promise<string | null> {
  if ((await run('uv', ['--version'], { limitMs: minute })).code !== 0) return noUv;
  progress(`fetching MLflow with uv: ${place.count} packages, once`);
  const wanted = `>=${oldest.major}.${oldest.minor}`;
  const made = await run('uv', ['venv', '--python', wanted, place.folder], { limitMs: 10 * minute });
  if (made.code !== 0) return `uv venv: ${lastWords(made)}`;
  const words = ['pip', 'install', '--python', place.python, '--no-deps', '--only-binary', ':all:'];
  const installed = await run('uv', [...words, '-r', place.requirements], {
    limitMs: 20 * minute,
    onLine: progress,
  });
  return installed.code === 0 ? null : `uv pip install: ${lastWords(installed)}`;
}

/** @returns null, or what failed */
async function withPip(machine: Installer, place: Place): Promise<string | null> {
  const { run, progress } = machine;
  const found = await findPython(machine);
  if ('why' in found) return found.why;
  progress(`fetching MLflow with pip: ${place.count} packages, once`);
  const made = await run(found.python, ['-m', 'venv', place.folder], { limitMs: 5 * minute });
  if (made.code !== 0) return `python -m venv: ${lastWords(made)}`;
  let collected = 0;
  const words = ['install', '--retries', '1', '--no-deps', '--only-binary=:all:', '-r', place.requirements];
  const installed = await run(place.python, ['-m', 'pip', '--disable-pip-version-check', ...words], {
    limitMs: 20 * minute,
    onLine(line) {
      if (line.startsWith('Collecting') && ++collected % 10 === 0)
        progress(`fetching MLflow: ${collected} of ${place.count} packages`);
      if (line.startsWith('Installing')) progress('installing them');
    },
  });
  return installed.code === 0 ? null : `pip install: ${lastWords(installed)}`;
}

/** A Python that is new enough and can make environments. */
async function findPython({ run, system }: Installer): Promise<Made> {
  const least = `${oldest.major}.${oldest.minor}`;
  const asks = 'import sys, venv, ensurepip; print(sys.executable); print(*sys.version_info[:2], sep=".")';
  const seen: string[] = [];
  for (const name of system === 'win32'
    ? ['py', 'python']
    : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python']) {
    const { code, output } = await run(name, ['-c', asks], { limitMs: minute });
    const [python = '', version = ''] = output.trim().split(/\r?\n/).slice(-2);
    if (code !== 0) continue;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === oldest.major && minor >= oldest.minor) return { python };
    seen.push(`${name} is ${version}`);
  }
  const instead = seen.length === 0 ? 'none was found' : seen.join(', ');
  return { why: `Python ${least} or newer with its venv module is needed, or uv; ${instead}` };
}

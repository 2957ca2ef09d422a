import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from './io.ts';
import { quietIo } from './io.fixture.ts';
import { opener } from './open-page.ts';
import { runProcess, type Ran } from './process.ts';
import { setupCommand } from './setup.ts';
import {
  chromiumCandidates,
  ensureChromium,
  ensurePython,
  findChromium,
  type Machine,
} from './setup-tests.ts';
import { ensurePackages, mlflowPackages } from './setup-python.ts';
import { ensureUmockdev } from './setup-usb.ts';
import { isCurrent, keepStamp, stampOf } from './stamp.ts';

/** A machine of which everything is made up: which files exist and what programs answer. */
function machine(change: Partial<Machine> & { files?: string[]; answers?: Record<string, Ran> } = {}) {
  const { files = [], answers = {}, ...rest } = change;
  const ran: string[] = [];
  const known: Machine = {
    system: 'linux',
    environment: { PATH: '/opt/bin' },
    root: false,
    exists: (path) => files.includes(path),
    run: async (program, args) => {
      const line = [program, ...args].join(' ');
      ran.push(line);
      const key = Object.keys(answers).find((start) => line.startsWith(start));
      return (
        (key === undefined ? undefined : answers[key]) ?? { code: null, output: `spawn ${program} ENOENT` }
      );
    },
    playwrightChromium: () => '/cache/chrome',
    installPlaywrightChromium: async () => ({ code: 1, output: 'connect ECONNREFUSED\nFailed to download' }),
    progress: () => undefined,
    ...rest,
  };
  return { known, ran, files };
}
const starts: Ran = { code: 0, output: 'Chromium 156.0\n' };
const stub: Ran = { code: 1, output: 'requires the chromium snap' };

describe('a Chromium for the tests', () => {
  test('is the one CHROMIUM names, before all others', async () => {
    const { known } = machine({
      environment: { CHROMIUM: '/mine' },
      files: ['/mine', '/usr/bin/chromium'],
      answers: { '/mine': starts, '/usr/bin': starts },
    });
    expect(await findChromium(known)).toEqual({ path: '/mine', version: 'Chromium 156.0' });
  });
  test('is passed over when it does not start', async () => {
    const { known } = machine({
      files: ['/usr/bin/chromium-browser', '/cache/chrome'],
      answers: { '/usr/bin/chromium-browser': stub, '/cache/chrome': starts },
    });
    expect(await findChromium(known)).toEqual({ path: '/cache/chrome', version: 'Chromium 156.0' });
  });
  test('is looked for where each system has it', () => {
    const at = (system: NodeJS.Platform, environment: Machine['environment']) =>
      chromiumCandidates({ system, environment, playwrightChromium: () => null });
    expect(at('linux', { PATH: '/opt/bin' }).slice(0, 3)).toEqual([
      '/usr/bin/chromium',
      '/usr/local/bin/chromium',
      '/opt/bin/chromium',
    ]);
    expect(at('darwin', { HOME: '/Users/a' })).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    );
    expect(at('win32', { PROGRAMFILES: 'C:\\P' })).toContain(
      'C:\\P\\Microsoft\\Edge\\Application\\msedge.exe',
    );
  });
  test('is downloaded when there is none', async () => {
    const { known, files, ran } = machine({ answers: { '/cache/chrome': starts } });
    const found = await ensureChromium({
      ...known,
      installPlaywrightChromium: async () => {
        files.push('/cache/chrome');
        return { code: 0, output: '' };
      },
    });
    expect(found).toEqual({ path: '/cache/chrome', version: 'Chromium 156.0' });
    expect(ran.filter((line) => line.includes('apt-get'))).toEqual([]);
  });
  test.each([
    [true, ''],
    [false, 'sudo -n '],
  ])('is installed by apt-get when the download fails (root: %s)', async (root, prefix) => {
    const answers: Record<string, Ran> = {
      'sudo -n true': { code: 0, output: '' },
      '/usr/bin/chromium': starts,
    };
    const { known, files, ran } = machine({ root, answers, files: ['/usr/bin/apt-get'] });
    const run: Machine['run'] = async (program, args, limit) => {
      if (!args.includes('apt-get')) return known.run(program, args, limit);
      ran.push([program, ...args].join(' '));
      if (args.includes('install')) files.push('/usr/bin/chromium');
      return { code: args.includes('update') ? 100 : 0, output: '' };
    };
    expect(await ensureChromium({ ...known, run })).toEqual({
      path: '/usr/bin/chromium',
      version: 'Chromium 156.0',
    });
    const apt = `${prefix}env DEBIAN_FRONTEND=noninteractive apt-get -q`;
    expect(ran.filter((line) => line.includes('apt-get'))).toEqual([
      `${apt} update`,
      `${apt} install -y --no-install-recommends chromium fonts-dejavu-core`,
    ]);
  });
  test('is missed in plain words', async () => {
    const download = 'playwright install chromium: Failed to download';
    expect(await ensureChromium(machine().known)).toEqual({
      why: [download, 'there is no apt-get here to install chromium and fonts-dejavu-core with'],
    });
    const debian = { files: ['/usr/bin/apt-get'] };
    expect(await ensureChromium(machine(debian).known)).toEqual({
      why: [download, 'apt-get install chromium fonts-dejavu-core needs root, and sudo asks for a password'],
    });
    const broken = machine({
      ...debian,
      root: true,
      answers: { env: { code: 100, output: 'Reading\nE: Unable to locate package chromium' } },
    });
    expect(await ensureChromium(broken.known)).toEqual({
      why: [download, 'apt-get install: E: Unable to locate package chromium'],
    });
  });
});

test('a Python is found by asking it, and must be a 3', async () => {
  const python = (version: string): Ran => ({ code: 0, output: `/usr/bin/python3\n${version} (main)\n` });
  expect(await ensurePython(machine({ answers: { 'python3 ': python('3.11.2') } }).known)).toEqual({
    path: '/usr/bin/python3',
    version: '3.11.2',
  });
  expect(await ensurePython(machine({ answers: { 'python ': python('2.7.18') } }).known)).toEqual({
    why: ['there is no apt-get here to install python3 and python3-venv with'],
  });
});

test('umockdev is installed where a program can have a network of its own, and missed in plain words', async () => {
  const ok: Ran = { code: 0, output: '' };
  const asks = 'unshare -rn /usr/bin/python3 -c import gi';
  expect(await ensureUmockdev(machine({ answers: { [asks]: ok } }).known)).toMatchObject({
    path: '/usr/bin/python3',
  });
  expect(await ensureUmockdev(machine({ system: 'darwin' }).known)).toEqual({ why: ['it is for Linux'] });
  expect(await ensureUmockdev(machine().known)).toEqual({
    why: ['this system gives a program no network of its own (unshare -rn)'],
  });
  const debian = { root: true, files: ['/usr/bin/apt-get'] };
  const lone = machine({ ...debian, answers: { 'unshare -rn true': ok, env: ok } });
  expect(await ensureUmockdev(lone.known)).toEqual({ why: ['the installed umockdev does not start'] });
  expect(lone.ran.at(-2)).toBe(
    'env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends umockdev gir1.2-umockdev-1.0 python3-gi',
  );
});

test('setup wants one of its parts', async () => {
  for (const [args, message] of [
    [[], 'say one of tests, training, gpu'],
    [['test'], 'there is no setup test; did you mean tests?'],
    [['tests', 'gpu'], 'say one of'],
    [['__proto__'], 'there is no setup __proto__; known are tests, training, gpu'],
  ] as const) {
    const attempt = setupCommand(args, quietIo().io);
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(message);
  }
});

describe('programs that are run', () => {
  test('tell their lines, their output and their exit code', async () => {
    const lines: string[] = [];
    const script = 'console.log("one"); console.error("two"); process.exit(4)';
    const ran = await runProcess(process.execPath, ['-e', script], {
      limitMs: 20_000,
      onLine: (line) => lines.push(line),
    });
    expect([ran.code, lines.sort()]).toEqual([4, ['one', 'two']]);
  });
  test('are ended when they take too long, and missed when they are not there', async () => {
    expect(
      (await runProcess(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { limitMs: 300 })).code,
    ).toBeNull();
    expect((await runProcess('/no/such/program', [], { limitMs: 300 })).code).toBeNull();
  });
});

test('a stamp changes with its sources, forwards and back, and not with tests', async () => {
  const root = await mkdtemp(join(tmpdir(), 'loupe-stamp-'));
  const source = join(root, 'src', 'a.ts');
  await mkdir(join(root, 'src'));
  await writeFile(source, '1');
  await utimes(source, 1000, 1000);
  const look = () => stampOf(root, ['src', 'missing.json']);
  expect(await look()).toEqual({ files: 1, newest: 1_000_000 });

  const file = join(root, 'stamp');
  expect(await isCurrent(file, await look())).toBe(false);
  await keepStamp(file, await look());
  await writeFile(join(root, 'src', 'a.test.ts'), '');
  expect(await isCurrent(file, await look())).toBe(true);
  await utimes(source, 900, 900);
  expect(await isCurrent(file, await look())).toBe(false);
  await utimes(source, 1000, 1000);
  await writeFile(join(root, 'src', 'b.ts'), '');
  await utimes(join(root, 'src', 'b.ts'), 900, 900);
  expect(await isCurrent(file, await look())).toBe(false);
  await rm(root, { recursive: true });
});

test('the page is opened by what the system has for it', () => {
  expect(opener('u', 'linux')).toEqual(['xdg-open', 'u']);
  expect(opener('u', 'darwin')).toEqual(['open', 'u']);
  expect(opener('u', 'win32')).toEqual(['rundll32', 'url.dll,FileProtocolHandler', 'u']);
});

describe('MLflow for the tests', () => {
  const works: Ran = { code: 0, output: 'a warning\n3.17.2\n' };
  const ask = (python: string) => `${python} -c import mlflow`;
  const own = join('/cache', 'mlflow-skinny-3.17.2', 'bin', 'python');

  test('is that of the Python that is there, and nothing is fetched', async () => {
    const { known, ran } = machine({ answers: { [ask('/usr/bin/python3')]: works } });
    expect(await ensurePackages(mlflowPackages, known, '/usr/bin/python3', '/cache')).toEqual({
      path: '/usr/bin/python3',
      version: '3.17.2',
    });
    expect(ran).toHaveLength(1);
  });
  test('is fetched into the cache once', async () => {
    const answers: Record<string, Ran> = { '/usr/bin/python3 -m venv': { code: 0, output: '' } };
    const { known } = machine({
      run: async (program, args) => {
        const line = [program, ...args].join(' ');
        if (line.startsWith(`${own} -m pip`)) answers[ask(own)] = works;
        const key = Object.keys(answers).find((start) => line.startsWith(start));
        return (
          (line.startsWith(`${own} -m pip`) ? { code: 0, output: '' } : key && answers[key]) || {
            code: 1,
            output: 'No module named mlflow',
          }
        );
      },
    });
    expect(await ensurePackages(mlflowPackages, known, '/usr/bin/python3', '/cache')).toEqual({
      path: own,
      version: '3.17.2',
    });
  });
  test('may be missing: why is said', async () => {
    expect(await ensurePackages(mlflowPackages, machine().known, null, '/cache')).toEqual({
      why: ['there is no Python'],
    });
    const { known } = machine({
      answers: {
        '/usr/bin/python3 -m venv': { code: 0, output: '' },
        [`${own} -m pip`]: { code: 1, output: 'ERROR: no network' },
      },
    });
    expect(await ensurePackages(mlflowPackages, known, '/usr/bin/python3', '/cache')).toEqual({
      why: ['ERROR: no network'],
    });
  });
});

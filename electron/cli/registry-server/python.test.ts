import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ran } from '../process.ts';
import { serverEnvironment, serverLine } from './line.ts';
import { ensureServerPython, pinnedPackages } from './python.ts';

let folder: string;
let list: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-python-'));
  list = join(folder, 'requirements.txt');
  await writeFile(list, '# why\nmlflow==3.18.0\nuvloop==0.23.0 ; sys_platform != "win32"\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ok: Ran = { code: 0, output: '' };
const missing: Ran = { code: null, output: 'spawn ENOENT' };

/** A machine that has what is named; environments that it makes work once something was installed into them. */
function machine({
  uv = missing,
  install = ok,
  versions = {},
}: {
  uv?: Ran;
  install?: Ran;
  versions?: Record<string, string>;
}) {
  const ran: string[] = [];
  const said: string[] = [];
  const installed = new Set<string>();
  const run = async (program: string, args: readonly string[]): Promise<Ran> => {
    ran.push([program, ...args].join(' '));
    if (args[0] === '--version') return uv;
    if (args.includes('install')) {
      const python = program === 'uv' ? (args[args.indexOf('--python') + 1] ?? '') : program;
      if (install.code === 0) installed.add(python);
      return install;
    }
    if (args.includes('venv')) {
      const made = args.at(-1) ?? '';
      await mkdir(made, { recursive: true });
      return ok;
    }
    if (args[1]?.includes('version("mlflow")')) return installed.has(program) ? ok : missing;
    const version = versions[program];
    return version === undefined
      ? missing
      : { code: 0, output: `warning\n/usr/bin/${program}\n${version}\n` };
  };
  const known = { system: 'linux' as const, run, progress: (line: string) => void said.push(line) };
  return { known, ran, said };
}

test('is made once, by pip, and found again', async () => {
  const { known, ran } = machine({ versions: { python3: '3.9', 'python3.12': '3.12' } });
  const cache = join(folder, 'cache');
  const made = await ensureServerPython(known, list, cache);
  const [name = ''] = await readdir(cache);
  expect(name).toMatch(/^registry-[\da-f]{12}$/);
  const python = join(cache, name, 'bin', 'python');
  expect(made).toEqual({ python });
  expect(ran).toContain(`/usr/bin/python3.12 -m venv ${dirname(dirname(python))}`);
  expect(ran).toContain(
    `${python} -m pip --disable-pip-version-check install --retries 1 --no-deps --only-binary=:all: -r ${list}`,
  );
  const before = ran.length;
  expect(await ensureServerPython(known, list, cache)).toEqual({ python });
  expect(ran.length).toBe(before + 1);
});

test('is made by uv where that is there', async () => {
  const { known, ran } = machine({ uv: ok });
  const made = await ensureServerPython(known, list, folder);
  expect('python' in made).toBe(true);
  expect(ran.filter((line) => line.includes('pip --disable'))).toEqual([]);
  expect(ran.some((line) => line.startsWith('uv venv --python >=3.11 '))).toBe(true);
});

test('a list of another content is another environment, and one cut off is made anew', async () => {
  const { known, ran } = machine({ versions: { python3: '3.11' } });
  const first = await ensureServerPython(known, list, folder);
  await writeFile(list, 'mlflow==3.18.1\n');
  const second = await ensureServerPython(known, list, folder);
  expect(second).not.toEqual(first);
  if (!('python' in second)) throw new Error(second.why);
  await rm(join(dirname(dirname(second.python)), 'finished'));
  const before = ran.filter((line) => line.includes('-m venv')).length;
  expect(await ensureServerPython(known, list, folder)).toEqual(second);
  expect(ran.filter((line) => line.includes('-m venv')).length).toBe(before + 1);
});

test('why there is none is said, and nothing half-made stays', async () => {
  const none = await ensureServerPython(machine({ versions: { python3: '3.9' } }).known, list, folder);
  expect(none).toEqual({
    why: 'Python 3.11 or newer with its venv module is needed, or uv; python3 is 3.9',
  });
  const install = { code: 1, output: 'Collecting\nERROR: Could not find a version, no route to host\n' };
  const offline = await ensureServerPython(
    machine({ install, versions: { python3: '3.11' } }).known,
    list,
    folder,
  );
  expect(offline).toEqual({ why: 'pip install: ERROR: Could not find a version, no route to host' });
  expect((await readdir(folder)).filter((name) => name.startsWith('registry-'))).toEqual([]);
  expect(await ensureServerPython(machine({}).known, join(folder, 'no.txt'), folder)).toEqual({
    why: `the list of packages is missing: ${join(folder, 'no.txt')}`,
  });
});

test('every package has its one version', () => {
  expect(pinnedPackages('# a\n\na==1 # b\nb-c==2.0 ; sys_platform == "win32"\n')).toEqual([
    'a==1',
    'b-c==2.0 ; sys_platform == "win32"',
  ]);
  for (const line of ['a', 'a>=1', '-r other.txt', 'a==1 b==2'])
    expect(() => pinnedPackages(line)).toThrow('needs its one version');
});

test('the server is started for this machine’s names and those it was told', () => {
  const wishes = {
    ...{ store: '/srv/it’s', address: '0.0.0.0', port: 7312, workers: 2, hosts: ['registry.example'] },
    tls: { certificateFile: "/etc/o'ne/cert.pem", keyFile: '/etc/key.pem' },
    accounts: null,
  };
  const line = serverLine(wishes);
  expect(line[line.indexOf('--allowed-hosts') + 1]).toBe(
    'localhost,localhost:*,127.0.0.1,127.0.0.1:*,0.0.0.0,0.0.0.0:*,registry.example,registry.example:*',
  );
  expect(line.find((word) => word.startsWith('--uvicorn-opts'))).toBe(
    `--uvicorn-opts=--no-access-log --ssl-certfile='/etc/o'"'"'ne/cert.pem' --ssl-keyfile='/etc/key.pem'`,
  );
  expect(
    serverEnvironment({ PATH: '/bin', PYTHONPATH: '/x', mlflow_auth_admin_password: 'x' }, wishes),
  ).toMatchObject({
    PATH: '/bin',
    MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: '20',
  });
  expect(Object.keys(serverEnvironment({ PYTHONPATH: '/x', PYTHONHOME: '/y' }, wishes))).toHaveLength(4);
});

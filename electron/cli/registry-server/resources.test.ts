import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsSchema } from '../../contract/settings.ts';
import { defaultPort } from '../../served/serve-station.ts';
import { commands } from '../commands.ts';
import { places } from '../places.fixture.ts';
import { serverEnvironment } from './line.ts';
import { pinnedPackages } from './python.ts';
import { registryPort } from './serve.ts';

// What the files of resources/registry name has to be there: in each other, and in the program.

const folder = join(places.root, 'resources', 'registry');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const { load } = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown };

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
interface Project {
  readonly entry_points: Readonly<
    Record<string, { readonly command: string; readonly parameters: Readonly<Record<string, unknown>> }>
  >;
}
const compose = load(text('compose.yaml')) as Compose;
const project = load(text('MLproject')) as Project;
const services = Object.entries(compose.services);

/** What lies beside the compose file on the server, and not in the repository: it holds secrets. */
const broughtAlong = new Set(['./tls', './tls/cert.pem']);

describe('the compose file', () => {
  test.each(services)('%s: files, folders, volumes and services that it names are there', (_, service) => {
    const { build, volumes = [], depends_on = {} } = service;
    expect([service.image, build].filter((one) => one !== undefined)).toHaveLength(1);
    if (build) {
      const context = join(folder, build.context);
      expect(existsSync(join(context, build.dockerfile))).toBe(true);
    }
    for (const volume of volumes) {
      const [from = ''] = volume.split(':');
      if (!from.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(from);
      else if (!broughtAlong.has(from)) expect([from, existsSync(join(folder, from))]).toEqual([from, true]);
    }
    for (const name of Object.keys(depends_on)) expect(Object.keys(compose.services)).toContain(name);
  });

  test('every image and every volume is used, each image with its version', () => {
    for (const [, { image }] of services) if (image) expect(image).toMatch(/^[a-z\d/-]+:v?\d[\w.-]*$/);
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    for (const name of Object.keys(compose.volumes)) expect(used).toContain(name);
  });

  test('the guide tells every name of .env, and no other', () => {
    const wanted = new Set(
      [...text('compose.yaml').matchAll(/\$\{([A-Z_]+):[?-]\}/g)].map(([, name]) => name),
    );
    expect(text('compose.yaml').match(/\$/g)?.length).toBe(
      text('compose.yaml').match(/\$\{[A-Z_]+:[?-]\}/g)?.length,
    );
    const table = text('README.md').split('| `REGISTRY_NAME`')[1]?.split('\n\n')[0] ?? '';
    const told = new Set(['REGISTRY_NAME', ...[...table.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name)]);
    expect(told).toEqual(wanted);
  });

  test('the server’s port is one everywhere, and the command’s own', () => {
    const port = String(registryPort);
    expect(text('server.sh')).toContain(`--port ${port} `);
    expect(text('Dockerfile.server')).toContain(`EXPOSE ${port}`);
    expect(text('nginx.conf')).toContain(`proxy_pass http://registry:${port};`);
    expect(compose.services['registry']?.healthcheck?.test.join(' ')).toContain(`localhost:${port}/health`);
    expect(text('README.md')).toContain(`http://127.0.0.1:${port}`);
    const [outer, inner] = compose.services['proxy']?.ports?.[0]?.split(':') ?? [];
    expect([outer, text('nginx.conf').includes(`listen ${inner} ssl;`)]).toEqual(['443', true]);
    expect(text('README.md')).toContain(`http://localhost:${defaultPort}`);
    expect(text('compose.yaml')).toContain(`http://localhost:${defaultPort}`);
  });

  test('the factory’s server runs with what the command’s own does', () => {
    const own = serverEnvironment({}, { accounts: null });
    const image = text('Dockerfile.server');
    for (const [name, value] of Object.entries(own)) expect(image).toContain(`${name}=${value}`);
    expect(image).toContain('MLFLOW_AUTH_CONFIG_PATH=');
    for (const [name] of Object.entries(own)) expect(text('README.md')).toContain(name);
    const { environment = {} } = compose.services['registry'] ?? {};
    for (const name of ['LOUPE_ACCOUNTS_URI', 'MLFLOW_AUTH_ADMIN_PASSWORD', 'MLFLOW_FLASK_SERVER_SECRET_KEY'])
      expect(Object.keys(environment)).toContain(name);
    expect(text('server.sh')).toContain('$LOUPE_ACCOUNTS_URI');
    // SQLAlchemy takes another driver for plain postgresql://, which is not in the list.
    for (const name of ['MLFLOW_BACKEND_STORE_URI', 'LOUPE_ACCOUNTS_URI'])
      expect(environment[name]).toMatch(
        /^postgresql\+psycopg2:\/\/mlflow:.+@database:5432\/(mlflow|accounts)$/,
      );
    expect(text('database.sql')).toContain('CREATE DATABASE accounts;');
  });

  test('a station is told of the registry by names that the program reads', () => {
    const access = readFileSync(
      join(places.root, 'electron', 'host', 'registry', 'access', 'access.ts'),
      'utf8',
    );
    const { environment = {} } = compose.services['station'] ?? {};
    expect(Object.keys(environment).length).toBe(4);
    for (const name of Object.keys(environment)) expect(access).toContain(name);
  });
});

describe('the images', () => {
  test.each(['Dockerfile.server', 'Dockerfile.station'])('%s copies and runs what is there', (name) => {
    const lines = text(name).split('\n');
    const context = name === 'Dockerfile.server' ? folder : places.root;
    for (const line of lines) {
      const [, list] = /^COPY (?!--from)(.+) \S+$/.exec(line) ?? [];
      for (const file of list?.split(' ') ?? [])
        expect([file, existsSync(join(context, file))]).toEqual([file, true]);
    }
    const [, words = '[]'] = /^CMD (\[.+\])$/m.exec(text(name)) ?? [];
    const [program, command] = JSON.parse(words) as string[];
    if (program === 'sh') expect(existsSync(join(folder, command ?? ''))).toBe(true);
    else expect([program, commands.some((one) => one.name === command)]).toEqual(['loupe', true]);
  });

  test('every package has its one version, and none has two', () => {
    const pinned = ['requirements.txt', 'requirements-factory.txt'].flatMap((name) =>
      pinnedPackages(text(name)),
    );
    const names = pinned.map((line) => line.split('==')[0]?.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const needed of ['mlflow', 'flask-wtf', 'uvloop', 'psycopg2-binary', 'boto3'])
      expect(names).toContain(needed);
  });
});

describe('MLproject', () => {
  test.each(Object.entries(project.entry_points))(
    '%s: a command, parameters and flags that exist',
    (_, entry) => {
      const [shell, script = '', command, ...words] = entry.command.split(' ');
      expect([shell, existsSync(join(folder, script))]).toEqual(['sh', true]);
      const usage = commands.find((one) => one.name === command)?.usage ?? '';
      for (const flag of words.filter((word) => word.startsWith('--')))
        expect(usage).toMatch(new RegExp(`${flag}(?![\\w-])`));
      const named = [...entry.command.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      expect(new Set(named)).toEqual(new Set(Object.keys(entry.parameters)));
    },
  );
});

test('rights are MLflow’s, for names that Loupe uses', () => {
  const rights = JSON.parse(text('rights.json')) as Record<string, Record<string, Record<string, string>>>;
  expect(Object.keys(rights)).toEqual(['station', 'desk', 'trainer']);
  for (const [role, { experiments = {}, models = {} }] of Object.entries(rights)) {
    expect(text('README.md')).toContain(`| \`${role}\``);
    for (const name of Object.keys(experiments))
      expect(name).toMatch(/^loupe\/(inspect|fleet|data|train)\/(\{user\}|\*)$/);
    expect(Object.keys(models)).toEqual(['loupe-*']);
    for (const right of [...Object.values(experiments), ...Object.values(models)])
      expect(['READ', 'EDIT']).toContain(right);
  }
  const own = Object.values(rights).map(({ experiments = {} }) => experiments['loupe/inspect/*']);
  expect(own).toEqual(['READ', 'READ', 'READ']);
});

test('the scripts name databases, services and volumes of the compose file; the guide names files that are there', () => {
  for (const script of ['backup.sh', 'restore.sh']) {
    for (const [, name = ''] of text(script).matchAll(
      /docker compose (?:exec -T|stop|run .*--entrypoint tar) (\w+)/g,
    ))
      expect(Object.keys(compose.services)).toContain(name);
    expect(text(script)).toContain('for name in mlflow accounts; do');
  }
  const files = readdirSync(folder);
  for (const name of files) expect([name, mentioned(name)]).toEqual([name, true]);
  for (const [, name = ''] of text('README.md').matchAll(
    /`([\w.-]+\.(?:py|sh|json|yaml|txt|conf)|Dockerfile\.\w+|MLproject)`/g,
  ))
    expect([name, files.includes(basename(name))]).toEqual([name, true]);
  expect(Object.keys(settingsSchema.shape)).toContain('registryUrl');
});

/** Somebody names it: another file of the folder, or the program. */
function mentioned(name: string): boolean {
  if (name === 'README.md') return true;
  return readdirSync(folder).some((other) => other !== name && text(other).includes(name));
}

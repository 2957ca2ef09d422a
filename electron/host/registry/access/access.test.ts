import { describe, expect, test } from 'vitest';
import { settingsChangeSchema } from '../../../contract/settings.ts';
import { system } from '../../../contract/people.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { authorization, chooseAccess, serverAddress, unfit, type Login } from './access.ts';
import { changeLogin, forgetLogin, keepLogin, readLogin } from './login.ts';

const nothing = { registryUrl: '', registryCaFile: '', registryFolder: '' };
const site = 'https://registry.example:5000';
const kept: Login = { url: site, credentials: { user: 'kept', password: 'secret of the keeper' } };
const named = { user: 'named', password: 'in the environment' };
const pair = { MLFLOW_TRACKING_USERNAME: named.user, MLFLOW_TRACKING_PASSWORD: named.password };

describe('the server', () => {
  test.each([
    ['nobody names one', {}, {}, null],
    ['the environment', {}, { MLFLOW_TRACKING_URI: `${site}/` }, [site, 'environment']],
    ['the settings', { registryUrl: site }, {}, [site, 'settings']],
    [
      'the settings before the environment',
      { registryUrl: site },
      { MLFLOW_TRACKING_URI: 'http://b.example' },
      [site, 'settings'],
    ],
    ['a folder before the environment', { registryFolder: '/drive' }, { MLFLOW_TRACKING_URI: site }, null],
    ['a server before a folder', { registryUrl: site, registryFolder: '/drive' }, {}, [site, 'settings']],
    ['an address for other programs', {}, { MLFLOW_TRACKING_URI: 'sqlite:///mlflow.db' }, null],
    ['a path for other programs', {}, { MLFLOW_TRACKING_URI: './mlruns' }, null],
  ] as const)('%s', (_, settings, environment, wanted) => {
    const access = chooseAccess({ settings: { ...nothing, ...settings }, environment, kept: null });
    expect(access && [access.url, access.from]).toEqual(wanted);
  });

  test('an address keeps its folder and loses its end, its default port and its capitals', () => {
    expect(serverAddress('HTTPS://Registry.Example:443/mlflow//')?.url).toBe(
      'https://registry.example/mlflow',
    );
    expect(serverAddress('http://[::1]:7312/')?.url).toBe('http://[::1]:7312');
    expect(serverAddress('ftp://registry.example')).toBeNull();
    expect(serverAddress('registry.example')).toBeNull();
  });
});

describe('credentials', () => {
  const settings = { ...nothing, registryUrl: site };
  const whose = (environment: Record<string, string>, login: Login | null = kept) =>
    chooseAccess({ settings, environment, kept: login })?.credentials;

  test('of the environment before the kept ones; a pair before a token, half a pair is none', () => {
    expect(whose({})).toEqual(kept.credentials);
    expect(whose({}, null)).toBeNull();
    expect(whose({ ...pair, MLFLOW_TRACKING_TOKEN: 'token' })).toEqual(named);
    expect(whose({ MLFLOW_TRACKING_TOKEN: 'token' })).toEqual({ token: 'token' });
    expect(whose({ MLFLOW_TRACKING_USERNAME: 'half' })).toEqual(kept.credentials);
    expect(whose({ ...pair, MLFLOW_TRACKING_PASSWORD: '' })).toEqual(kept.credentials);
  });

  test('in the address of the environment, after its variables', () => {
    const address = { MLFLOW_TRACKING_URI: 'https://a%40b:p%3Aw@registry.example:5000' };
    expect(whose(address)).toEqual({ user: 'a@b', password: 'p:w' });
    expect(whose({ ...address, ...pair })).toEqual(named);
  });

  test('never go to another server than they were given for', () => {
    const elsewhere = { MLFLOW_TRACKING_URI: 'https://b.example' };
    expect(whose({ ...elsewhere, ...pair }, null)).toBeNull();
    expect(whose({ ...elsewhere, ...pair })).toEqual(kept.credentials);
    expect(chooseAccess({ settings: nothing, environment: elsewhere, kept })?.credentials).toBeNull();
    for (const url of [
      'http://registry.example:5000',
      `${site}0`,
      'https://registry.example',
      `${site}/mlflow`,
    ])
      expect(whose({}, { ...kept, url })).toBeNull();
  });

  test('are sent as the header has it', () => {
    expect(authorization({ user: 'Aladdin', password: 'open sesame' })).toBe(
      'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
    );
    expect(authorization({ user: 'ü', password: 'ß' })).toBe('Basic w7w6w58=');
    expect(authorization({ token: 'abc' })).toBe('Bearer abc');
  });

  test('that would change the request are refused', () => {
    expect(unfit(named)).toBeNull();
    expect(unfit({ token: 'a.b-c_d=' })).toBeNull();
    for (const bad of [
      { user: 'a:b', password: 'c' },
      { user: 'a', password: 'b\r\nx-evil: 1' },
      { token: 'a b' },
      { token: 'a\nb' },
      { token: '' },
      { user: 'a'.repeat(501), password: 'b' },
    ])
      expect(unfit(bad)).not.toBeNull();
  });
});

test('the certificate: the settings before MLflow’s variable, which goes with its own server only', () => {
  const environment = { MLFLOW_TRACKING_SERVER_CERT_PATH: '/env.pem' };
  const file = (settings: object, more: object = {}) =>
    chooseAccess({
      settings: { ...nothing, registryUrl: site, ...settings },
      environment: { ...environment, ...more },
      kept: null,
    })?.caFile;
  expect(file({ registryCaFile: '/set.pem' })).toBe('/set.pem');
  expect(file({})).toBe('/env.pem');
  expect(file({}, { MLFLOW_TRACKING_URI: 'https://b.example' })).toBeNull();
});

test('a login is kept, forgotten, and missed in plain words when it is spoilt', async () => {
  const platform = createMemoryPlatform();
  expect(await readLogin(platform)).toBeNull();
  await keepLogin(platform, kept);
  expect(await readLogin(platform)).toEqual(kept);
  await forgetLogin(platform);
  expect(await readLogin(platform)).toBeNull();
  for (const bytes of ['', '{"url":"x"}', '{"url":"x","credentials":{"user":"a"}}', '{}']) {
    await platform.secrets.write('registry-login', new TextEncoder().encode(bytes));
    await expect(readLogin(platform)).rejects.toThrow('loupe registry login URL');
  }
  const told: unknown[] = [];
  const journal = { append: (_: string, data: unknown) => Promise.resolve(told.push(data)) } as never;
  for (let twice = 0; twice < 2; twice++) await changeLogin(platform, journal, null, system);
  expect(told).toEqual([{ login: null }]);
  await changeLogin(platform, journal, { url: site, credentials: { token: 'letmein' } }, system);
  expect(told[1]).toEqual({ login: { url: site, as: null } });
});

test('a setting holds an address and no password', () => {
  const allowed = (registryUrl: string) => settingsChangeSchema.safeParse({ registryUrl }).success;
  for (const url of ['', site, 'http://10.0.0.7:7312', 'https://a.example/mlflow/', 'http://[::1]:1'])
    expect([url, allowed(url)]).toEqual([url, true]);
  for (const url of [
    'registry.example',
    'ftp://a',
    'https://u:p@a.example',
    'https://a.example?x=1',
    'https://a.example/#x',
    'https://a b',
    'https://',
  ])
    expect([url, allowed(url)]).toEqual([url, false]);
});

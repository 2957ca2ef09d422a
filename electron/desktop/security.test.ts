import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  app,
  exported,
  FakeContents,
  FakeFrame,
  ipcMain,
  pageWindow,
  posted,
  seen,
  session,
  type FakeWindow,
} from './electron.fixture.ts';

// The twenty items of Electron's security list (docs/tutorial/security.md), against what the real main.ts and preload.ts do to a stand-in.

vi.mock('electron', () => import('./electron.fixture.ts'));
const pages = vi.hoisted(() => ({ folder: '' }));
vi.mock('../host/node/places.ts', async (load) => {
  const real = await load<typeof import('../host/node/places.ts')>();
  return { findPlaces: (entry: string) => ({ ...real.findPlaces(entry), page: pages.folder }) };
});

const root = new URL('../../', import.meta.url);
let data: string;
let window: FakeWindow;
let contents: FakeContents;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'loupe-desktop-'));
  pages.folder = data;
  process.argv = [process.execPath, 'main.js', '--data', join(data, 'station')];
  vi.stubGlobal('window', pageWindow);
  await import('./preload.ts');
  await import('./main.ts');
  await vi.waitFor(() => expect(seen.windows[0]?.loaded).toEqual(['loupe://station/']));
  [window] = seen.windows as [FakeWindow];
  contents = window.webContents;
});
afterAll(async () => {
  for (const one of seen.processes) await one.end();
  await rm(data, { recursive: true, force: true });
});

const preferences = () => window.options.webPreferences;
const elsewhere = [
  'https://attacker.example/',
  'http://localhost/',
  'file:///etc/passwd',
  'javascript:1',
  'data:text/html,x',
  'loupe://other/',
];
const leave = (how: string, url: string) => {
  const event = { url, preventDefault: vi.fn() };
  contents.emit(how, event);
  return event.preventDefault.mock.calls.length === 1;
};
const allowed = (url: string) => {
  let answer: { cancel?: boolean } = {};
  seen.session.before({ url }, (given) => (answer = given));
  return answer.cancel === false;
};

describe('the security list of Electron', () => {
  test('1: only secure content is loaded', () => {
    for (const url of ['http://a.example/', 'https://a.example/', 'ws://a.example/', 'ftp://a.example/'])
      expect(allowed(url), url).toBe(false);
    expect(allowed('loupe://station/assets/index.js')).toBe(true);
  });
  test('2: no Node for what is shown', () =>
    expect(preferences()).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    }));
  test('3: context isolation', () => expect(preferences()?.contextIsolation).toBe(true));
  test('4: sandbox', () => expect([preferences()?.sandbox, seen.sandboxed]).toEqual([true, true]));
  test('5: permissions are decided by us: request, check, devices', () => {
    const answer = vi.fn();
    const ask = (permission: 'media' | 'geolocation', mediaTypes: ('video' | 'audio')[]) =>
      seen.session.request(contents as never, permission, answer, {
        isMainFrame: true,
        requestingUrl: 'loupe://station/',
        mediaTypes,
      });
    ask('media', ['video']);
    ask('media', ['video', 'audio']);
    ask('geolocation', ['video']);
    expect(answer.mock.calls).toEqual([[true], [false], [false]]);
    const details = { isMainFrame: true, mediaType: 'video' } as const;
    expect(seen.session.check(contents as never, 'media', 'loupe://station/', details)).toBe(true);
    expect(seen.session.check(null, 'media', 'loupe://station/', details)).toBe(false);
    expect(seen.session.check(contents as never, 'usb', 'loupe://station/', details)).toBe(false);
    expect(seen.session.device({ deviceType: 'usb', origin: 'loupe://station/', device: {} as never })).toBe(
      false,
    );
  });
  test('6: web security', () => expect(preferences()?.webSecurity).toBe(true));
  test('7: a content security policy, on every answer', async () => {
    const answer = await seen.handlers.get('loupe')!(new Request('loupe://station/nothing'));
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self' /);
  });
  test('8: no insecure content', () => expect(preferences()?.allowRunningInsecureContent).toBe(false));
  test('9: no experimental features', () => expect(preferences()?.experimentalFeatures).toBe(false));
  test('10: no Blink features', () => expect(preferences()).not.toHaveProperty('enableBlinkFeatures'));
  test('11: no webview, so none with popups', () => expect(preferences()?.webviewTag).toBe(false));
  test('12: a webview is not attached, whatever its options', () => {
    const event = { preventDefault: vi.fn() };
    contents.emit('will-attach-webview', event, {}, {});
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });
  test('13: navigation stays on the page', () => {
    for (const how of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const url of elsewhere) expect(leave(how, url), `${how} ${url}`).toBe(true);
      expect(leave(how, 'loupe://station/#/history')).toBe(false);
    }
    expect(preferences()?.navigateOnDragDrop).toBe(false);
  });
  test('14: no new windows, not even of our page', () => {
    for (const url of [...elsewhere, 'about:blank', 'loupe://station/'])
      expect(contents.openHandler({ url } as never)).toEqual({ action: 'deny' });
  });
  test('15: nothing is opened outside', () => {
    for (const url of elsewhere) contents.openHandler({ url, disposition: 'new-window' } as never);
    expect(seen.opened).toEqual([]);
  });
  test('16: a current Electron, pinned', () => {
    const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const [major = 0, minor = 0] = devDependencies['electron']!.split('.').map(Number);
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
    // The three majors that had support when this was written, each from its last high-severity fix on.
    expect(major > 44 || (major === 44 && minor >= 4) || (major === 43 && minor >= 7)).toBe(true);
  });
  test('17: the sender of every message is checked', () => {
    const channels = ipcMain.eventNames();
    expect(channels).toEqual(['connect']);
    const before = seen.processes.length + posted.length + contents.mainFrame.sent.length;
    const main = contents.mainFrame;
    const ours = 'loupe://station/';
    const asks: [sender: unknown, frame: FakeFrame | null, url: string][] = [
      [contents, null, ours],
      [contents, new FakeFrame(ours), ours], // a frame in a frame
      [new FakeContents(), main, ours],
      ...[...elsewhere, 'about:blank'].map((url): [unknown, FakeFrame, string] => [contents, main, url]),
    ];
    for (const [sender, senderFrame, url] of asks) {
      main.url = url;
      ipcMain.emit('connect', { sender, senderFrame }, 'page');
    }
    main.url = 'loupe://station/';
    for (const purpose of [
      undefined,
      null,
      7,
      '',
      'pages',
      '__proto__',
      'constructor',
      {},
      ['page'],
      'x'.repeat(50_000_000),
      '../page',
      '\0',
    ])
      ipcMain.emit('connect', { sender: contents, senderFrame: main }, purpose);
    expect(seen.processes.length + posted.length + main.sent.length).toBe(before);
  });
  test('18: a scheme of its own, no file://', () => {
    expect(seen.schemes).toEqual([
      {
        scheme: 'loupe',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ]);
    expect([...seen.handlers.keys()]).toEqual(['loupe']);
    expect(allowed('file:///etc/passwd')).toBe(false);
  });
  test('19: fuses', () => {
    const settings = readFileSync(new URL('electron-builder.yml', root), 'utf8');
    const wanted = {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    };
    for (const [fuse, value] of Object.entries(wanted))
      expect(settings).toMatch(new RegExp(`^ +${fuse}: ${value}$`, 'm'));
  });
  test('20: the page gets one function of Electron, and it takes one of two words', () => {
    expect([...seen.exposed.keys()]).toEqual(['loupe']);
    const bridge = seen.exposed.get('loupe') as Record<string, (word: unknown) => unknown>;
    expect(Object.keys(bridge)).toEqual(['connect']);
    const heard = vi.fn();
    ipcMain.on('connect', heard);
    for (const word of [undefined, {}, 'other', '__proto__'])
      expect(bridge['connect']!(word)).toBeUndefined();
    ipcMain.off('connect', heard);
    expect(heard).not.toHaveBeenCalled();
  });
});

test('the stand-in has nothing that Electron has not', () => expect(exported).toHaveLength(15));

test('only what the page made itself is saved', () => {
  for (const [url, refused] of [
    ['blob:loupe://station/1', 0],
    ['https://attacker.example/x.exe', 1],
  ] as const) {
    const event = { preventDefault: vi.fn() };
    session.defaultSession.emit('will-download', event, { getURL: () => url });
    expect(event.preventDefault).toHaveBeenCalledTimes(refused);
  }
});

test('a second start brings the window forward', () => {
  app.emit('second-instance');
  expect(window.did.slice(-2)).toEqual(['restore', 'focus']);
});

test('the window opens where it was, when there is something to show', async () => {
  expect(window.options.show).toBe(false);
  window.emit('ready-to-show');
  expect(window.did).toContain('show');
  window.emit('close');
  const file = join(app.getPath('userData'), 'window.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    x: 10,
    y: 20,
    width: 1300,
    height: 700,
    maximized: false,
  });
  const { openWindow } = await import('./window.ts');
  const again = openWindow({
    preload: '',
    kiosk: false,
    developed: true,
    stateFile: file,
  }) as unknown as FakeWindow;
  expect(again.options).toMatchObject({ x: 10, y: 20, width: 1300, height: 700, kiosk: false });
  const floor = openWindow({
    preload: '',
    kiosk: true,
    developed: false,
    stateFile: file,
  }) as unknown as FakeWindow;
  expect(floor.options).toMatchObject({ kiosk: true, webPreferences: { devTools: false } });
});

test('a page that crashed is loaded again', async () => {
  contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  await vi.waitFor(() => expect(window.did).toContain('reload'));
});

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, ipcMain, Menu, net, protocol, session, type BrowserWindow } from 'electron';
import { isPurpose } from '../contract/desktop-line.ts';
import { usualDataFolder } from '../host/node/data-folder.ts';
import { createLog } from '../host/node/log.ts';
import { findPlaces } from '../host/node/places.ts';
import { listPageFiles } from '../host/page/files.ts';
import { guardContents, guardSession } from './guard.ts';
import { keepHost, type HostKeeper } from './host-keeper.ts';
import { answerPage } from './page.ts';
import { readArguments } from './rules/arguments.ts';
import { waitBeforeRestart } from './rules/restart.ts';
import { isOurs, mayAsk, pageUrl, scheme } from './rules/trust.ts';
import { answerSeal } from './seal.ts';
import { releases } from './updater/releases.ts';
import { startUpdates } from './updater/start.ts';
import { openWindow } from './window.ts';

// Entry of the desktop: wiring only. What is decided is decided in rules/.

const places = findPlaces(import.meta.url);
const { data, kiosk } = readArguments(process.argv.slice(1));
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const source = import.meta.url.endsWith('.ts');

protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
app.enableSandbox();
// The browser's own folder must not be the station's, as it would be on macOS.
if (!app.commandLine.hasSwitch('user-data-dir'))
  app.setPath('userData', join(app.getPath('appData'), 'Loupe Desktop'));

const { write: log } = createLog({ folder: join(app.getPath('userData'), 'logs') });
let window: BrowserWindow | null = null;
let keeper: HostKeeper | null = null;
let quitting = false;

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (quitting || keeper === null) return;
    event.preventDefault();
    quitting = true;
    void keeper.close().then(() => app.quit());
  });
  app.on('child-process-gone', (_event, { type, reason, name }) =>
    log({ level: 'warn', what: 'process gone', type, reason, name }),
  );
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error)));
} else app.quit();

/** Nothing would be better the next time: the person is told why, and it ends. */
function giveUp(why: string): void {
  log({ level: 'error', what: 'cannot start', why });
  dialog.showErrorBox('Loupe cannot start', why);
  app.quit();
}

async function start(): Promise<void> {
  // Electron's own menu has a way to reload, to the developer tools and to its web site.
  const roles = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([...roles]) : null);
  guardSession(session.defaultSession, log);
  protocol.handle(scheme, answerPage(await listPageFiles(places.page)));

  const opened = openWindow({
    preload: source ? beside('./preload.ts') : beside('../preload/preload.cjs'),
    kiosk,
    developed: !app.isPackaged,
    stateFile: join(app.getPath('userData'), 'window.json'),
  });
  window = opened;
  const { webContents: contents } = opened;
  // A checkout says where its Node is; an installed program is not told by its surroundings what to run.
  const node = app.isPackaged ? undefined : process.env['LOUPE_NODE'];
  const folder = data ?? usualDataFolder(process.env);
  const appImage = process.env['APPIMAGE'] ?? null;
  const updates = startUpdates({
    app: {
      version: places.version,
      name: 'Loupe',
      relaunch: () => app.relaunch({ args: process.argv.slice(1), ...(appImage && { execPath: appImage }) }),
      quit: () => app.quit(),
    },
    packaged: app.isPackaged,
    system: process,
    ...{ appImage, releases, data: folder, log },
    fetch: (url, options) => net.fetch(url, options),
    now: () => Date.now(),
    send: (message) => keeper?.tellUpdates(message),
  });
  const kept = keepHost({
    entry: beside(source ? './host-process.ts' : './host-process.js'),
    args: ['--data', folder, ...(node ? ['--node', node] : [])],
    worker: (name) => places.worker(name),
    deliver(message, ports) {
      if (opened.isDestroyed() || !isOurs(contents.mainFrame.url)) return;
      contents.mainFrame.postMessage('line', message, ports);
    },
    seal: (question) => answerSeal(question, log),
    updates,
    onFailed: giveUp,
    log,
  });
  keeper = kept;

  // The only message of the page. Whoever may not ask is not answered.
  ipcMain.on('connect', (event, purpose: unknown) => {
    const { senderFrame: frame } = event;
    const sender = {
      frame: frame && { url: frame.url, main: frame === contents.mainFrame },
      ourWindow: event.sender === contents,
    };
    if (mayAsk(sender) && isPurpose(purpose)) kept.connect(purpose);
    else
      log({
        level: 'warn',
        what: 'message refused',
        from: frame?.url.slice(0, 200) ?? 'a frame that is gone',
      });
  });
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) kept.forget();
  });
  const crashes: number[] = [];
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log({ level: 'error', what: 'page gone', reason, exitCode });
    crashes.push(performance.now());
    setTimeout(() => opened.isDestroyed() || opened.reload(), waitBeforeRestart(crashes));
  });
  opened.on('closed', () => {
    window = null;
  });
  await opened.loadURL(pageUrl);
}

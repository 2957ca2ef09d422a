import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';
import { vi } from 'vitest';
import type { LineMessage } from '../contract/desktop-line.ts';

// A stand-in for the `electron` module: what the shell uses, each member checked against Electron's own types, so that a renamed or retyped
// member does not compile. It notes what it is told. Utility processes are threads, and ports are real ones of Node that really change
// hands; everything else that Electron would do is not here, and nothing about it is shown by a test that passes.

type Some<T, K extends keyof T> = Pick<T, K>;
const home = mkdtempSync(join(tmpdir(), 'loupe-electron-'));

/** What the shell did. */
export const seen = {
  schemes: [] as Electron.CustomScheme[],
  sandboxed: false,
  windows: [] as FakeWindow[],
  menus: [] as (Electron.Menu | null)[],
  opened: [] as string[],
  errors: [] as [string, string][],
  processes: [] as FakeProcess[],
  quits: 0,
  /** Whether this is the first instance. */
  first: true,
  secrets: {
    available: true,
    backend: 'gnome_libsecret' as ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>,
  },
  handlers: new Map<string, (request: Request) => Response | Promise<Response>>(),
  session: {} as {
    request: Exclude<Parameters<Electron.Session['setPermissionRequestHandler']>[0], null>;
    check: Exclude<Parameters<Electron.Session['setPermissionCheckHandler']>[0], null>;
    device: Exclude<Parameters<Electron.Session['setDevicePermissionHandler']>[0], null>;
    before: (details: { url: string }, answer: (response: Electron.CallbackResponse) => void) => void;
  },
  /** What the preload put into the page. */
  exposed: new Map<string, unknown>(),
};

/** Electron's main process speaks to frames; this one hands what it says to the preload below. */
export class FakeFrame {
  url: string;
  readonly sent: LineMessage[] = [];
  constructor(url = '') {
    this.url = url;
  }
  postMessage(...[channel, message, ports = []]: Parameters<Electron.WebFrameMain['postMessage']>): void {
    this.sent.push(message as LineMessage);
    preload.emit(channel, { ports: (ports as unknown as FakePort[]).map(({ port }) => port) }, message);
  }
}

export class FakeContents extends EventEmitter {
  mainFrame = new FakeFrame();
  openHandler!: Parameters<Electron.WebContents['setWindowOpenHandler']>[0];
  setWindowOpenHandler(handler: FakeContents['openHandler']): void {
    this.openHandler = handler;
  }
}

export class FakeWindow extends EventEmitter {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly did: string[] = [];
  readonly loaded: string[] = [];
  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  private note = (what: string) => (): void => void this.did.push(what);
  show = this.note('show');
  maximize = this.note('maximize');
  focus = this.note('focus');
  restore = this.note('restore');
  reload = this.note('reload');
  isMinimized = (): boolean => true;
  isMaximized = (): boolean => false;
  isDestroyed = (): boolean => false;
  getNormalBounds = (): Electron.Rectangle => ({ x: 10, y: 20, width: 1300, height: 700 });
  loadURL = async (url: string): Promise<void> => {
    this.loaded.push(url);
    this.webContents.mainFrame.url = url;
  };
}
export const BrowserWindow = FakeWindow satisfies new (
  options?: Electron.BrowserWindowConstructorOptions,
) => Some<
  Electron.BrowserWindow,
  'show' | 'maximize' | 'focus' | 'restore' | 'reload' | 'loadURL' | 'getNormalBounds'
>;

const appEvents = new EventEmitter();
export const app = Object.assign(appEvents, {
  isPackaged: false,
  commandLine: { hasSwitch: () => false } as Partial<Electron.CommandLine> as Electron.CommandLine,
  enableSandbox: () => void (seen.sandboxed = true),
  requestSingleInstanceLock: () => seen.first,
  whenReady: async () => undefined,
  quit: () => void seen.quits++,
  getPath: (name) => join(home, name),
  setPath: () => undefined,
  getAppMetrics: () =>
    seen.processes.map(({ pid }) => ({ pid, memory: { workingSetSize: 1000 } }) as Electron.ProcessMetric),
} satisfies Some<
  Electron.App,
  | 'isPackaged'
  | 'commandLine'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'quit'
  | 'getPath'
  | 'setPath'
  | 'getAppMetrics'
>);

/** Nobody is asked: a checkout looks for no update. */
export const net = {
  fetch: () => Promise.reject(new Error('there is no network here')),
} satisfies Some<Electron.Net, 'fetch'>;

export const protocol = {
  registerSchemesAsPrivileged: (schemes) => void (seen.schemes = schemes),
  handle: (scheme, handler) => void seen.handlers.set(scheme, handler as never),
} satisfies Some<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

const sessionEvents = new EventEmitter();
export const session = {
  defaultSession: Object.assign(sessionEvents, {
    setPermissionRequestHandler: (handler) => void (seen.session.request = handler!),
    setPermissionCheckHandler: (handler) => void (seen.session.check = handler!),
    setDevicePermissionHandler: (handler) => void (seen.session.device = handler!),
    webRequest: { onBeforeRequest: (handler: never) => void (seen.session.before = handler) },
  } satisfies Some<
    Electron.Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  > & { webRequest: unknown }),
};

export const Menu = {
  setApplicationMenu: (menu) => void seen.menus.push(menu),
  buildFromTemplate: () => ({}) as Electron.Menu,
} satisfies Some<typeof Electron.Menu, 'setApplicationMenu' | 'buildFromTemplate'>;

export const dialog = {
  showErrorBox: (title, content) => void seen.errors.push([title, content]),
} satisfies Some<Electron.Dialog, 'showErrorBox'>;

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Electron.Display],
} satisfies Some<Electron.Screen, 'getAllDisplays'>;

export const shell = {
  openExternal: async (url) => void seen.opened.push(url),
} satisfies Some<Electron.Shell, 'openExternal'>;

const flip = (bytes: Buffer) => bytes.map((byte) => byte ^ 0x5a);
export const safeStorage = {
  isEncryptionAvailable: () => seen.secrets.available,
  getSelectedStorageBackend: () => seen.secrets.backend,
  encryptString: (text) => Buffer.from(flip(Buffer.from(text))),
  decryptString: (bytes) => Buffer.from(flip(bytes)).toString(),
} satisfies Some<
  Electron.SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;

interface FakePort {
  readonly port: MessagePort;
}
export class MessageChannelMain {
  readonly port1: FakePort;
  readonly port2: FakePort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = { port: port1 };
    this.port2 = { port: port2 };
  }
}

/** A thread in place of a utility process. Its number belongs to no process. */
export class FakeProcess extends EventEmitter {
  readonly module: string;
  readonly args: readonly string[];
  readonly options: Electron.ForkOptions;
  readonly pid = 5_000_000 + seen.processes.length;
  readonly stdout = null;
  readonly stderr = null;
  private readonly thread: Worker;
  constructor(module: string, args: readonly string[] = [], options: Electron.ForkOptions = {}) {
    super();
    this.module = module;
    this.args = args;
    this.options = options;
    this.thread = new Worker(new URL('./utility-process.fixture.ts', import.meta.url), {
      workerData: { module: pathToFileURL(module).href, pid: this.pid },
      argv: [...args],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.thread.on('message', (message) => this.emit('message', message));
    this.thread.on('error', (error) => console.error(error));
    this.thread.on('exit', (code) => this.emit('exit', code));
    seen.processes.push(this);
  }
  postMessage(data: unknown, ports: readonly FakePort[] = []): void {
    const handed = ports.map(({ port }) => port);
    this.thread.postMessage({ data, ports: handed }, handed);
  }
  kill(): boolean {
    void this.thread.terminate();
    return true;
  }
  async end(): Promise<void> {
    await this.thread.terminate();
  }
}
export const utilityProcess = {
  fork: (...[module, args, options]: Parameters<typeof Electron.utilityProcess.fork>) =>
    new FakeProcess(module, args, options),
};

// The page's side.

export const ipcMain = new EventEmitter();
const preload = new EventEmitter();
export const ipcRenderer = {
  send: (channel: string, ...args: unknown[]) => {
    const [window] = seen.windows;
    ipcMain.emit(
      channel,
      { sender: window?.webContents, senderFrame: window?.webContents.mainFrame },
      ...args,
    );
  },
  on: (channel: string, listener: (event: { ports: readonly MessagePort[] }, ...args: unknown[]) => void) =>
    void preload.on(channel, listener),
};
export const contextBridge = {
  exposeInMainWorld: (name, api) => void seen.exposed.set(name, api),
} satisfies Some<Electron.ContextBridge, 'exposeInMainWorld'>;

/** The window of the page, as the preload has it; `posted` is what the page hears. */
export const posted: { message: LineMessage; origin: string; ports: readonly MessagePort[] }[] = [];
export const pageWindow = {
  location: { origin: 'loupe://station' },
  postMessage: vi.fn((message: LineMessage, origin: string, ports: readonly MessagePort[]) => {
    posted.push({ message, origin, ports });
  }),
};

/** Everything above is exported by the real module too. */
export const exported = [
  'app',
  'BrowserWindow',
  'contextBridge',
  'dialog',
  'ipcMain',
  'ipcRenderer',
  'Menu',
  'MessageChannelMain',
  'net',
  'protocol',
  'safeStorage',
  'screen',
  'session',
  'shell',
  'utilityProcess',
] as const satisfies readonly (keyof typeof Electron)[];

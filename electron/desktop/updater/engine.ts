import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppImageUpdater,
  MacUpdater,
  NsisUpdater,
  Provider,
  type AppUpdater,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { Manifest } from './manifest.ts';

/** What electron-updater needs of the running app. */
export interface RunningApp {
  readonly version: string;
  readonly name: string;
  relaunch(): void;
  quit(): void;
}

export interface EngineOptions {
  readonly app: RunningApp;
  readonly platform: NodeJS.Platform;
  /** An existing folder of ours, for downloads. */
  readonly cache: string;
  /** The manifest that was believed; the only thing electron-updater ever learns of the feed. @throws Refusal */
  latest(): Promise<Manifest>;
  /** Whether this station is among those that take it now. */
  takes(manifest: Manifest): boolean;
  /** Address of a file of the feed. */
  address(name: string): string;
  /** Fetches the manifest's file. @throws Refusal */
  fetchFile(manifest: Manifest, file: string): Promise<void>;
  log(line: string): void;
}

export interface Engine {
  /** The release to take; null: none. Nothing is downloaded. @throws Refusal */
  check(): Promise<Manifest | null>;
  /** Downloads what `check` found, unless it lies there already. @returns the file @throws Refusal */
  download(): Promise<string>;
  /** Starts the system's own installer and quits (Windows, macOS). */
  quitAndInstall(): void;
}

/**
 * electron-updater, kept to what it is good at: its cache of downloads and the installers of Windows and macOS. Feed, signature, rules and
 * transport are ours, through its two seams: a provider, and the executor that it downloads with.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { app, platform, cache, takes } = options;
  let manifest: Manifest | null = null;

  class SignedProvider extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }
    override async getLatestVersion(): Promise<UpdateInfo> {
      manifest = await options.latest();
      const { version, issued, file } = manifest;
      const { sha512, size } = file;
      const files = [{ url: file.name, sha512, size }];
      return { version, releaseDate: issued, path: file.name, sha512, files };
    }
    override resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
      return info.files.map((file) => ({ url: new URL(options.address(file.url)), info: file }));
    }
  }

  // It insists on this file, for the name of its folder in the cache.
  const appUpdateConfigPath = join(cache, 'app-update.yml');
  await mkdir(cache, { recursive: true });
  await writeFile(appUpdateConfigPath, 'provider: custom\nupdaterCacheDirName: updates\n');
  const adapter: AppAdapter = {
    version: app.version,
    name: app.name,
    isPackaged: true,
    appUpdateConfigPath,
    userDataPath: cache,
    baseCachePath: cache,
    whenReady: () => Promise.resolve(),
    relaunch: () => app.relaunch(),
    quit: () => app.quit(),
    // Nothing is ever installed because the program, or the whole system, is being shut down.
    onQuit: () => undefined,
  };
  const updater = createFor(platform, adapter);
  updater.logger = {
    info: (line: unknown) => options.log(String(line)),
    warn: (line: unknown) => options.log(String(line)),
    error: (line: unknown) => options.log(String(line)),
  };
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.disableDifferentialDownload = true;
  updater.disableWebInstaller = true;
  updater.isUserWithinRollout = () => manifest !== null && takes(manifest);
  // It also rejects; without a listener the event would throw.
  updater.on('error', () => undefined);
  // Not among its public types: the executor is how it downloads.
  Object.assign(updater, {
    httpExecutor: {
      async download(_url: URL, file: string): Promise<string> {
        if (manifest === null) throw new Error('nothing was checked');
        await options.fetchFile(manifest, file);
        return file;
      },
    },
  });
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider });

  return {
    async check() {
      const found = await updater.checkForUpdates();
      return found?.isUpdateAvailable === true ? manifest : null;
    },
    async download() {
      const [file] = await updater.downloadUpdate();
      if (file === undefined) throw new Error('electron-updater named no file');
      return file;
    },
    quitAndInstall: () => updater.quitAndInstall(true, true),
  };
}

function createFor(platform: NodeJS.Platform, adapter: AppAdapter): AppUpdater {
  if (platform === 'win32') return new NsisUpdater(undefined, adapter);
  if (platform === 'darwin') return new MacUpdater(undefined, adapter);
  return new AppImageUpdater(undefined, adapter);
}

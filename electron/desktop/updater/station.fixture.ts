import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateStatus, Updates } from '../../contract/updates.ts';
import { createDiskFiles } from '../../host/node/disk-files.ts';
import { appScript } from './feed.fixture.ts';
import { openKept } from './kept.ts';
import { createUpdater, type HeldStation, type UpdaterOptions } from './updater.ts';

type Entry = Parameters<UpdaterOptions['log']>[0];

/** An installed station in a folder: an "AppImage" of version 1.0.0, its data, and the updater over them. */
export async function openInstalled(
  folder: string,
  feed: string,
  keys: readonly string[],
  changes: Partial<UpdaterOptions> = {},
): Promise<{
  updater: Updates & {
    /** What it comes to. */
    checked(): Promise<UpdateStatus>;
  };
  appImage: string;
  /** What starting the app says. */
  start(): string;
  log: Entry[];
  /** What became of the station, in order. */
  happened: string[];
}> {
  const appImage = join(folder, 'Loupe.AppImage');
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const log: Entry[] = [];
  const happened: string[] = [];
  const station: HeldStation = {
    hold: () => {
      happened.push('held');
      return Promise.resolve({
        backUp: () => Promise.resolve(void happened.push('backed up')),
        release: () => void happened.push('released'),
      });
    },
  };
  // electron-updater looks here for what it would replace.
  process.env['APPIMAGE'] = appImage;
  const updater = await createUpdater({
    app: {
      version: '1.0.0',
      name: 'Loupe',
      relaunch: () => void happened.push('relaunched'),
      quit: () => void happened.push('quit'),
    },
    releases: { feed, channel: 'stable', keys },
    system: { platform: 'linux', arch: 'x64' },
    appImage,
    cache: join(data, 'cache'),
    kept: await openKept(createDiskFiles({ data })),
    station,
    fetch,
    now: () => Date.now(),
    log: (entry) => void log.push(entry),
    ...changes,
  });
  return {
    updater: { ...updater, checked: () => updater.check().then(updater.status) },
    ...{ appImage, log, happened },
    start: () => execFileSync(appImage, { encoding: 'utf8' }).trim(),
  };
}

export function putApp(folder: string, version: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Loupe.AppImage'), appScript(version), { mode: 0o755 });
}

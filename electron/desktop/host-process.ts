import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LoupeError } from '../contract/errors.ts';
import { updatesOff } from '../contract/updates.ts';
import { createHost, type Host } from '../host/host.ts';
import { backUpFolder } from '../host/node/backup.ts';
import { thisMachine } from '../host/node/machine.ts';
import { readFolder } from '../host/node/package-folder.ts';
import { findPlaces } from '../host/node/places.ts';
import { serveLine } from './lines.ts';
import { createDesktopPlatform } from './platform-desktop.ts';
import { openShell } from './shell.ts';
import { linkToMain } from './updater/link.ts';

// Entry of the host process: the station's rooms in a utility process of Electron. `--data DIR`, and `--node PROGRAM` where there is one.

const { values } = parseArgs({ options: { data: { type: 'string' }, node: { type: 'string' } } });
const { data, node = null } = values;
if (data === undefined) throw new Error('the host process is started by the desktop, not by hand');

const places = findPlaces(import.meta.url);
const shell = openShell(process.parentPort);
const link = linkToMain(
  (message) => shell.tell({ kind: 'updates', message }),
  updatesOff('The program has only just started.'),
);
shell.onUpdates((message) => link.take(message));
const { updates } = link;
const platform = createDesktopPlatform({ data, shell, worker: (name) => places.worker(name), node, updates });
const log = (entry: Parameters<typeof platform.log>[0]) => platform.log(entry);

try {
  const { starter } = places;
  const host = await createHost(platform, {
    app: places.version,
    machine: thisMachine(),
    starter: existsSync(join(starter, 'model.json')) ? () => readFolder(starter) : null,
    serves: true,
  });
  open(host, data);
} catch (error) {
  log({ level: 'error', what: 'host cannot start', error });
  shell.onClose(() => process.exit(1));
  shell.tell({ kind: 'failed', message: wordsOf(error) });
}

function open(host: Host, folder: string): void {
  link.serve({ hold: () => host.hold(), backUp: (name) => backUpFolder(folder, name) });
  shell.onLine((line) => serveLine(host, line, log));
  shell.onClose(() => void host.close().finally(() => process.exit(0)));
  shell.tell({ kind: 'started' });
  host.devices.start();
}

function wordsOf(error: unknown): string {
  if (error instanceof LoupeError && 'what' in error.data) return error.data.what;
  return error instanceof Error ? error.message : String(error);
}

/** A program that updates itself and dies at the n-th step of a stage: `node install-driver.fixture.ts FOLDER FEED KEY fetch|install N`. */
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { createDiskFiles } from '../../host/node/disk-files.ts';
import { fetchLarge, fetchSmall, patience } from './feed.ts';
import { confirmStart, installAppImage } from './install.ts';
import { openKept } from './kept.ts';
import { manifestLimitBytes, manifestName, readManifest } from './manifest.ts';
import { seenIn } from './rules.ts';
import { checkSignature } from './signature.ts';

const [folder = '', feed = '', key = '', stage = '', at = '0'] = process.argv.slice(2);
let now = 'fetch';
let left = Number(at);
let steps = 0;

/** Dies before the n-th change; files are written in pieces, so that many of these lie in the middle of one. */
function step(): void {
  if (now !== stage) return;
  steps++;
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
}

/** Counts every call of an object of functions; a file handle that comes out is counted as well. */
function counted<T extends object>(object: T): T {
  return new Proxy(object, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        if (name === 'read') return Reflect.apply(member, target, args) as unknown;
        step();
        const result: unknown = await Reflect.apply(member, target, args);
        return name === 'open' ? counted(result as object) : result;
      };
    },
  });
}

const files = counted({ ...nodeFiles });
const data = join(folder, 'data');
await nodeFiles.mkdir(data, { recursive: true });
const kept = await openKept(createDiskFiles({ data }));
const address = new URL(manifestName('stable', 'linux', 'x64'), feed).href;
const bytes = await fetchSmall(fetch, address, manifestLimitBytes, patience);
const signatures = await fetchSmall(fetch, `${address}.sig`, 4096, patience);
if (bytes === null || signatures === null) throw new Error('no feed');
checkSignature(bytes, new TextDecoder().decode(signatures), [key]);
const manifest = readManifest(bytes);
step();
await kept.keep(seenIn(manifest), new Date().toISOString());
step();
const from = join(data, 'download');
await fetchLarge(
  fetch,
  new URL(manifest.file.name, feed).href,
  from,
  manifest.file,
  patience,
  undefined,
  files,
);
now = 'install';
await installAppImage({ from, target: join(folder, 'Loupe.AppImage'), sha512: manifest.file.sha512 }, files);
// The first start of the new version.
await confirmStart(join(folder, 'Loupe.AppImage'), files);
process.stdout.write(`${steps}\n`);

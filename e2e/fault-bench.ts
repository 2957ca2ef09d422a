import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, type Browser, type Page } from '@playwright/test';
import { decodeY4m } from '../ml/image/y4m.ts';
import { createHash } from 'node:crypto';
import { liveFrame } from '../ml/demo/live.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { createDemoCamera } from '../ml/demo/render.ts';
import { writeCamera, type CameraFile } from './camera.ts';
import { inspectionsOf, storedImage } from './journal.ts';
import { stubMedia, type MediaStub } from './media-stub.ts';
import { InspectScreen } from './pages/inspect.ts';
import { openBrowser, startStation, type RunningStation } from './station.ts';

/** A station whose camera can be taken away, in every way that there is. */
export interface FaultBench extends AsyncDisposable {
  readonly station: RunningStation;
  readonly browser: Browser;
  readonly page: Page;
  readonly inspect: InspectScreen;
  readonly file: CameraFile;
  permit(setting: 'granted' | 'denied'): Promise<void>;
  /** Does something to what the page is told of its cameras. */
  pretend(change: Partial<Pick<MediaStub, 'busy' | 'silent' | 'small' | 'cameras'>>): Promise<void>;
  tell(what: 'end' | 'change'): Promise<void>;
  /** Takes the camera's file away, or puts it back, and lets the browser notice. */
  unplug(): Promise<void>;
  replug(): Promise<void>;
  /** Process ids of this browser by their `--type` or `--utility-sub-type`. */
  processes(type: RegExp): readonly number[];
  /** What every inspection must hold, since the last look: pictures of this camera only, none older than 200 ms. @returns how many were judged */
  check(): Promise<number>;
}

const size = { width: 320, height: 180 };
/** What the pictures of one camera look like, and how long they go on without one being the same as another. */
const film = { ...size, framesPerSecond: 15, frames: 150, stamped: true };

export async function openFaultBench(): Promise<FaultBench> {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-faults-'));
  const still = createDemoCamera(size).picture(demoPiece(2));
  const file = writeCamera(join(folder, 'camera.y4m'), film, (n) => liveFrame(still, n).data);
  const station = await startStation(join(folder, 'data'));
  const browser = await openBrowser(file.path, false);
  const window = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: 'dark' });
  const { origin } = new URL(station.url);
  await window.grantPermissions(['camera'], { origin });
  const page = await window.newPage();
  await page.addInitScript(stubMedia);
  const url = new URL(station.url);
  url.searchParams.set('source', 'camera');
  await page.goto(url.href);
  const inspect = new InspectScreen(page);
  await inspect.ready();
  const devtools = await browser.newBrowserCDPSession();
  const { browserContextId } = await windowOf(page);
  const enumerate = () => page.evaluate(() => void navigator.mediaDevices.enumerateDevices());
  const away = `${file.path}.away`;
  let known = 0;
  return {
    station,
    browser,
    page,
    inspect,
    file,
    async permit(setting) {
      const permission = { name: 'camera' };
      await devtools.send('Browser.setPermission', { permission, setting, origin, browserContextId });
    },
    pretend: (change) =>
      page.evaluate((to) => void Object.assign((globalThis as unknown as Stubbed).mediaStub, to), change),
    tell: (what) => page.evaluate((how) => (globalThis as unknown as Stubbed).mediaStub[how](), what),
    async unplug() {
      renameSync(file.path, away);
      await enumerate();
    },
    async replug() {
      renameSync(away, file.path);
      await enumerate();
    },
    processes: (type) => processesOf(file.path, type),
    async check() {
      const judged = await page.evaluate(() =>
        (globalThis as unknown as Stubbed).mediaStub.judged.map((each) => ({ ...each })),
      );
      // The last picture before a silence may be frozen again, too late: that one is no result, the first was none too old.
      const young = new Map<number, number>();
      for (const { frame, ageMs } of judged) if (ageMs <= 200) young.set(frame, (young.get(frame) ?? 0) + 1);
      const inspections = inspectionsOf(station.data);
      for (const { data } of inspections.slice(known)) {
        if (data.verdict === 'no-result') continue;
        const { frame = -1 } = data.source;
        const left = young.get(frame) ?? 0;
        const ages = judged.filter((each) => each.frame === frame).map(({ ageMs }) => ageMs);
        expect(left, `picture ${frame} was judged at ${ages.join(', ')} ms`).toBeGreaterThan(0);
        young.set(frame, left - 1);
        const planes = decodeY4m(storedImage(station.data, data.image.sha256)).data;
        const hash = createHash('sha256').update(planes).digest('hex');
        expect(file.hashes, `picture ${frame} is of this camera`).toContain(hash);
      }
      const fresh = inspections.length - known;
      known = inspections.length;
      return fresh;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await station.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function windowOf(page: Page): Promise<{ readonly browserContextId: string }> {
  const devtools = await page.context().newCDPSession(page);
  const { targetInfo } = await devtools.send('Target.getTargetInfo');
  if (targetInfo.browserContextId === undefined) throw new Error('the browser does not name its window');
  return { browserContextId: targetInfo.browserContextId };
}

interface Stubbed {
  readonly mediaStub: MediaStub;
}

/** The browser is known by its camera; its processes are its children and theirs. */
function processesOf(camera: string, type: RegExp): readonly number[] {
  const all = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, args]) => ({ pid: Number(pid), parent: Number(parent), args: args ?? '' }));
  const family = new Set(
    all.filter(({ args }) => args.includes(camera) && !args.includes('--type=')).map(({ pid }) => pid),
  );
  for (let grown = true; grown;) {
    const before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
    grown = family.size > before;
  }
  return all.filter(({ pid, args }) => family.has(pid) && type.test(args)).map(({ pid }) => pid);
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { Settings } from '../electron/contract/settings.ts';
import { createDemoCamera } from '../ml/demo/render.ts';
import { liveFrame } from '../ml/demo/live.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { writeCamera } from './camera.ts';
import { openBrowser, startStation, type RunningStation } from './station.ts';

/** What lies under a camera that sees nothing else: a demo piece by its seed, nothing, or darkness. */
export type Scene = number | 'empty' | 'dark';

interface BenchOptions {
  /** Written before the station's first start. */
  readonly settings?: Partial<Settings>;
  /** A camera looking at this; default: the demo scene, and no camera. */
  readonly scene?: Scene;
  /** What the page is asked to take pictures from. */
  readonly source?: 'camera' | 'demo';
  /** Does something to the data folder before the station starts. */
  readonly prepare?: (data: string) => Promise<void>;
  /** Of the station's processes, beside this one's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A station of its own with an open window; everything goes at the end of the block. */
export interface Bench extends AsyncDisposable {
  readonly station: RunningStation;
  readonly browser: Browser;
  readonly page: Page;
  /** A second window of the same person. */
  another(): Promise<Page>;
}

const size = { width: 1280, height: 720 };

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const { settings, scene, source, prepare, environment } = options;
  const folder = mkdtempSync(join(tmpdir(), 'loupe-bench-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  if (settings) writeFileSync(join(data, 'settings.json'), JSON.stringify(settings));
  await prepare?.(data);
  const camera = scene === undefined ? undefined : join(folder, 'camera.y4m');
  if (camera !== undefined && scene !== undefined) film(camera, scene);
  const station = await startStation(data, 0, [], environment);
  const browser = await openBrowser(camera);
  const window = await browser.newContext({ viewport: size, colorScheme: 'dark' });
  const open = async () => {
    const page = await window.newPage();
    const url = new URL(station.url);
    url.searchParams.set('source', source ?? (camera === undefined ? 'demo' : 'camera'));
    await page.goto(url.href);
    return page;
  };
  return {
    station,
    browser,
    page: await open(),
    another: open,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await station.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A still scene with a sensor's noise, 20 seconds that go round: a picture that was seen before is no new one to a station. */
function film(path: string, scene: Scene): void {
  const dark = new Uint8Array((size.width * size.height * 3) / 2).fill(128);
  dark.fill(16, 0, size.width * size.height);
  const piece = typeof scene === 'number' ? demoPiece(scene) : null;
  const still = scene === 'dark' ? null : createDemoCamera(size).picture(piece);
  writeCamera(path, { ...size, framesPerSecond: 10, frames: 200, stamped: false }, (n) =>
    still === null ? dark : liveFrame(still, n).data,
  );
}

/** The station's inference workers, found as its children. */
export function inferenceWorkers({ process: { pid } }: RunningStation): readonly number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === pid && args.some((arg) => /inference/.test(arg)))
    .map(([worker]) => Number(worker));
}

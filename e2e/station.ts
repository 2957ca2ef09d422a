import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { cli } from './command.ts';

/** A running `loupe serve` on a folder of its own. */
export interface RunningStation {
  readonly url: string;
  /** Where other machines reach its API, if anywhere. */
  readonly api: string | undefined;
  readonly data: string;
  readonly process: ChildProcess;
  /** SIGKILL, and started again on the same folder and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param words more of the command line @param environment beside this process's own */
export async function startStation(
  data: string,
  port = 0,
  words: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<RunningStation> {
  const begin = async (wanted: number) => {
    const child = spawn(
      process.execPath,
      [cli, 'serve', '--json', '--port', String(wanted), '--data', data, ...words],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...environment },
      },
    );
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line) as {
        event: string;
        url: string;
        port: number;
        api?: string;
      };
      if (said.event === 'serving') return { child, ...said };
    }
    throw new Error('the station ended before it served');
  };
  const ended = (child: ChildProcess) =>
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once('exit', () => resolve()));

  let now = await begin(port);
  return {
    get url() {
      return now.url;
    },
    get api() {
      return now.api;
    },
    get process() {
      return now.child;
    },
    data,
    async restart() {
      now.child.kill('SIGKILL');
      await ended(now.child);
      now = await begin(now.port);
    },
    async stop() {
      // One that a test halted hears nothing else.
      now.child.kill('SIGCONT');
      now.child.kill('SIGTERM');
      await ended(now.child);
    },
  };
}

/** Chromium; with `camera` its only camera is that Y4M file, else it has none. `permits`: any page may use it, no matter what was said. */
export async function openBrowser(camera?: string, permits = true): Promise<Browser> {
  const fake = camera
    ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]
    : ['--use-fake-device-for-media-stream=device-count=0'];
  return chromium.launch({
    ...(process.env['LOUPE_CHROMIUM'] ? { executablePath: process.env['LOUPE_CHROMIUM'] } : {}),
    args: [
      ...(permits ? ['--use-fake-ui-for-media-stream'] : []),
      '--autoplay-policy=no-user-gesture-required',
      ...fake,
      // Chromium refuses its sandbox to root, and CI is root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

interface Options {
  /** A Y4M file as the camera. */
  readonly camera: string | undefined;
  /** Complaints of the page that the test provokes. */
  readonly provoked: RegExp | undefined;
}
interface Fixtures {
  readonly folder: string;
  readonly station: RunningStation;
  readonly browserWithCamera: Browser;
  readonly window: BrowserContext;
  readonly bench: Page;
}

/** Every test gets a data folder, a station and a window of its own. `bench` is the open page. */
export const test = base.extend<Options & Fixtures>({
  camera: [undefined, { option: true }],
  provoked: [undefined, { option: true }],
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'loupe-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  station: async ({ folder }, use) => {
    const station = await startStation(join(folder, 'data'));
    await use(station);
    await station.stop();
  },
  browserWithCamera: async ({ camera }, use) => {
    const browser = await openBrowser(camera);
    await use(browser);
    await browser.close();
  },
  window: async ({ browserWithCamera }, use) => {
    const window = await browserWithCamera.newContext({ viewport: { width: 1280, height: 720 } });
    await use(window);
    await window.close();
  },
  bench: async ({ window, station, camera, provoked }, use) => {
    const page = await window.newPage();
    const faults: string[] = [];
    const note = (text: string) => provoked?.test(text) || faults.push(text);
    page.on('pageerror', (error) => note(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') note(message.text());
    });
    const url = new URL(station.url);
    url.searchParams.set('source', camera ? 'camera' : 'demo');
    await page.goto(url.href);
    await use(page);
    if (faults.length > 0) throw new Error(`the page complained: ${faults.join('\n')}`);
  },
});
export { expect } from '@playwright/test';

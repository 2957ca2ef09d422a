import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';
import { electronProgram } from '../electron/cli/electron-program.ts';
import { inspectionsOf } from './journal.ts';
import { InspectScreen } from './pages/inspect.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const found = electronProgram(root, process.env);

test('the desktop: its window opens, judges a piece, and finds its host again after a crash', async () => {
  if ('why' in found) {
    console.log(`The desktop in a real Electron, skipped: ${found.why}`);
    test.skip(true, found.why);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'loupe-electron-'));
  const data = join(folder, 'data');
  const app = await _electron.launch({
    executablePath: found.program,
    args: [
      root,
      ...['--data', data, `--user-data-dir=${join(folder, 'profile')}`],
      // Chromium refuses its sandbox to root, and CI is root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env: { ...(process.env as Record<string, string>), LOUPE_NODE: process.execPath },
  });
  try {
    const page = await app.firstWindow();
    await page.goto('loupe://station/?source=demo');
    const inspect = new InspectScreen(page);
    await inspect.ready();
    expect(await inspect.inspect()).toBe('PASS');
    expect(inspectionsOf(data)).toHaveLength(1);

    expect(
      await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis)),
    ).toEqual([]);
    expect(await page.evaluate(() => Object.keys((globalThis as { loupe?: object }).loupe ?? {}))).toEqual([
      'connect',
    ]);
    expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();

    const host = await app.evaluate(
      ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Loupe host')?.pid,
    );
    process.kill(host!, 'SIGKILL');
    await inspect.says('cannot');
    await inspect.ready();
    await inspect.nextPiece();
    expect(await inspect.inspect()).toBe('DEFECT');
    expect(inspectionsOf(data)).toHaveLength(2);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

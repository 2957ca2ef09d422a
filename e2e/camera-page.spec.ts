import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { readJournal } from './journal.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { expect, startStation, test } from './station.ts';

/** Chromium's own two cameras: 640 × 480 at 20 a second, with an exposure of 1 to 10 ms and a focus that can be locked. */
async function twoCameras() {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-camera-page-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ theme: 'system' }));
  const station = await startStation(data);
  const browser = await chromium.launch({
    ...(process.env['LOUPE_CHROMIUM'] ? { executablePath: process.env['LOUPE_CHROMIUM'] } : {}),
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream=device-count=2',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  const window = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: 'dark' });
  const page = await window.newPage();
  const url = new URL(station.url);
  url.searchParams.set('source', 'camera');
  await page.goto(url.href);
  return {
    page,
    data,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await station.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const setups = (data: string) =>
  readJournal(data)
    .filter((event) => event.kind === 'setup.changed')
    .map(({ data: { content, why } }) => ({ content, why }));
const section = (page: Page) => page.getByRole('region', { name: 'Camera', exact: true });

test('a camera is bound and locked, read back, held to a reference; another one is not judged until it is used', async () => {
  test.setTimeout(240_000);
  await using bench = await twoCameras();
  const { page, data } = bench;
  const inspect = new InspectScreen(page);
  const station = new StationScreen(page);
  const role = new RoleDrawer(page);
  await inspect.ready();

  await station.open();
  const camera = section(page);
  await expect(camera.getByText('Read-only. Ask a QA lead')).toBeVisible();
  await expect(camera.getByLabel('Size')).toBeDisabled();
  await expect(camera.getByText('Focus', { exact: true })).toBeVisible();
  await look(page, 'station-camera-technician');

  await role.become(/Admin/);
  await camera.getByLabel('Size').selectOption('640 × 480');
  await camera.getByLabel('Lock exposure time').check();
  await camera.getByLabel('Exposure time in ms').fill('4');
  await page.keyboard.press('Tab');
  const draft = page.getByRole('region', { name: 'Draft of the camera' });
  await expect(draft).toContainText('Size: 1920 × 1080 → 640 × 480');
  await expect(draft).toContainText('Exposure time: free → locked at 4.0 ms');
  await look(page, 'station-camera-draft');
  await draft.getByRole('button', { name: 'Apply' }).click();
  await expect(camera.getByText('Exposure time: asked 4.0 ms, camera says 4.0 ms')).toBeVisible();
  await expect(draft).toBeHidden();
  expect(setups(data)).toHaveLength(1);
  expect(setups(data)[0]).toMatchObject({
    why: 'saved',
    content: {
      camera: { label: 'fake_device_0' },
      settings: {
        exposureMode: { asked: 'manual', read: 'manual', locked: true },
        exposureTime: { asked: 40, read: 40, locked: true },
        width: { read: 640 },
      },
    },
  });

  await camera.getByText('Grey patch', { exact: true }).last().click();
  const picture = camera.getByRole('group', { name: /^Grey patch: drag it/ });
  await picture.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowDown']) await picture.press(key);
  await camera.getByRole('button', { name: 'Set as reference' }).click();
  await expect(camera.getByText('The picture is the reference now')).toBeVisible();
  expect(setups(data).at(-1)).toMatchObject({
    why: 'reference',
    content: { calibration: { grey: { area: [300, 216, 64, 53] } } },
  });
  await expect(camera.getByText(/reference \d+, [+−]\d+ %/).first()).toBeVisible();
  await look(page, 'station-camera-reference', { keepAll: true });

  // Every inspection names the setup; another camera is not judged.
  await page.keyboard.press('Alt+1');
  await inspect.ready();
  await page.getByLabel('Source').selectOption('fake_device_1');
  await inspect.says(
    'cannot',
    'Another camera answers (fake_device_1, bound: fake_device_0). Judging is stopped.',
  );
  await look(page, 'inspect-another-camera');
  await page.getByRole('button', { name: 'Use it' }).click();
  await inspect.says('ready');
  expect(setups(data).at(-1)).toMatchObject({
    why: 'camera-used',
    content: { camera: { label: 'fake_device_1' } },
  });
});

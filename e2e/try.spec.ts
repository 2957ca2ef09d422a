import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { StatusBar } from './pages/status-bar.ts';
import { TryScreen } from './pages/try.ts';
import { expect, test } from './station.ts';

const settings = { theme: 'system' } as const;
/** A new station takes a moment to load its first model; until then every answer is NO RESULT. */
const modelReady = (page: Page) => expect(new StatusBar(page).slot('model')).toContainText('starter v1');

/** The demo's needle holder is nothing like this: every model of the bench finds something in it. */
const noise = (width: number, height: number) => {
  let state = 7;
  const next = () => (state = (state * 48271) % 2147483647) % 256;
  const raw = { width, height, channels: 3 } as const;
  return sharp(Uint8Array.from({ length: 3 * width * height }, next), { raw });
};

let folder: string;
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'loupe-try-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a picture is judged, looked at and saved; it is recorded only after a sentence', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const screen = new TryScreen(page);
  await screen.open();
  await look(page, 'try-empty');

  await modelReady(page);
  const file = join(folder, 'left jaw.png');
  await noise(1280, 720).png().toFile(file);
  await screen.choose(file);
  await expect(screen.side.getByText('TRIAL, not recorded')).toBeVisible();
  await expect(screen.verdict).toContainText('DEFECT');
  await expect(page.getByRole('img', { name: 'Picture left jaw.png' })).toBeVisible();
  await expect(screen.side.getByText(/^\d+ found$/)).toBeVisible();
  await look(page, 'try-result');
  await screen.side.getByRole('switch', { name: 'A colour for each class' }).press('Space');
  await screen.side.getByRole('switch', { name: 'Scores' }).press('Space');
  await page.keyboard.press('F3');
  await look(page, 'try-heat-map');
  await page.keyboard.press('F3');
  await page.keyboard.press('F3');

  const verdict = await screen.verdict.textContent();
  await screen.side.getByRole('slider').focus();
  await page.keyboard.press('End');
  await expect(screen.side.getByText('Show findings from score 1.00.')).toBeVisible();
  expect(await screen.verdict.textContent()).toBe(verdict);
  await page.keyboard.press('Home');

  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+E');
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('left jaw-loupe.png');
  const annotated = sharp(readFileSync(await saved.path()));
  const { width, height } = await annotated.metadata();
  expect([width, height]).toEqual([1280, 720]);
  // The lines are in it: the picture is not the one that was chosen.
  const pixels = await annotated.removeAlpha().raw().toBuffer();
  expect(pixels.equals(await sharp(file).raw().toBuffer())).toBe(false);

  expect(inspectionsOf(station.data)).toEqual([]);
  await screen.side.getByRole('button', { name: 'Record…' }).click();
  await look(page, 'try-record');
  expect(inspectionsOf(station.data)).toEqual([]);
  await screen.side.getByRole('button', { name: 'Record it' }).click();
  await expect(screen.side.getByRole('link', { name: /^Recorded as #\d+$/ })).toBeVisible();
  const [recorded, ...others] = inspectionsOf(station.data);
  expect(others).toEqual([]);
  expect(recorded?.data).toMatchObject({
    source: { kind: 'file', label: 'left jaw.png' },
    verdict: 'defect',
  });
  await screen.side.getByRole('link').click();
  await expect(page.getByRole('region', { name: /^Inspection #/ })).toBeVisible();
});

test('pages are judged one by one; what is no picture is said to be; a dropped file is taken', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const screen = new TryScreen(page);
  await screen.open();
  await modelReady(page);
  const stack = join(folder, 'stack.tiff');
  const raw = { width: 320, height: 480, channels: 3, pageHeight: 240 } as const;
  const pixels = await noise(320, 480).raw().toBuffer();
  await sharp(pixels, { raw }).tiff({ compression: 'lzw' }).toFile(stack);
  await screen.choose(stack);
  await expect(screen.side.getByText('stack.tiff, page 1 of 2')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Picture stack.tiff' })).toBeVisible();
  await screen.side.getByLabel('Page, of 2').selectOption('1');
  await expect(screen.side.getByText('stack.tiff, page 2 of 2')).toBeVisible();

  await screen.drop('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await expect(screen.verdict).toContainText('NO RESULT');
  await expect(screen.side.getByText('drawing.svg')).toBeVisible();
  await look(page, 'try-unreadable');
  expect(inspectionsOf(station.data)).toEqual([]);
});

test('an admin gives a program a token, once; with it the API answers as the screen does', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  await modelReady(page);
  const api = new URL('/api/inspect', station.url).href;
  const body = await noise(640, 480).jpeg().toBuffer();
  const send = async (token: string) =>
    fetch(api, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'image/jpeg' },
      body: new Uint8Array(body),
    });
  expect((await send('loupe_guess')).status).toBe(401);

  await new RoleDrawer(page).become(/^Admin/);
  const screen = new StationScreen(page);
  await screen.open();
  const tokens = await screen.choose('API tokens');
  await tokens.getByLabel('Name of the program').fill('Line 3');
  await tokens.getByRole('button', { name: 'Create token' }).click();
  const token = (await tokens.locator('pre').textContent()) ?? '';
  expect(token).toMatch(/^loupe_[\w-]{43}$/);
  await look(page, 'station-api-token');
  await tokens.getByRole('button', { name: 'I have it' }).click();
  expect(await page.content()).not.toContain(token);

  const said = await send(token);
  expect(said.status).toBe(200);
  expect(await said.json()).toMatchObject({
    file: 'picture',
    verdict: 'defect',
    steps: [{ verdict: 'defect' }],
  });
  expect(inspectionsOf(station.data)).toEqual([]);
  await tokens.getByRole('button', { name: 'Revoke Line 3' }).click();
  await expect(tokens.getByText('Line 3')).toBeHidden();
  expect((await send(token)).status).toBe(401);
  const changes = readJournal(station.data).filter(({ kind }) => kind === 'api-token.changed');
  expect(changes).toMatchObject([
    { by: { id: 'admin' }, data: { name: 'Line 3', change: 'created' } },
    { by: { id: 'admin' }, data: { name: 'Line 3', change: 'revoked' } },
  ]);
  expect(JSON.stringify(readJournal(station.data))).not.toContain(token);
});

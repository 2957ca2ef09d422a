import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBench } from './bench.ts';
import { readJournal } from './journal.ts';
import { look } from './looks.ts';
import { walkTo } from './pages/hands.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { expect, startStation, test } from './station.ts';

test.describe.configure({ timeout: 180_000 });
test.use({ actionTimeout: 20_000 });

const settings = { theme: 'system', idleSeconds: 3600 } as const;

test('alone there is a way to set a registry, for an admin only', async () => {
  await using bench = await openBench({ settings });
  const { page } = bench;
  await new InspectScreen(page).ready();
  await page.keyboard.press('Alt+8');
  await expect(page.getByRole('navigation', { name: 'Screens' }).getByText('Fleet')).toHaveCount(0);
  await new RoleDrawer(page).become(/^Admin/);
  await page.keyboard.press('Alt+8');
  await expect(page.getByText('Only this station. Set a registry in Station')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'This station' })).toContainText('starter v1');
  await walkTo(page, page.getByRole('button', { name: 'Set a registry' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Registry', level: 2 })).toBeVisible();
});

test('with no mouse: a new station is compared and trusted, held, and takes its order; this one is pinned at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-fleet-'));
  const registryFolder = join(folder, 'registry');
  const there = join(folder, 'there');
  for (const each of [registryFolder, there]) mkdirSync(each);
  writeFileSync(join(there, 'settings.json'), JSON.stringify({ registryFolder }));
  const other = await startStation(there);
  try {
    const { stationId, publicKeys } = JSON.parse(readFileSync(join(there, 'station.json'), 'utf8')) as {
      stationId: string;
      publicKeys: string[];
    };
    const digest = createHash('sha256')
      .update(Buffer.from(publicKeys.at(-1)!, 'base64'))
      .digest('hex');
    const fingerprint = digest.slice(0, 16).replaceAll(/.{4}(?=.)/g, '$& ');
    await using bench = await openBench({ settings: { ...settings, registryFolder } });
    const { page, station } = bench;
    await new InspectScreen(page).ready();
    await new RoleDrawer(page).become(/^Admin/);
    await page.keyboard.press('Alt+8');
    const row = page.getByRole('row').filter({ hasText: stationId });
    await expect(row).toContainText('new', { timeout: 60_000 });
    const drawer = page.getByRole('dialog');
    const press = async (name: string, from = drawer) => {
      await walkTo(page, from.getByRole('button', { name, exact: true }).first());
      await page.keyboard.press('Enter');
    };
    const fill = async (label: string, text: string) => {
      const field = drawer.getByLabel(label);
      await walkTo(page, field);
      await field.fill(text);
    };

    // ↓ goes to the list, ↓ to the next row, Enter opens it.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(drawer.getByText(fingerprint)).toBeVisible();
    await walkTo(page, drawer.getByRole('checkbox'));
    await page.keyboard.press('Space');
    await fill('What it is called here', 'Bench B2');
    await look(page, 'fleet-trust', { keepAll: true });
    await press('Trust this station');
    await expect(drawer.getByText('starter v1').first()).toBeVisible({ timeout: 60_000 });
    await press('Hold updates');
    await fill('Reason, for the record', 'audit week');
    await page.keyboard.press('Enter');
    await expect(drawer.getByText(/^Ordered \(serial 1\)/)).toBeVisible();
    await expect(drawer.getByText('Hold updates · audit week')).toBeVisible();

    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await press('Pin v1');
    await fill('Reason, for the record', 'the light is new');
    await page.keyboard.press('Enter');
    await expect(drawer.getByText('Done here.')).toBeVisible();
    await expect(drawer.getByText(/pinned to starter v1/)).toBeVisible();
    await look(page, 'fleet-timeline', { keepAll: true });
    const pinned = readJournal(station.data).find(({ kind }) => kind === 'delivery.pinned');
    expect(pinned?.data).toMatchObject({ name: 'starter', version: 1, why: 'the light is new' });
    await page.keyboard.press('Escape');
    await look(page, 'fleet', { keepAll: true });
  } finally {
    await other.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openBench } from './bench.ts';
import { loupe } from './command.ts';
import { readJournal } from './journal.ts';
import { look } from './looks.ts';
import { FleetScreen } from './pages/fleet.ts';
import { walkTo } from './pages/hands.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { clientOf } from './station-client.ts';
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
    await press('Push now');
    await fill('Model to follow from now on', 'holders');
    await fill('Reason, for the record', 'several are promoted');
    await look(page, 'fleet-push');
    await page.keyboard.press('Enter');
    await expect(drawer.getByText(/holders.*\(not-found\)/)).toBeVisible();
    const pinned = readJournal(station.data).find(({ kind }) => kind === 'delivery.pinned');
    expect(pinned?.data).toMatchObject({ name: 'starter', version: 1, why: 'the light is new' });
    await page.keyboard.press('Escape');
    await look(page, 'fleet', { keepAll: true });
  } finally {
    await other.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('with no mouse: a station that was restored from a backup is followed anew, and what was here of it is kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-fleet-'));
  const registryFolder = join(folder, 'registry');
  const [there, backup] = [join(folder, 'there'), join(folder, 'backup')];
  for (const each of [registryFolder, there]) mkdirSync(each);
  writeFileSync(join(there, 'settings.json'), JSON.stringify({ registryFolder }));
  /** Inspects something over there, and sends it. */
  const inspectThere = async (grey: number) => {
    const picture = join(folder, `${grey}.png`);
    const background = { r: grey, g: grey, b: grey };
    await sharp({ create: { width: 320, height: 180, channels: 3, background } }).toFile(picture);
    expect((await loupe('inspect', picture, '--record', '--data', there)).complaints.at(-1)).toMatch(/^1 /);
    expect((await loupe('sync', '--data', there)).code).toBe(0);
  };
  try {
    await inspectThere(80);
    cpSync(there, backup, { recursive: true });
    await inspectThere(120);
    const { stationId } = JSON.parse(readFileSync(join(there, 'station.json'), 'utf8')) as {
      stationId: string;
    };
    await using bench = await openBench({ settings: { ...settings, registryFolder } });
    const { page, station } = bench;
    await new InspectScreen(page).ready();
    await new RoleDrawer(page).become(/^Admin/);
    const admin = await clientOf(page, 'admin');
    const fleet = new FleetScreen(page);
    await fleet.open();
    await expect(fleet.row(stationId)).toContainText('new', { timeout: 60_000 });
    await fleet.trust(stationId, 'Bench B2');
    const copy = join(station.data, 'stations', stationId);
    const here = (at: string) =>
      existsSync(at) ? readdirSync(at).filter((name) => name.endsWith('.jsonl')) : [];
    const follow = async (is: () => boolean) =>
      expect(async () => {
        await admin.registryAccess.sendNow();
        expect(is()).toBe(true);
      }).toPass({ timeout: 60_000 });
    await follow(() => here(join(copy, 'journal')).length > 1);
    const before = here(join(copy, 'journal'));

    rmSync(there, { recursive: true });
    cpSync(backup, there, { recursive: true });
    await inspectThere(160);
    await follow(() => existsSync(join(copy, 'refused')));
    await expect(fleet.row(stationId)).toContainText('journal parted', { timeout: 60_000 });
    await fleet.row(stationId).getByRole('button').focus();
    await page.keyboard.press('Enter');
    const form = fleet.drawer.getByRole('form', { name: 'Follow anew' });
    await expect(form).toContainText('A second journal goes on under its name');
    await look(page, 'fleet-parted', { keepAll: true });
    const field = form.getByLabel('Reason, for the record');
    await walkTo(page, field);
    await field.fill('its disk was replaced');
    await page.keyboard.press('Enter');
    await expect(form).toBeHidden();
    await follow(() => here(join(copy, 'journal')).some((name) => !before.includes(name)));
    expect(here(join(copy, 'aside', '1'))).toEqual(before);
    expect(readJournal(station.data).find(({ kind }) => kind === 'following.renewed')?.data).toMatchObject({
      ...{ station: stationId, why: 'its disk was replaced' },
    });
    await expect(fleet.drawer).not.toContainText('parted');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

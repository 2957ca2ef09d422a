import { mkdirSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openBench } from './bench.ts';
import { readJournal } from './journal.ts';
import { look } from './looks.ts';
import { walkTo } from './pages/hands.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { expect, test } from './station.ts';

test.describe.configure({ timeout: 180_000 });
test.use({ actionTimeout: 20_000 });

const right = `Basic ${Buffer.from('station-7:open sesame please').toString('base64')}`;

/** Answers as MLflow with accounts does to whoever may read and not write. */
async function readOnlyServer(): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const say = (status: number, type: string, text: string) =>
      response.writeHead(status, { 'content-type': type }).end(text);
    if (request.headers.authorization !== right) return say(401, 'text/plain', 'You are not authenticated.');
    if (request.url === '/version') return say(200, 'text/html; charset=utf-8', '3.18.0');
    const path = request.url ?? '';
    if (path.includes('create')) return say(403, 'text/plain', 'Permission denied');
    const missing = '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"none"}';
    return path.includes('get-by-name')
      ? say(404, 'application/json', missing)
      : say(200, 'application/json', '{}');
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('with no mouse: a server is tried, logged in to and found wanting; sending pauses and says so; a folder takes over', async () => {
  await using bench = await openBench({ settings: { theme: 'system', idleSeconds: 3600 } });
  const { page, station } = bench;
  const { url, server } = await readOnlyServer();
  try {
    await new InspectScreen(page).ready();
    const screen = new StationScreen(page);
    await screen.open();
    const section = await screen.choose('Registry');
    await expect(section.getByText('Read-only. Ask an admin')).toBeVisible();
    await expect(section.getByText('what this station records stays on it')).toBeVisible();
    await new RoleDrawer(page).become(/^Admin/);

    const press = async (name: string | RegExp) => {
      await walkTo(page, section.getByRole('button', { name, exact: true }));
      await page.keyboard.press('Enter');
    };
    const choose = async (name: string) => {
      await walkTo(page, section.getByRole('radio', { checked: true }).first());
      const wanted = section.getByRole('radio', { name, exact: true });
      for (let i = 0; i < 3 && !(await wanted.isChecked()); i++) await page.keyboard.press('ArrowRight');
      await expect(wanted).toBeChecked();
    };
    const type = async (label: string | RegExp, text: string) => {
      const field = section.getByLabel(label, { exact: true });
      await walkTo(page, field);
      await field.fill(text);
    };
    const step = (name: string) =>
      section.getByRole('list', { name: 'Trial' }).getByRole('listitem').filter({ hasText: name });

    await choose('An MLflow server');
    await type('Address of the server', url);
    await press('Try it');
    await expect(step('The login fits')).toContainText('failed');
    await expect(section.getByText('The server does not know this login')).toBeVisible();
    await look(page, 'station-registry-refused', { keepAll: true });

    await type('User', 'station-7');
    await type('Password', 'wrong');
    await page.keyboard.press('Enter');
    await expect(section.getByText('Nothing was changed. Log in with the user')).toBeVisible();
    await type('Password', 'open sesame please');
    await page.keyboard.press('Enter');
    await expect(section.getByText('Logged in: MLflow 3.18.0 took it.')).toBeVisible();
    await expect(section.getByText('User station-7, kept on this station.')).toBeVisible();
    await press('Try it');
    await expect(step('It is MLflow')).toContainText('version 3.18.0');
    await expect(step('It may be written')).toContainText('failed');
    await expect(section.getByText(/Ask the server’s admin for EDIT/)).toBeVisible();

    // Applied all the same: what is to be sent waits, and the status bar says why.
    await screen.apply();
    await press('Log out');
    await expect(section.getByText('No login for this server.')).toBeVisible();
    await press('Send now');
    const slot = page.locator('[data-slot=registry]');
    await expect(slot).toHaveText('! Registry: paused', { timeout: 60_000 });
    await page.keyboard.press('Control+B');
    for (let i = 0; i < 8 && !(await slot.evaluate((one) => one === document.activeElement)); i++)
      await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByText('An admin mends it in Station, Registry')).toBeVisible();
    await expect(section.getByText(/^Sending is paused: it wants another login/)).toBeVisible();
    await look(page, 'station-registry-paused', { keepAll: true });
    await page.keyboard.press('Escape');

    const folder = join(station.data, '..', 'registry');
    mkdirSync(folder);
    await choose('A folder');
    await type(/^Folder, by its whole path/, folder);
    await press('Try it');
    await expect(section.getByText('It can be worked with.')).toBeVisible();
    await look(page, 'station-registry-folder');
    await screen.apply();
    await expect(slot).toHaveText('Registry: folder');
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(1);

    // Who logged in and out is in the record, what is secret nowhere.
    const lines = readJournal(station.data);
    expect(
      lines.flatMap(({ kind, by, data }) =>
        kind === 'registry-login.changed' ? [[by.role, data.login]] : [],
      ),
    ).toEqual([
      ['admin', { url, as: 'station-7' }],
      ['admin', null],
    ]);
    expect(JSON.stringify(lines)).not.toContain('sesame');
  } finally {
    server.close();
  }
});

test('the gate and the margin of a promotion, with what each figure means', async () => {
  await using bench = await openBench({ settings: { theme: 'system', idleSeconds: 3600 } });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new StationScreen(page);
  await screen.open();
  const section = await screen.choose('Promotion');
  await section.getByLabel(/^May do worse on a label/).fill('1.5');
  await section.getByLabel('A gate of this station’s own').press('Space');
  await section.getByLabel('Escapes, at most').fill('0');
  await section.getByLabel('Recall, at least').fill('99.5');
  const draft = page.getByRole('region', { name: 'Draft' });
  await expect(draft).toContainText(
    'as the program has it → Escapes, at most 0; AUROC, at least 0.8; Recall, at least 99.5 %',
  );
  await expect(draft).toContainText('2 % → 1.5 %');
  await look(page, 'station-promotion', { keepAll: true });
  await screen.apply();
  expect(readJournal(station.data).findLast(({ kind }) => kind === 'settings.changed')?.data).toEqual({
    changes: [
      {
        ...{ path: 'promotionGate', from: null },
        to: { minAuroc: 0.8, maxEscapes: 0, minRecall: 0.995 },
      },
      { path: 'promotionMargin', from: 0.02, to: 0.015 },
    ],
  });
});

import { InspectScreen } from './pages/inspect.ts';
import { ModelsScreen } from './pages/models.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { openBench } from './bench.ts';
import { layDataset } from './dataset.ts';
import { readJournal } from './journal.ts';
import { look } from './looks.ts';
import { expect, test } from './station.ts';

// Pictures are judged, and each state is looked at in four pictures.
test.describe.configure({ timeout: 900_000 });

const settings = { theme: 'system', idleSeconds: 3600 } as const;
const judged = { timeout: 120_000 };

test('a QA lead moves limits on the validation pictures, saves them as a version, tests it once, compares it, and an admin promotes it', async () => {
  await using bench = await openBench({
    settings,
    prepare: (data) => layDataset(data, 'needle-holders', { valid: 40, test: 30 }),
  });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^QA/);
  const screen = new ModelsScreen(page);
  await screen.open();
  await expect(page.getByRole('heading', { name: 'How well it does is not known here' })).toBeVisible();
  await look(page, 'models-card-untested');

  // Limits come first, on the validation pictures.
  await screen.view('Thresholds');
  await expect(screen.button('Judge 40 validation pictures')).toBeVisible();
  await screen.judge();
  await expect(screen.counts()).toBeVisible(judged);
  const before = await screen.counts().textContent();
  await screen.limit('Pass').focus();
  const pass = Number(await screen.limit('Pass').getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowRight');
  await expect(screen.limit('Pass')).toHaveAttribute('aria-valuenow', String(round(pass + 0.001)));
  await page.keyboard.press('Shift+ArrowRight');
  await expect(screen.limit('Pass')).toHaveAttribute('aria-valuenow', String(round(pass + 0.011)));
  await page.keyboard.press('Tab');
  await expect(screen.limit('Defect')).toBeFocused();
  const defect = Number(await screen.limit('Defect').getAttribute('aria-valuenow'));
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(screen.limit('Defect')).toHaveAttribute('aria-valuenow', String(round(defect - 0.01)));
  // No key saves, and a wheel moves nothing.
  await page.keyboard.press('Enter');
  await screen.limit('Defect').hover();
  await page.mouse.wheel(0, 300);
  await expect(screen.limit('Defect')).toHaveAttribute('aria-valuenow', String(round(defect - 0.01)));
  await look(page, 'models-thresholds');

  // A draft outlives other screens and other people.
  await page.keyboard.press('Alt+1');
  await new RoleDrawer(page).become(/^Technician/);
  await new RoleDrawer(page).become(/^QA/);
  await screen.open();
  await expect(page.getByText('limits moved, a draft')).toBeVisible();
  await expect(screen.limit('Pass')).toHaveAttribute('aria-valuenow', String(round(pass + 0.011)));
  for (let press = 0; press < 3; press++) await page.keyboard.press('Control+Z');
  await expect(screen.counts()).toHaveText(before ?? '');
  await expect(screen.button(/^Save as/)).toBeHidden();

  await screen.button('Choose the limits for it').click();
  await expect(
    page.getByText(/defect pictures.* cannot prove better than .* For 1 % you need 299/),
  ).toBeVisible();
  await page.getByLabel(/^Why they move/).fill('none of the validation pictures is missed');
  await page.getByLabel(/^Why they move/).press('Enter');
  await look(page, 'models-thresholds-chosen');
  await screen.button('Save as starter version 2').click();
  await expect(screen.card.getByRole('heading', { level: 1 })).toHaveText('starter version 2', judged);
  expect(readJournal(station.data).filter(({ kind }) => kind === 'limits.moved')).toMatchObject([
    { by: { role: 'qa' }, data: { name: 'starter', from: 1, version: 2 } },
  ]);

  // One test of it, by a person; the version before has not seen it.
  await screen.judge();
  await expect(page.getByText(/Test pictures, used once/)).toBeVisible(judged);
  await expect(page.getByRole('row', { name: /^Escapes/ })).toBeVisible();
  await page.getByText('Its own card').click();
  await expect(page.getByText('The network of version 1, unchanged, with other limits.')).toBeVisible();
  await page.getByText('Its own card').click();
  await screen.card.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await look(page, 'models-figures', { keepAll: true });
  await screen.view('Mistakes');
  await expect(page.getByRole('heading', { name: /^Unsure/ })).toBeVisible();
  // Pieces of the smaller camera, by name and with their pictures.
  const rejected = page.getByRole('region', { name: 'False rejects' });
  await rejected.getByRole('button', { name: /^good/ }).first().click();
  await expect(rejected.getByRole('img', { name: /^good\/NH-/ })).toBeVisible();
  await look(page, 'models-mistakes');

  await screen.view('Compare');
  await expect(page.getByText('No test was judged by both.', { exact: false })).toBeVisible();
  await screen.judge();
  await expect(page.getByText(/^starter v2 is .* starter v1 on these 30 pictures/)).toBeVisible(judged);
  await look(page, 'models-compare');

  await screen.view('Promote');
  await expect(page.getByText('Promoting takes an admin.')).toBeVisible(judged);
  await new RoleDrawer(page).become(/^Admin/);
  await expect(page.getByRole('listitem').filter({ hasText: 'Self-test here' })).toContainText(
    'passed',
    judged,
  );
  await screen.promote('Promote v2', 'seen on the test', 2);
  await expect(screen.card.getByText('In use', { exact: true })).toBeVisible(judged);
  const activations = readJournal(station.data).filter(({ kind }) => kind === 'package.activated');
  expect(activations.at(-1)).toMatchObject({ by: { role: 'admin' }, data: { name: 'starter', version: 2 } });
});

test('judging is ended by its button, and nothing of it is kept', async () => {
  await using bench = await openBench({
    settings,
    prepare: (data) => layDataset(data, 'needle-holders', { valid: 60 }),
  });
  const { page } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^QA/);
  const screen = new ModelsScreen(page);
  await screen.open();
  await screen.view('Thresholds');
  await screen.judge();
  await expect(page.getByText(/^Judging: [1-9]\d* of 60 pictures/)).toBeVisible(judged);
  // It goes on while another screen is open.
  await page.keyboard.press('Alt+1');
  await screen.open();
  await expect(page.getByText(/^Judging: \d+ of 60 pictures/)).toBeVisible();
  await screen.button('Cancel').click();
  await expect(screen.button('Judge 60 validation pictures')).toBeVisible();
  await expect(screen.counts()).toBeHidden();
});

const round = (value: number): number => Math.round(value * 1000) / 1000;

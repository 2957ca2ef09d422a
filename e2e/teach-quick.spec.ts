import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screenChord } from '../renderer/keys/keymap.ts';
import { openBench } from './bench.ts';
import { inspectionsOf } from './journal.ts';
import { look } from './looks.ts';
import { ModelsScreen } from './pages/models.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { QuickTeachScreen } from './pages/teach-quick.ts';
import { expect as patient, test } from './station.ts';

// Trained and judged beside whatever else this machine does.
const expect = patient.configure({ timeout: 90_000 });

// Each state is looked at in four pictures; 24 pieces are laid one after the other.
test.describe.configure({ timeout: 600_000 });

const settings = { theme: 'system', idleSeconds: 3600 } as const;

test('24 good pieces: captured, trained, tried live on good and damaged ones, saved', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const rail = page.getByRole('navigation', { name: 'Screens' });
  await expect(rail.getByRole('button', { name: 'Inspect' })).toBeVisible();
  await expect(rail.getByRole('button', { name: 'Teach' })).toBeHidden();
  await new RoleDrawer(page).become(/^QA/);
  const quick = new QuickTeachScreen(page);
  await quick.open();
  await expect(quick.button('Train')).toBeDisabled();
  await expect(quick.button('Try it')).toBeDisabled();
  await look(page, 'teach-quick-empty');

  for (let n = 1; n <= 16; n++) {
    await quick.lay('good');
    await quick.capture();
  }
  // The piece lies there still.
  await page.keyboard.press('Space');
  await expect(quick.told).toContainText('Same view as piece 16.');
  await expect(quick.told).toContainText('Turn it or take another');
  await expect(quick.pieces).toHaveCount(16);
  await expect(page.getByText('20 pieces needed, 16 captured')).toBeVisible();
  await look(page, 'teach-quick-same-view');

  await page.keyboard.press('Delete');
  await expect(quick.pieces).toHaveCount(15);
  await page.keyboard.press('Control+Z');
  await expect(quick.pieces).toHaveCount(16);
  await quick.button('Start anew').click();
  await expect(quick.button('Forget 16 pieces')).toBeVisible();
  await quick.button('Keep them').click();

  // They outlast another screen, another person and the station itself.
  await page.keyboard.press(screenChord('inspect'));
  await new RoleDrawer(page).become(/^Technician/);
  await station.restart();
  await page.goto(station.url);
  await expect(rail.getByRole('button', { name: 'Inspect' })).toBeVisible();
  await new RoleDrawer(page).become(/^QA/);
  await quick.open();
  await expect(quick.pieces).toHaveCount(16);
  // A page that is opened anew begins with the pieces that are captured already.
  for (let n = 1; n <= 16; n++) await quick.button('Next good demo piece').click();
  for (let n = 17; n <= 24; n++) {
    await quick.lay('good');
    await quick.capture();
  }
  await expect(page.getByText('24 of 24 different good pieces')).toBeVisible();
  await expect(quick.button('Capture piece')).toBeDisabled();
  await look(page, 'teach-quick-pieces');

  await page.keyboard.press('Control+Enter');
  const training = page.getByRole('group', { name: 'Training' });
  // On a free machine it is over within seconds: nothing is looked at before the cancel.
  await training.getByRole('button', { name: 'Cancel training' }).click();
  await expect(training).toBeHidden();
  await expect(quick.button('Try it')).toBeDisabled();

  await page.keyboard.press('Control+Enter');
  await expect(training).toContainText('Learning what is normal at each place');
  await look(page, 'teach-quick-training', { brief: true });
  const verdict = page.getByRole('heading', { level: 1, name: /PASS|DEFECT|UNSURE|NO RESULT/ });
  await expect(verdict).toBeVisible({ timeout: 240_000 });
  await expect(page.getByText('TRIAL, not recorded').first()).toBeVisible();
  const said = { good: [] as string[], damaged: [] as string[] };
  for (let n = 0; n < 6; n++)
    for (const kind of ['good', 'damaged'] as const) {
      await quick.lay(kind);
      // The empty fixture is judged on the way; the piece is what stays.
      await page.waitForTimeout(4000);
      said[kind].push((await verdict.textContent())?.replace(/[\d.]/g, '') ?? '');
      if (n === 0) await look(page, `teach-quick-trial-${kind}`);
    }
  console.log(`trial of 6 good and 6 damaged pieces: ${JSON.stringify(said)}`);
  expect(said.damaged.filter((word) => word === 'PASS')).toEqual([]);
  expect(said.good.filter((word) => word === 'DEFECT')).toEqual([]);
  await page.keyboard.press('F3');
  await look(page, 'teach-quick-heat');
  expect(inspectionsOf(station.data)).toEqual([]);

  await quick.button(/^Save/).click();
  await page.getByLabel('Name of the package').fill('Needle Holder');
  await expect(page.getByText('Small letters, digits and hyphens only')).toBeVisible();
  await page.getByLabel('Name of the package').fill('needle-holder');
  await quick.button('Save package').click();
  await expect(page.getByText('Saved as needle-holder v1')).toBeVisible({ timeout: 120_000 });
  await look(page, 'teach-quick-saved');
  const folder = join(station.data, 'models', 'needle-holder', '1');
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['SIGNATURE.json', 'card.md', 'golden']));
  expect(readFileSync(join(folder, 'card.md'), 'utf8')).toContain(
    '24 different good pieces before Demo scene',
  );
  await quick.button('Save package').click();
  await expect(page.getByText('Saved as needle-holder v2')).toBeVisible({ timeout: 120_000 });

  // Out of the field, to the trial, to the pieces.
  for (let n = 0; n < 3; n++) await page.keyboard.press('Escape');
  await expect(quick.pieces).toHaveCount(24);
  await new ModelsScreen(page).open();
  await expect(page.getByText('needle-holder v2').first()).toBeVisible();
});

test('without a camera, and while another window has it, it says so and takes nothing', async () => {
  await using bench = await openBench({ settings, source: 'camera' });
  const { page } = bench;
  await new RoleDrawer(page).become(/^QA/);
  const quick = new QuickTeachScreen(page);
  await quick.open();
  await expect(quick.told).toContainText('No camera.');
  await expect(quick.button('Capture piece')).toBeDisabled();
  await look(page, 'teach-quick-no-camera');
  await page.keyboard.press('Space');
  await expect(quick.pieces).toHaveCount(0);

  const other = await bench.another();
  await new RoleDrawer(other).become(/^QA/);
  const second = new QuickTeachScreen(other);
  await second.open();
  await expect(second.told).toContainText('Another window holds camera and trigger.');
  await expect(second.button('Capture piece')).toBeDisabled();
  await look(other, 'teach-quick-elsewhere');
  await second.button('Take over here').click();
  await expect(quick.told).toContainText('Another window holds camera and trigger.');
});

test('with the disk nearly full nothing is captured', async () => {
  await using bench = await openBench({ settings: { ...settings, diskFloorBytes: 1e15 } });
  const { page } = bench;
  await new RoleDrawer(page).become(/^QA/);
  const quick = new QuickTeachScreen(page);
  await quick.open();
  await expect(quick.told).toContainText('The disk is nearly full.');
  await expect(quick.button('Capture piece')).toBeDisabled();
});

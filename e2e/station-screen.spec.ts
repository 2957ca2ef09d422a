import { typedThrough } from '../renderer/keys/layouts.ts';
import { testCodes } from '../renderer/station/scanner/test-codes.ts';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { expect, test } from './station.ts';
import { openWedge } from './wedge.ts';

test.describe.configure({ timeout: 240_000 });
test.use({ actionTimeout: 20_000 });

test('the scanner test names what is wrong and its cure, then sets the station; the pedal is bound or refused by name', async () => {
  await using bench = await openBench({ settings: { theme: 'system' } });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new StationScreen(page);
  await screen.open();
  const section = await screen.choose('Scanner test');
  const wedge = await openWedge(page);
  const [language, gs1, spaces] = testCodes.map(({ text }) => text) as [string, string, string];
  const status = section.getByRole('status');

  await section.getByRole('button', { name: 'Start the test' }).click();
  await wedge.scan(typedThrough(language, 'US English', 'German'));
  await expect(status).toContainText('y arrived as z: set the scanner to German.');
  await look(page, 'station-scanner-german');
  await wedge.scan(language, 90);
  await expect(status).toContainText('A key came 90 ms after the one before; Loupe needs 80 ms or less.');
  await wedge.scan(` ${language}`);
  await expect(status).toContainText('The scanner sends Space before the code.');
  await wedge.scan(language, 20);
  await expect(status).toContainText('Scan code 2');
  await wedge.scan(gs1, 20);
  await expect(status).toContainText('Scan code 3');
  await wedge.scan(spaces, 24);
  await expect(status).toContainText(
    'The scanner fits. Gap 36 ms; codes end with Enter or Tab; separators arrive.',
  );
  const draft = page.getByRole('region', { name: 'Draft' });
  await expect(draft).toContainText('3 changes');
  await expect(draft).toContainText('Gap of the scanner: 50 ms → 36 ms');
  await look(page, 'station-scanner', { keepAll: true });

  const pedal = await screen.choose('Pedal');
  const bind = pedal.getByRole('button', { name: 'Bind the pedal' });
  await bind.click();
  await page.keyboard.press('F4');
  await expect(pedal).toContainText('F4 already means something on this station');
  await page.keyboard.press('Enter');
  await expect(pedal).toContainText('Enter ends scans or leaves things');
  await wedge.scan('NH-26-000002');
  await expect(pedal).toContainText('Several keys came at once');
  await look(page, 'station-pedal-refused');
  await wedge.pedal('F16');
  await expect(bind).toBeVisible();
  await expect(draft).toContainText('Pedal: F13 → F16');
  await screen.apply();
  expect(readJournal(station.data).findLast(({ kind }) => kind === 'settings.changed')?.data).toEqual({
    changes: [
      { path: 'pedalKey', from: 'F13', to: 'F16' },
      { path: 'scanGapMs', from: 50, to: 36 },
      { path: 'scanEnd', from: 'any', to: 'key' },
      { path: 'scanSeparator', from: false, to: true },
    ],
  });

  await wedge.pedal('F16');
  await expect(page.getByText('Pedal works on Inspect')).toBeVisible();
  await page.keyboard.press('Alt+1');
  await page.waitForTimeout(700);
  await wedge.pedal('F16');
  await expect.poll(() => inspectionsOf(station.data).length).toBe(1);
  expect(inspectionsOf(station.data)[0]?.data.trigger).toBe('pedal');
});

test('every section, as a technician and as an admin; a draft outlives both', async () => {
  await using bench = await openBench({ settings: { theme: 'system' } });
  const { page } = bench;
  await new InspectScreen(page).ready();
  await look(page, 'inspect-first-steps');
  const screen = new StationScreen(page);
  const role = new RoleDrawer(page);
  await page.getByRole('button', { name: 'Step 3: test the scanner' }).click();
  await expect(screen.section('Scanner test')).toBeVisible();
  const list = page.getByRole('navigation', { name: 'Sections' });

  const ids = await screen.choose('ID and tray rules');
  await expect(ids.getByText('Read-only. Ask an admin')).toBeVisible();
  await expect(ids.getByLabel('An ID is required')).toBeDisabled();
  await look(page, 'station-ids-read-only');
  await list.getByRole('button', { name: 'ID and tray rules' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(screen.section('Plan')).toBeVisible();
  await look(page, 'station-plan');

  await role.become(/^Admin/);
  const storage = await screen.choose('Storage and retention');
  await storage.getByLabel(/^Inspecting stops below/).fill('3');
  await expect(page.getByText('Inspecting stops below: 2 GB free → 3 GB free')).toBeVisible();
  await look(page, 'station-storage');
  const sound = await screen.choose('Sound');
  await sound.getByRole('switch').click();
  await expect(page.getByText('Sound: on → off')).toBeVisible();
  await look(page, 'station-sound');

  // Another screen and another role leave the draft as it is; only an admin applies it.
  await page.keyboard.press('Alt+1');
  await role.become(/^Technician/);
  await screen.open();
  const draft = page.getByRole('region', { name: 'Draft' });
  await expect(draft).toContainText('2 changes');
  await expect(draft).toContainText('An admin applies them');
  await expect(draft.getByRole('button', { name: 'Apply' })).toHaveCount(0);
  await draft.getByRole('button', { name: 'Discard' }).click();
  await expect(draft).toBeHidden();

  // The first steps go with the first inspection, or when they are skipped.
  await page.keyboard.press('Alt+1');
  const guide = page.getByRole('navigation', { name: 'First steps' });
  await guide.getByRole('button', { name: 'Skip the first steps' }).focus();
  await page.keyboard.press('Enter');
  await expect(guide).toBeHidden();
});

test('a badge changes the role from any screen: at once without a PIN, else the PIN is asked for', async () => {
  await using bench = await openBench({ settings: { theme: 'system' } });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  const wedge = await openWedge(page);
  const role = page.getByRole('button', { name: 'Change role' });
  await page.keyboard.press('Alt+2');
  await wedge.scan('LOUPE:U:admin');
  await expect(role).toContainText('Admin');
  const screen = new StationScreen(page);
  await screen.open();
  await screen.addPerson('Aylin Kaya', 'qa', '4071');
  await wedge.scan('LOUPE:U:aylin-kaya');
  const drawer = new RoleDrawer(page).drawer;
  await expect(drawer.getByRole('button', { name: 'Go on as Aylin Kaya' })).toBeVisible();
  await expect(role).toContainText('Admin');
  await page.keyboard.press('Escape');
  await wedge.scan('LOUPE:U:nobody-here');
  await expect(drawer).toContainText('Nobody here has the badge nobody-here');
  const signedIn = readJournal(station.data).flatMap((event) =>
    event.kind === 'person.signed-in' ? [event.data.person] : [],
  );
  expect(signedIn).toEqual(['admin']);
});

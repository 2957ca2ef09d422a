import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplePackage } from '../electron/host/models/package.fixture.ts';
import { signPackage } from '../electron/host/models/package.ts';
import { writePackage, type PackageFiles } from '../electron/host/models/folder.ts';
import { openStation } from '../electron/host/station.ts';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { diskOf, layLevels } from './levels.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ModelsScreen } from './pages/models.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { expect, test } from './station.ts';

// Pictures are judged, and each state is looked at in four pictures.
test.describe.configure({ timeout: 900_000 });
const settings = { theme: 'system', idleSeconds: 3600 } as const;
const soon = { timeout: 120_000 };

/** A test of grey pictures, two versions of a model that is right on each, and one that sees no damage: signed here, none judged. */
async function layBench(data: string): Promise<void> {
  const platform = diskOf(data);
  const station = await openStation({ platform, app: '0.1.0' });
  await layLevels(platform);
  const named = (name: string, files: PackageFiles): PackageFiles => {
    const manifest = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as object;
    return new Map(files).set('model.json', new TextEncoder().encode(JSON.stringify({ ...manifest, name })));
  };
  for (const [name, version, files] of [
    ['holders', 1, samplePackage()],
    ['holders', 2, samplePackage({ version: 2, gain: 1.0625 })],
    ['sample', 1, samplePackage({ gain: 0.5 })],
  ] as const)
    await writePackage(platform.files, { name, version }, signPackage(named(name, files), station));
}

test('with no mouse: five checks, a promotion, one that is refused, one that waits for its tray, and back', async () => {
  await using bench = await openBench({
    settings,
    prepare: layBench,
  });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new ModelsScreen(page);
  await screen.open();
  await screen.goTo(/holders v?(ersion )?1/);
  await screen.press('Promote…');
  await expect(screen.check('Gate')).toContainText('failed', soon);
  await expect(screen.check('Self-test here')).toContainText('passed', soon);
  await expect(page.getByText('Checks failed: Gate, Same test, Not worse on any label.')).toBeVisible();
  await expect(screen.button('Promote v1')).toBeDisabled();
  await look(page, 'promote-unjudged');
  await screen.press(/^Judge 18 test pictures$/);
  await expect(screen.check('Not worse')).toContainText('passed', soon);
  await expect(screen.check('Same test')).toContainText(
    'The package in use came with the program: judged alone',
  );
  await screen.type('Promote v1', 'seen on 18 pieces', '2');
  await expect(page.getByText('Type the version number, 1.').first()).toBeVisible();
  await expect(screen.button('Promote v1')).toBeDisabled();
  await page.keyboard.press('Backspace');
  await page.keyboard.type('1');
  await expect(screen.button('Promote v1')).toBeEnabled();
  await look(page, 'promote-ready', { keepAll: true });
  await page.keyboard.press('Enter');
  await expect(screen.card.getByText('In use', { exact: true })).toBeVisible(soon);
  await expect(page.getByText('holders v1 judges from the next inspection on.')).toBeVisible();
  await look(page, 'promote-done');

  // One that sees no damage is held against it on the same test, and stays out.
  await screen.goTo(/sample v?(ersion )?1/);
  await screen.press(/^Judge 18 test pictures$/);
  await expect(screen.check('Not worse')).toContainText('failed', soon);
  await expect(screen.check('Not worse')).toContainText('holders v1', soon);
  await screen.type('Promote v1', 'it is only a wish', '1');
  await expect(screen.button('Promote v1')).toBeDisabled();
  await look(page, 'promote-worse');

  // With a tray open, it takes over after it.
  await screen.goTo(/holders v?(ersion )?2/);
  await screen.press(/^Judge 18 test pictures$/);
  await expect(screen.check('Not worse')).toContainText('passed', soon);
  const inspect = new InspectScreen(page);
  await page.keyboard.press('Alt+1');
  await inspect.scan('LOUPE:T:T7');
  await expect(page.getByText(/^Tray T7 ·/).first()).toBeVisible();
  await screen.open();
  await expect(page.getByText('after the tray T7, in 15 minutes at most')).toBeVisible(soon);
  await screen.type('Promote v2', 'the same, and newer', '2');
  await page.keyboard.press('Enter');
  await expect(
    page.getByText(/^holders v2 takes over when the tray T7 is closed, at \d\d:\d\d at the latest\.$/),
  ).toBeVisible(soon);
  await look(page, 'promote-waits');
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('End');
  await expect(page.getByText(/^Close tray T7\?/)).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByText(/^Tray T7 ·/)).toHaveCount(0);
  await screen.open();
  await expect(screen.card.getByText('In use', { exact: true })).toBeVisible(soon);

  // Back, at once; what lies on the disk and is not what was signed never comes.
  await screen.type('Roll back to holders v1', 'rust was missed', '1');
  await look(page, 'promote-roll-back');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Back to holders v1: it judges from the next inspection on.')).toBeVisible(
    soon,
  );
  await screen.type('Roll back to holders v2', 'it was the light', '2');
  const onnx = join(station.data, 'models', 'holders', '2', 'model.onnx');
  const bytes = readFileSync(onnx);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(onnx, bytes);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/holders v1 keeps running\..*\(not-found\)/)).toBeVisible(soon);
  await look(page, 'promote-refused');

  const journal = readJournal(station.data);
  expect(
    journal.flatMap((event) =>
      event.kind === 'package.activated' ? [[event.data.name, event.data.version, event.data.serial]] : [],
    ),
  ).toEqual([
    ['starter', 1, undefined],
    ['holders', 1, 1],
    ['holders', 2, 2],
    ['holders', 1, 3],
  ]);
  expect(journal.filter(({ kind }) => kind === 'promotion.made')).toHaveLength(3);
  expect(inspectionsOf(station.data)).toEqual([]);
});

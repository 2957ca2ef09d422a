import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { samplePackage } from '../electron/host/models/package.fixture.ts';
import { signPackage } from '../electron/host/models/package.ts';
import { brightness } from '../electron/host/models/sample.fixture.ts';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { walkTo } from './pages/hands.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ModelsScreen } from './pages/models.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { expect, test } from './station.ts';

// Each state is looked at in four pictures.
test.describe.configure({ timeout: 240_000 });

const settings = { theme: 'system' } as const;
const soon = { timeout: 60_000 };
let folder: string;
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'loupe-models-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('somebody’s model: asked, tried on the live picture, saved, put in use and taken back', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await expect(page.getByRole('button', { name: 'Models' })).toBeHidden();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new ModelsScreen(page);
  await screen.open();
  const starter = (await screen.card.getByRole('heading', { level: 1 }).textContent()) ?? '';
  expect(starter).toContain('In use');
  await look(page, 'models-card');

  const file = join(folder, 'Bright Jaw.onnx');
  writeFileSync(file, brightness());
  await screen.choose(file);
  await expect(screen.form.getByText('3 things are in no file. Say them here.')).toBeVisible();
  await expect(screen.button('Save')).toBeDisabled();
  await look(page, 'models-asked');

  await screen.form.getByLabel('Resized for training').selectOption('cv2-linear/u8');
  await screen.form.getByLabel('Pixel values').selectOption('0-1');
  await screen.form.getByLabel(/^Classes: 2/).fill('whole:pass\ndark:defect');
  await screen.form.getByLabel(/^Limits/).fill('0.7, 0.3');
  await expect(screen.form.getByText('Two scores from 0 to 1')).toBeVisible();
  await screen.form.getByLabel(/^Limits/).fill('0.2, 0.9');
  await expect(screen.form.getByText('Everything is known.')).toBeVisible();

  await screen.button('Try on the live picture').click();
  await expect(page.getByText('TRIAL, not recorded')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'UNSURE' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'The picture that was tried' })).toBeVisible();
  await look(page, 'models-tried');
  expect(inspectionsOf(station.data)).toEqual([]);

  await screen.button('Save').click();
  await expect(screen.card.getByRole('heading', { level: 1 })).toHaveText('bright-jaw version 1');
  const activations = () => readJournal(station.data).filter(({ kind }) => kind === 'package.activated');
  expect(activations()).toHaveLength(1);

  await screen.useWithoutProof('we saw it on 40 pieces', 1);
  await expect(screen.card.getByText('In use', { exact: true })).toBeVisible();
  await screen.view('Card');
  await screen.button('Roll back to starter v1…').click();
  await screen.promote('Roll back to starter v1', 'it was no better', 1);
  await expect(page.getByText('Back to starter v1: it judges from the next inspection on.')).toBeVisible(
    soon,
  );
  await expect(screen.card.getByText('In use', { exact: true })).toBeHidden();
  expect(activations().slice(1)).toMatchObject([
    {
      by: { id: 'admin' },
      data: { name: 'bright-jaw', version: 1, why: 'without proof: we saw it on 40 pieces' },
    },
    { by: { id: 'admin' }, data: { why: 'it was no better', previous: { name: 'bright-jaw' } } },
  ]);
  expect(inspectionsOf(station.data)).toEqual([]);
});

test('what is no model is refused with the reason, and what judged goes on; nobody but an admin brings one', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new ModelsScreen(page);
  await screen.open();
  await screen.drop('hostile.onnx', brightness().subarray(0, 200));
  await expect(page.getByText(/^This model is refused: .+\(model-refused\)$/)).toBeVisible();
  await expect(screen.button('Save')).toBeDisabled();
  await expect(screen.button('Try on the live picture')).toBeDisabled();
  await look(page, 'models-refused');

  // A file that is let go leaves nothing; one that is kept waits while somebody else is at the station.
  await screen.button('Discard').click();
  await expect(screen.card.getByText('In use', { exact: true })).toBeVisible();
  await screen.drop('brought.onnx', brightness());
  await expect(screen.form.getByText('3 things are in no file.')).toBeVisible();
  await screen.form.getByLabel('Name').fill('kept');
  await new RoleDrawer(page).become(/^Technician/);
  await expect(page.getByText('This needs the role qa.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Models' })).toBeHidden();
  await new RoleDrawer(page).become(/^QA/);
  await expect(screen.card).toBeVisible();
  await expect(screen.button(/^Add a model/)).toBeHidden();
  await expect(screen.button(/^Roll back|^Promote/)).toBeHidden();
  await new RoleDrawer(page).become(/^Admin/);
  await expect(screen.form.getByLabel('Name')).toHaveValue('kept');
  await screen.button('Discard').click();
  await expect(screen.card).toBeVisible();
  expect(readdirSync(join(station.data, 'models', 'starter'))).toEqual(['1']);
  expect(readdirSync(join(station.data, 'models')).toSorted()).toEqual(['active.json', 'starter']);
});

test('with no mouse: a file is chosen, its questions answered, and the package saved', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new ModelsScreen(page);
  await screen.open();
  const file = join(folder, 'brought.onnx');
  writeFileSync(file, brightness());
  await screen.choose(file);
  await expect(screen.form.getByText('3 things are in no file. Say them here.')).toBeVisible();

  await walkTo(page, screen.form.getByLabel('Resized for training'));
  await page.keyboard.press('ArrowDown');
  await walkTo(page, screen.form.getByLabel('Pixel values'));
  await page.keyboard.press('ArrowDown');
  await walkTo(page, screen.form.getByLabel(/^Classes: 2/));
  await page.keyboard.type('a:pass', { delay: 100 });
  await page.keyboard.press('Enter');
  await page.keyboard.type('b:defect', { delay: 100 });
  await expect(screen.form.getByText('Everything is known.')).toBeVisible();
  await walkTo(page, screen.button('Save'));
  await page.keyboard.press('Enter');
  await expect(screen.card.getByRole('heading', { level: 1 })).toHaveText('brought version 1');
  await page.keyboard.press('ArrowDown');
  await expect(screen.card.getByRole('heading', { level: 1 })).toContainText('starter');
  await page.keyboard.press('ArrowUp');
  await expect(screen.card.getByRole('heading', { level: 1 })).toHaveText('brought version 1');
  expect(readdirSync(join(station.data, 'models', 'brought', '1')).toSorted()).toEqual([
    'MLmodel',
    'SIGNATURE.json',
    'card.md',
    'conda.yaml',
    'golden',
    'model.json',
    'model.onnx',
    'python_env.yaml',
    'requirements.txt',
  ]);
});

test('a package of another station comes in once an admin trusts its key, and leaves with it', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const theirs = signPackage(samplePackage(), {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  });
  const brought = join(folder, 'theirs');
  for (const [path, bytes] of theirs) {
    mkdirSync(dirname(join(brought, path)), { recursive: true });
    writeFileSync(join(brought, path), bytes);
  }
  const models = new ModelsScreen(page);
  await models.open();
  await models.chooseFolder(brought);
  await expect(
    page.getByText(/signed with the key [0-9a-f]{32}, which this station does not trust/),
  ).toBeVisible();

  const screen = new StationScreen(page);
  await screen.open();
  await screen.choose('Trusted keys');
  const keys = screen.section('Trusted keys');
  await expect(keys.getByText('No key of anybody else.')).toBeVisible();
  await keys.getByLabel('Whose key it is').fill('Bench 2');
  await keys.getByLabel('Public key').fill('no key');
  await keys.getByRole('button', { name: 'Trust this key' }).click();
  await expect(keys.getByText(/an Ed25519 public key.*\(bad-input\)/)).toBeVisible();
  await keys.getByLabel('Public key').fill(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  await keys.getByRole('button', { name: 'Trust this key' }).click();
  await expect(keys.getByRole('cell', { name: 'Bench 2', exact: true })).toBeVisible();
  await look(page, 'station-trusted-keys');

  await models.open();
  await models.chooseFolder(brought);
  await expect(models.card.getByText('Bench 2')).toBeVisible();
  await look(page, 'models-of-another');
  await models.useWithoutProof('they saw it on 400 pieces', 1);
  await expect(models.card.getByText('In use', { exact: true })).toBeVisible();

  // While it judges, its key stays.
  await screen.open();
  await screen.choose('Trusted keys');
  await keys.getByRole('button', { name: 'Remove Bench 2' }).click();
  await expect(keys.getByText(/is in use and signed with that key/)).toBeVisible();
  await models.open();
  await models.promote('Roll back to starter v1', 'only a test', 1);
  await expect(page.getByText('Back to starter v1: it judges from the next inspection on.')).toBeVisible(
    soon,
  );
  await expect(page.getByText('trusted by Bench 2')).toBeVisible();
  await screen.open();
  await screen.choose('Trusted keys');
  await keys.getByRole('button', { name: 'Remove Bench 2' }).click();
  await expect(keys.getByText('No key of anybody else.')).toBeVisible();
  await models.open();
  await expect(page.getByText('trusted by this station')).toBeVisible();
  await expect(page.getByText('trusted by Bench 2')).toBeHidden();
  expect(readJournal(station.data).filter(({ kind }) => kind === 'trusted-key.changed')).toMatchObject([
    { by: { id: 'admin' }, data: { name: 'Bench 2', change: 'added' } },
    { by: { id: 'admin' }, data: { name: 'Bench 2', change: 'removed' } },
  ]);
});

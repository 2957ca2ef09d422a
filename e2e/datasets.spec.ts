import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBench } from './bench.ts';
import { look } from './looks.ts';
import { DatasetsScreen } from './pages/datasets.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { inFolder, maskOf, pictureOf, seeds, tinyPictures, writeFolder, yoloOf } from './picture-folders.ts';
import { expect, test } from './station.ts';

// Each state is looked at in four pictures.
test.describe.configure({ timeout: 300_000 });
test.use({ actionTimeout: 20_000 });

const settings = { theme: 'system', idleSeconds: 3600 } as const;
let folder: string;
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'loupe-datasets-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shared = process.env['LOUPE_DATA'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

/** A station with its Datasets screen open for a QA lead. */
async function openDatasets() {
  const bench = await openBench({ settings });
  // Whether a model can judge yet is nothing to a dataset.
  await expect(bench.page.getByRole('button', { name: 'Change role' })).toContainText('Technician');
  await new RoleDrawer(bench.page).become(/^QA/);
  const screen = new DatasetsScreen(bench.page);
  await screen.open();
  return { bench, page: bench.page, screen };
}

test('a folder becomes a dataset: what is wrong is seen, mended, split, frozen, exported; a technician has no such screen', async () => {
  const { bench, page, screen } = await openDatasets();
  await using _ = bench;
  await expect(page.getByText('No datasets. Import a folder, or freeze reviewed samples')).toBeVisible();
  await look(page, 'datasets-empty');

  // Three pieces are on both sides, and one picture is called good and scratched.
  const set = await writeFolder(join(folder, 'Needle holders'), {
    ...inFolder('train/good', seeds(1, 10)),
    ...inFolder('train/scratched', seeds(2, 8)),
    ...inFolder('test/good', [...seeds(101, 4), 1, 3]),
    ...inFolder('test/scratched', [...seeds(102, 3), 2]),
    'train/good/strange.png': 2,
    'train/good/torn.png': (await pictureOf(5)).subarray(0, 400),
    'film.mp4': 'not a picture',
  });
  await screen.chooseFolder(set);
  await expect(screen.form).toContainText('It looks like a folder per class');
  await expect(screen.form).toContainText('good 18');
  await expect(screen.form).toContainText('Not copied: 1 file');
  await expect(screen.form.getByLabel('Name')).toHaveValue('needle-holders');
  await look(page, 'datasets-import');
  await screen.button('Import').click();

  await expect(screen.name).toHaveText('needle-holders');
  await expect(screen.finding('3 pictures in both train and test')).toContainText('Blocks training:');
  await expect(screen.finding('1 file that cannot be read')).toContainText('Blocks training:');
  await expect(page.getByRole('list', { name: 'Not part of it' })).toContainText('film.mp4');
  await look(page, 'datasets-checks');
  await page.getByRole('button', { name: 'Show 3 pictures in both train and test' }).click();
  await expect(screen.finding('3 pictures in both train and test').getByRole('figure')).toHaveCount(6);
  await expect(page.getByRole('img', { name: 'train/good/1.png' })).toBeVisible();
  await look(page, 'datasets-offenders', { keepAll: true });

  await page.getByRole('button', { name: /^Keep in train only: 3 pictures/ }).click();
  await expect(screen.finding('3 pictures in both train and test')).toBeHidden();
  await screen.button(/^Undo/).click();
  await expect(screen.finding('3 pictures in both train and test')).toBeVisible();
  await page.getByRole('button', { name: /^Keep in train only: 3 pictures/ }).click();
  await expect(screen.finding('3 pictures in both train and test')).toBeHidden();
  await page.getByRole('button', { name: /^Quarantine: 1 picture with two different labels/ }).click();
  await expect(screen.finding('1 picture with two different labels')).toBeHidden();
  await page.getByRole('button', { name: /^Quarantine: 1 file that cannot be read/ }).click();
  await expect(page.getByText('Blocks training:')).toBeHidden();

  await screen.tab('Pictures');
  await page.getByRole('combobox', { name: 'Class' }).selectOption('scratched');
  await expect(page.getByRole('search', { name: 'Filter pictures' })).toContainText(/^.*\d+ pictures/);
  await screen.grid.getByRole('gridcell').first().click();
  await expect(page.getByRole('complementary', { name: 'Picture' })).toContainText('scratched');
  await look(page, 'datasets-pictures', { keepAll: true });

  await screen.tab('Split');
  await page.getByRole('form', { name: 'Split' }).getByLabel('valid, %').fill('25');
  await screen.button('Split').click();
  await expect(page.getByRole('row', { name: /^All classes/ })).not.toContainText(/\b0\b/);
  await page.getByLabel('scratched means').selectOption('info');
  await expect(page.getByLabel('scratched means')).toHaveValue('info');
  await page.getByLabel('scratched means').selectOption('defect');
  await look(page, 'datasets-split');

  await screen.button('Freeze').click();
  await expect(page.getByText(/^Frozen\. [0-9a-f]{8}…$/)).toBeVisible();
  await expect(screen.button('Freeze')).toBeDisabled();
  await screen.tab('Card');
  await expect(page.getByRole('article', { name: 'Dataset card' })).toContainText('needle-holders');
  await look(page, 'datasets-card');

  await page.keyboard.press('Control+E');
  await page
    .getByRole('menuitem', { name: /^YOLO|folder per class/ })
    .first()
    .click();
  await expect(page.getByText(/^Exported as .* in exports\//)).toBeVisible();
  expect(readdirSync(join(bench.station.data, 'exports'))).toHaveLength(1);
  await look(page, 'datasets-exported');

  await new RoleDrawer(page).become(/^Technician/);
  await expect(page.getByText('This needs the role qa.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Datasets' })).toBeHidden();
});

test('a batch is looked at before it is added; boxes and masks are drawn over their pictures', async () => {
  const { bench, page, screen } = await openDatasets();
  await using _ = bench;
  const yolo = async (of: readonly number[]) =>
    Object.fromEntries(
      (
        await Promise.all(
          of.map(async (seed) => [
            [`images/${seed}.png`, seed],
            [`labels/${seed}.txt`, yoloOf(seed)],
          ]),
        )
      ).flat(),
    ) as Record<string, number | string>;
  const first = await writeFolder(join(folder, 'boxed'), {
    ...(await yolo(seeds(2, 6))),
    'classes.txt': 'scratch\n',
  });
  await screen.chooseFolder(first);
  await expect(screen.form).toContainText('It looks like YOLO');
  await screen.button('Import').click();
  await expect(screen.name).toHaveText('boxed');
  await screen.tab('Pictures');
  await expect(screen.grid.locator('svg rect').first()).toBeVisible();

  const second = await writeFolder(join(folder, 'more'), {
    ...(await yolo(seeds(10, 5))),
    'classes.txt': 'scratch\n',
  });
  await screen.addFolder(second);
  await screen.button('Look at what it adds').click();
  await expect(page.getByText('3 new pictures, 2 already there. Nothing is added yet.')).toBeVisible();
  await look(page, 'datasets-add');
  await screen.button('Add 3 pictures').click();
  await expect(page.getByText('9 pictures for finding things by boxes.')).toBeVisible();

  const masked = await writeFolder(
    join(folder, 'masked'),
    Object.fromEntries(
      (
        await Promise.all(
          seeds(2, 6).map(async (seed) => [
            [`images/${seed}.png`, seed],
            [`masks/${seed}.png`, await maskOf(seed)],
          ]),
        )
      ).flat() as [string, number | Uint8Array][],
    ),
  );
  await screen.chooseFolder(masked);
  await expect(screen.form).toContainText('It looks like pictures and masks in pairs');
  await screen.form.getByLabel('What the values of a mask mean').fill('0 = background\n1 = scratch');
  await screen.button('Import').click();
  await expect(screen.name).toHaveText('masked');
  await screen.tab('Pictures');
  await screen.grid.getByRole('gridcell').first().click();
  await expect(page.getByRole('complementary', { name: 'Picture' }).locator('img')).toHaveCount(2);
  await look(page, 'datasets-masks', { keepAll: true });
});

test('pictures of the live camera go straight into a class, and the last one comes back out', async () => {
  const { bench, page, screen } = await openDatasets();
  await using _ = bench;
  await screen.button('Collect from the camera').click();
  await page.getByLabel('Name').fill('from-the-bench');
  await expect(screen.button(/^Capture/)).toBeEnabled();
  await page.keyboard.press('Escape');
  for (let count = 1; count <= 3; count++) {
    await page.keyboard.press('Space');
    await expect(
      page.getByRole('button', { name: `good, ${count} picture${count > 1 ? 's' : ''}` }),
    ).toBeVisible();
    await expect(screen.button(/^Capture/)).toBeEnabled();
  }
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'defect, 1 picture' })).toBeVisible();
  await look(page, 'datasets-collect', { keepAll: true });
  await expect(screen.button(/^Take back/)).toBeEnabled();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: 'defect, 0 pictures' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(screen.name).toHaveText('from-the-bench');
  await expect(page.getByText('3 pictures for telling classes apart.')).toBeVisible();
});

test('with no mouse: import, walk the list and the tabs, mend, undo, and look at the pictures', async () => {
  const { bench, page, screen } = await openDatasets();
  await using _ = bench;
  const keys = page.keyboard;
  for (const name of ['first', 'second']) {
    const set = await writeFolder(join(folder, name), {
      ...inFolder('train/good', seeds(name === 'first' ? 1 : 41, 5)),
      ...inFolder('train/scratched', seeds(name === 'first' ? 2 : 42, 5)),
      ...inFolder('test/good', [name === 'first' ? 1 : 41]),
    });
    await screen.chooseFolder(set);
    await expect(screen.form).toContainText('It looks like a folder per class');
    await screen.walkTo(screen.button('Import'));
    await keys.press('Enter');
    await expect(screen.name).toHaveText(name);
  }
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await keys.press('ArrowUp');
  await expect(screen.name).toHaveText('first');
  await keys.press('Enter');
  await expect(page.getByRole('tab', { name: 'Checks' })).toBeFocused();
  await screen.walkTo(page.getByRole('button', { name: /^Keep in train only/ }));
  await keys.press('Enter');
  await expect(page.getByText('Blocks training:')).toBeHidden();
  await keys.press('Control+Z');
  await expect(page.getByText('Blocks training:')).toBeVisible();
  await screen.walkTo(page.getByRole('tab', { name: 'Checks' }));
  await keys.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Pictures' })).toBeFocused();
  await screen.walkTo(screen.grid);
  await keys.press('ArrowRight');
  await keys.press('ArrowRight');
  await keys.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Picture' })).toBeVisible();
  await keys.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Picture' })).toBeHidden();
  await keys.press('Control+F');
  await expect(page.getByRole('combobox', { name: 'Class' })).toBeFocused();
});

test('casting-small: exactly 27 pictures are in both splits, and it blocks', async () => {
  const set = join(shared, 'casting-small');
  test.skip(!existsSync(set), 'the shared data is not here');
  const { bench, page, screen } = await openDatasets();
  await using _ = bench;
  await screen.chooseFolder(set);
  await screen.button('Import').click();
  await expect(screen.name).toHaveText('casting-small', { timeout: 120_000 });
  await expect(screen.finding('27 pictures in both train and test')).toContainText('Blocks training:');
  await page.getByRole('button', { name: 'Show 27 pictures in both train and test' }).click();
  await expect(screen.finding('27 pictures in both train and test').locator('img').first()).toBeVisible();
  await look(page, 'datasets-casting');
});

const full = process.env['LOUPE_FULL'] === '1';
const many = full ? 10_000 : 400;
test(`${many} pictures are brought, stopped half way and brought again, and walked through to the last one`, async () => {
  test.setTimeout(full ? 3_600_000 : 300_000);
  const { bench, page, screen } = await openDatasets();
  await using _ = bench;
  const set = join(folder, 'many');
  await writeFolder(set, await tinyPictures(many));
  await page.evaluate(() => {
    const seen = { longest: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
    }).observe({ type: 'longtask' });
  });
  await screen.chooseFolder(set);
  await expect(screen.form).toContainText(`${many.toLocaleString('en')} pictures`, { timeout: 120_000 });
  await screen.button('Import').click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await screen.button('Cancel').click();
  await expect(screen.form).toBeVisible();
  await expect(page.getByRole('list', { name: 'Datasets' }).getByRole('button')).toHaveCount(0);

  // Who looks elsewhere meanwhile loses nothing.
  await screen.button('Import').click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.keyboard.press('Alt+2');
  await screen.open();
  await expect(screen.name).toHaveText('many', { timeout: full ? 3_000_000 : 200_000 });
  await screen.tab('Pictures');
  await screen.walkTo(screen.grid);
  await page.keyboard.press('End');
  const last = screen.grid.locator(`#picture-${many - 1}`);
  await expect(last).toHaveAttribute('aria-selected', 'true');
  await expect(last.getByRole('img')).toBeVisible();
  expect(await screen.grid.getByRole('gridcell').count()).toBeLessThan(80);
  if (full) await look(page, 'datasets-many', { brief: true });
  const longest = await page.evaluate(
    () => (window as unknown as { seen: { longest: number } }).seen.longest,
  );
  test.info().annotations.push({ type: 'longest task', description: `${Math.round(longest)} ms` });
  console.log(`longest task of the page with ${many} pictures: ${Math.round(longest)} ms`);
});

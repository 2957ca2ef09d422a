import type { Locator, Page } from '@playwright/test';
import { canTrain } from '../electron/cli/places.fixture.ts';
import { screenChord } from '../renderer/keys/keymap.ts';
import { openBench } from './bench.ts';
import { importDemo } from './demo-pictures.ts';
import { look } from './looks.ts';
import { ModelsScreen } from './pages/models.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StatusBar } from './pages/status-bar.ts';
import { FullTeachScreen } from './pages/teach-full.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

// Each state is looked at in four pictures, and a run takes its time.
test.describe.configure({ timeout: 900_000 });

const settings = { theme: 'system' } as const;
const library = 'TensorFlow’s library is missing here (loupe setup training)';

test('with nothing there yet each step says what to do', async () => {
  await using bench = await openBench({ settings });
  const { page } = bench;
  await begin(page);
  const screen = new FullTeachScreen(page);
  await screen.open();
  await expect(screen.content.getByText('No datasets.')).toBeVisible();
  await look(page, 'teach-full-empty');
  await screen.step('Train');
  await expect(screen.content.getByText('Before it can train:')).toBeVisible();
  await screen.content.getByRole('button', { name: 'Dataset', exact: true }).last().click();
  await expect(screen.content.getByText('No datasets.')).toBeVisible();
  await screen.step('Evaluate');
  await expect(screen.content.getByText('No run is chosen.')).toBeVisible();
  await screen.step('Compare');
  await expect(screen.content.getByText('No runs yet.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(screen.content.getByText('No run is chosen.')).toBeVisible();
});

test('a dataset that blocks says why, and cannot be chosen', async () => {
  await using bench = await openBench({ settings });
  const { page } = bench;
  await begin(page);
  await importDemo(await clientOf(page, 'qa-lead'), { name: 'leaky', pieces: 10, leak: true });
  const screen = new FullTeachScreen(page);
  await screen.open();
  await expect(screen.dataset('leaky')).toBeDisabled();
  await expect(screen.content.getByText('1 finding blocks training.')).toBeVisible();
  await expect(screen.content.getByText(/test\/good\/again\.png/)).toBeVisible();
  await expect(screen.content.getByRole('link', { name: 'Mend it in Datasets' })).toBeVisible();
  await look(page, 'teach-full-blocked');
});

test('with no mouse: a classifier from a dataset, its recipe changed, its run watched, evaluated and compared', async () => {
  test.skip(!canTrain, library);
  await using bench = await openBench({ settings });
  const { page } = bench;
  await beginWithPieces(page);
  const screen = new FullTeachScreen(page);
  await screen.open();
  await walkTo(page, screen.dataset('needle-holders'));
  await page.keyboard.press('Enter');
  await expect(screen.dataset('needle-holders')).toHaveAttribute('aria-pressed', 'true');
  await look(page, 'teach-full-dataset');

  await walkTo(page, screen.button('Next: Task'));
  await page.keyboard.press('Enter');
  const grid = screen.content.getByRole('group', { name: 'Augmented pictures, the originals above' });
  await expect(grid.getByRole('img')).toHaveCount(12);
  await retype(page, screen.content.getByLabel('Highest learning rate'), '5');
  await expect(screen.content.getByText('Task: Highest learning rate: at most 1')).toBeVisible();
  await expect(screen.button(/^Train Ctrl/)).toBeDisabled();
  await look(page, 'teach-full-task');
  await retype(page, screen.content.getByLabel('Highest learning rate'), '0.01');
  await retype(page, screen.content.getByLabel('Epochs'), '8');
  await retype(page, screen.content.getByLabel('Pictures a step'), '8');
  await retype(page, screen.content.getByLabel('Width, pixels'), '32');
  await retype(page, screen.content.getByLabel('Height, pixels'), '32');
  await page.keyboard.press('Escape');
  await expect(screen.button(/^Train Ctrl/)).toBeEnabled();

  // Whoever leaves, and whoever else is at the station in between, loses nothing.
  await new RoleDrawer(page).become(/^Technician/);
  await expect(screen.steps).toBeHidden();
  await new RoleDrawer(page).become(/^QA/);
  await page.keyboard.press('Alt+2');
  await page.keyboard.press(screenChord('teach'));
  await expect(screen.content.getByLabel('Epochs')).toHaveValue('8');

  await walkTo(page, screen.button('Next: Minutes'));
  await page.keyboard.press('Enter');
  await expect(screen.content.getByLabel('Name of the package')).toHaveValue('needle-holders');
  await retype(page, screen.content.getByLabel('Seed'), '7');
  await page.keyboard.press('Escape');
  await look(page, 'teach-full-minutes');
  await page.keyboard.press('Control+Enter');
  await screen.ended('Done');
  await expect(screen.content.getByRole('status')).toHaveText(/^Done\. needle-holders version 1 is stored/);
  const chart = screen.content.getByRole('slider', { name: /^Loss by epoch/ });
  await walkTo(page, chart);
  await page.keyboard.press('End');
  await expect(chart).toHaveAttribute('aria-valuetext', /^Epoch 8: training [\d.]+, validation [\d.]+$/);
  await expect(
    screen.content.getByRole('region', { name: 'Sample predictions' }).getByRole('img').first(),
  ).toBeVisible();
  await expect(
    screen.content.getByRole('img', { name: 'Augmented pictures, the originals above' }),
  ).toBeVisible();
  await look(page, 'teach-full-trained');
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+E');
  await page.keyboard.press('Enter');
  expect((await download).suggestedFilename()).toBe('loupe-loss-by-epoch.svg');

  await walkTo(page, screen.button('Evaluate').last());
  await page.keyboard.press('Enter');
  const figures = screen.content.getByRole('table', { name: 'Figures on the test pictures' });
  await expect(
    figures.getByRole('row', { name: /^Escapes: defects that passed \d+ of 8 [\d.]+ % to [\d.]+ %$/ }),
  ).toBeVisible();
  await expect(screen.content.getByRole('heading', { name: 'Limits' })).toBeVisible();
  await expect(screen.content.getByRole('heading', { name: 'What the pictures cannot prove' })).toBeVisible();
  await look(page, 'teach-full-evaluated');

  // A second run, with another seed; the first one is still there.
  await screen.step('Minutes');
  await retype(page, screen.content.getByLabel('Seed'), '8');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await expect(screen.content.getByRole('status')).toHaveText(/needle-holders version 2 is stored/, {
    timeout: 180_000,
  });
  await screen.step('Compare');
  const runs = screen.content.getByRole('table', { name: 'Runs' });
  const boxes = runs.getByRole('checkbox');
  await expect(boxes).toHaveCount(2);
  await walkTo(page, boxes.first());
  await page.keyboard.press('Space');
  await expect(boxes.first()).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(boxes.last()).toBeChecked();
  const differing = screen.content.getByRole('table', { name: 'Parameters that differ' });
  await expect(differing.getByRole('row', { name: '≠ Seed 8 7' })).toBeVisible();
  await expect(screen.content.getByRole('slider', { name: /^Training loss by epoch/ })).toBeVisible();
  await look(page, 'teach-full-compared');

  // Both versions keep the curves of their runs, until a run is forgotten.
  const models = new ModelsScreen(page);
  await models.open();
  await walkTo(page, page.getByRole('button', { name: /needle-holders v1/ }));
  await page.keyboard.press('Enter');
  await walkTo(page, page.getByRole('tab', { name: 'Card' }));
  await page.keyboard.press('ArrowRight');
  await expect(models.card.getByRole('slider', { name: /^Loss by epoch/ })).toBeVisible();
  await expect(models.card.getByRole('slider', { name: /^Validation accuracy by epoch/ })).toBeVisible();
  const taught = models.card.getByLabel('How it was trained');
  await expect(taught.getByText('quick, changed')).toBeVisible();
  await expect(
    models.card.getByRole('img', { name: 'Augmented pictures, the originals above' }),
  ).toBeVisible();
  await look(page, 'models-curves');
  const client = await clientOf(page, 'qa-lead');
  const first = (await client.training.list()).at(-1)!;
  await client.training.remove({ run: first.id });
  await models.view('Card');
  await models.view('Curves');
  await expect(
    models.card.getByText(`The run ${first.id} that made it is not on this station`),
  ).toBeVisible();
  await look(page, 'models-curves-forgotten');
  await page
    .getByRole('navigation', { name: 'Packages' })
    .getByRole('button', { name: /^starter v1/ })
    .click();
  await expect(models.card.getByText(/names no training run/)).toBeVisible();
});

test('several trainings of one recipe: each is told, and the best becomes the package', async () => {
  test.skip(!canTrain, library);
  await using bench = await openBench({ settings });
  const { page } = bench;
  await beginWithPieces(page);
  const screen = new FullTeachScreen(page);
  await screen.open();
  await screen.dataset('needle-holders').click();
  await screen.step('Task');
  await retype(page, screen.content.getByLabel('Epochs'), '4');
  await retype(page, screen.content.getByLabel('Pictures a step'), '8');
  await retype(page, screen.content.getByLabel('Width, pixels'), '32');
  await retype(page, screen.content.getByLabel('Height, pixels'), '32');
  await page.keyboard.press('Escape');
  await screen.step('Minutes');
  await screen.content.getByLabel('How often').selectOption({ label: 'From several seeds' });
  await retype(page, screen.content.getByLabel('Trainings'), '1');
  await expect(screen.content.getByText('Minutes: A whole number from 2 to 50.')).toBeVisible();
  await retype(page, screen.content.getByLabel('Trainings'), '3');
  await retype(page, screen.content.getByLabel('Seed'), '7');
  await page.keyboard.press('Escape');
  await look(page, 'teach-full-several');
  await page.keyboard.press('Control+Enter');
  await expect(screen.content.getByRole('status')).toHaveText(/^Training 2 of 3 \(seed 8\)\./, {
    timeout: 180_000,
  });
  await look(page, 'teach-full-several-training', { brief: true });
  await screen.ended('Done');
  const trainings = screen.content.getByRole('table', { name: 'Trainings done' });
  await expect(trainings.getByRole('row', { name: /^seed [789]/ })).toHaveCount(3);
  await expect(trainings.getByRole('row', { name: /\(best\)/ })).toHaveCount(1);
  await expect(screen.content.getByText(/^Validation accuracy .* deviation/)).toBeVisible();
  await look(page, 'teach-full-several-trained');
  await walkTo(page, screen.button('Evaluate').last());
  await page.keyboard.press('Enter');
  await expect(screen.content.getByText(/^Test: Accuracy .* deviation/)).toBeVisible();
  await look(page, 'teach-full-several-evaluated');
  const models = await (await clientOf(page, 'qa-lead')).models.list();
  expect(models.map(({ manifest: { name, version } }) => `${name} ${version}`).toSorted()).toEqual([
    'needle-holders 1',
    'starter 1',
  ]);
});

test('with no mouse: an anomaly model from good pieces, evaluated', async () => {
  await using bench = await openBench({ settings });
  const { page } = bench;
  await beginWithPieces(page);
  const screen = new FullTeachScreen(page);
  await screen.open();
  await walkTo(page, screen.dataset('needle-holders'));
  await page.keyboard.press('Enter');
  await walkTo(page, screen.button('Next: Task'));
  await page.keyboard.press('Enter');
  await walkTo(page, screen.button(/^Anomaly/));
  await page.keyboard.press('Enter');
  await expect(screen.button(/^Anomaly/)).toHaveAttribute('aria-pressed', 'true');
  await expect(screen.content.getByText(/^Nothing is varied by chance/)).toBeVisible();
  await retype(page, screen.content.getByLabel('Longer side, pixels'), '128');
  await page.keyboard.press('Escape');
  await look(page, 'teach-full-anomaly-task');
  await walkTo(page, screen.button('Next: Minutes'));
  await page.keyboard.press('Enter');
  await expect(screen.content.getByText(/^Anomaly draws nothing by chance/)).toBeVisible();
  await retype(page, screen.content.getByLabel('Name of the package'), 'good-holders');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await screen.ended('Done');
  await expect(screen.button('Stop and keep best')).toBeHidden();
  await expect(screen.content.getByRole('status')).toHaveText(/^Done\. good-holders version 1 is stored/);
  await expect(screen.content.getByText(/^Anomaly has no curve/)).toBeVisible();
  await look(page, 'teach-full-anomaly-trained');

  await walkTo(page, screen.button('Evaluate').last());
  await page.keyboard.press('Enter');
  const figures = screen.content.getByRole('table', { name: 'Figures on the test pictures' });
  await expect(
    figures.getByRole('row', { name: /^Escapes: defects that passed \d+ of 8 [\d.]+ % to [\d.]+ %$/ }),
  ).toBeVisible();
  await expect(figures.getByRole('row', { name: /^AUROC [01]\.\d{4}/ })).toBeVisible();
  await expect(screen.content.getByRole('heading', { name: 'Limits' })).toBeVisible();
  await look(page, 'teach-full-anomaly-evaluated');

  const models = new ModelsScreen(page);
  await models.open();
  await page.getByRole('button', { name: /good-holders v1/ }).click();
  await models.view('Curves');
  await expect(models.card.getByText(/^Anomaly has no curve/)).toBeVisible();
  await expect(models.card.getByLabel('How it was trained').getByText('Longer side, pixels')).toBeVisible();
  await look(page, 'models-curves-anomaly');
});

test('a run goes on without the screen; it is stopped with the best kept, or cancelled with nothing', async () => {
  test.skip(!canTrain, library);
  await using bench = await openBench({ settings });
  const { page } = bench;
  const { client, hash } = await beginWithPieces(page);
  const recipe = (await client.training.recipes()).find(({ name }) => name === 'quick');
  if (recipe?.task !== 'classify') throw new Error('there is no recipe called quick');
  const long = {
    ...recipe,
    name: 'long',
    epochs: 1000,
    batch: 8,
    input: { ...recipe.input, width: 32, height: 32 },
  };
  const { run } = await client.training.start({ dataset: hash, name: 'long-one', recipe: long });

  // Asked for elsewhere, found by its name, and left again.
  const screen = new FullTeachScreen(page);
  await screen.open();
  await screen.step('Compare');
  await screen.content.getByRole('button', { name: 'long-one', exact: true }).click();
  await expect(screen.content.getByRole('status')).toHaveText(/^Training: epoch \d+ of 1000$/, {
    timeout: 120_000,
  });
  await look(page, 'teach-full-training', { brief: true });
  // An anomaly run waits behind it: it can be called off, and is never stopped halfway.
  await client.training.start({ dataset: hash, name: 'good-ones', recipe: 'loose' });
  await screen.step('Compare');
  await screen.content.getByRole('button', { name: 'good-ones', exact: true }).click();
  await expect(screen.content.getByRole('status')).toHaveText('Waiting. 1 run comes before it.');
  await expect(screen.content.getByText(/so it cannot be stopped, only cancelled/)).toBeVisible();
  await expect(screen.button('Stop and keep best')).toBeHidden();
  await look(page, 'teach-full-anomaly-waiting');
  await screen.button('Cancel…').click();
  await screen.button('Cancel it, keep nothing').click();
  await screen.ended('Cancelled');
  await screen.step('Compare');
  await screen.content.getByRole('button', { name: 'long-one', exact: true }).click();
  const epochsNow = async () => (await client.training.get({ run })).run.epochs?.done ?? 0;
  await page.keyboard.press('Alt+1');
  const before = await epochsNow();
  await expect.poll(epochsNow, { timeout: 120_000 }).toBeGreaterThan(before + 1);
  await screen.open();
  await screen.button('Stop and keep best').click();
  await screen.ended('Stopped');
  await expect(screen.content.getByRole('status')).toContainText('long-one version 1 is stored');

  await client.training.start({ dataset: hash, name: 'given-up', recipe: long });
  await screen.step('Compare');
  await screen.content.getByRole('button', { name: 'given-up', exact: true }).click();
  await screen.button('Cancel…').click();
  await screen.button('Cancel it, keep nothing').click();
  await screen.ended('Cancelled');
  await expect(screen.content.getByRole('status')).toHaveText('Cancelled. No package was made.');
  expect((await client.models.list()).map(({ manifest }) => manifest.name).toSorted()).toEqual([
    'long-one',
    'starter',
  ]);
});

/** The station answers, and a QA lead is at it. */
async function begin(page: Page): Promise<void> {
  await expect(new StatusBar(page).slot('model')).toContainText('starter', { timeout: 60_000 });
  await new RoleDrawer(page).become(/^QA/);
}

/** With 40 pieces of the demo scene to learn from. */
async function beginWithPieces(page: Page) {
  await begin(page);
  const client = await clientOf(page, 'qa-lead');
  const { hash } = await importDemo(client, { name: 'needle-holders', pieces: 40 });
  return { client, hash };
}

/** Tab, until that has the focus. */
async function walkTo(page: Page, target: Locator): Promise<void> {
  const there = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 120; presses++) {
    if (await there()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('no Tab leads there');
}

/** Into a field, everything out, and something else in, as hands type it. */
async function retype(page: Page, field: Locator, text: string): Promise<void> {
  await field.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text, { delay: 100 });
  await expect(field).toHaveValue(text);
}

import { defaultPolicy } from '../ml/sample/policy.ts';
import { layoutWords } from '../renderer/datasets/words.ts';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { DatasetsScreen } from './pages/datasets.ts';
import { walkTo } from './pages/hands.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ReviewScreen } from './pages/review.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

test.describe.configure({ timeout: 240_000 });

const settings = { theme: 'system' } as const;

test('a QA lead changes the sample policy by keyboard, and sees what last week would have been', async () => {
  // Written by hand while the station is off: in force all the same.
  const samplePolicy = {
    ...defaultPolicy,
    ...{ defect: false, unsure: false, controlEvery: 0, nearLimit: 0, burstSeconds: 0 },
  };
  await using bench = await openBench({ settings: { ...settings, samplePolicy } });
  const { page, station: running } = bench;
  const keys = page.keyboard;
  const policies = () =>
    readJournal(running.data).flatMap((event) =>
      event.kind === 'settings.changed' ? [[event.by.id, event.data.changes[0]?.to]] : [],
    );
  expect(policies()).toEqual([['system', samplePolicy]]);
  const station = new StationScreen(page);
  await new InspectScreen(page).ready();
  await station.open();
  const section = await station.choose('Sample policy');
  await expect(section.getByText('Nothing was inspected in the last seven days')).toBeVisible();
  await expect(section.getByText('Read-only. Ask a QA lead or an admin')).toBeVisible();
  await look(page, 'station-samples-read-only');

  await keys.press('Alt+1');
  const inspect = new InspectScreen(page);
  for (let i = 0; i < 4; i++) {
    await inspect.newPicture();
    await inspect.trigger();
  }
  await new RoleDrawer(page).become(/^QA/);
  const passes = inspectionsOf(running.data).filter(({ data }) => data.verdict === 'pass').length;
  await station.open();
  await station.choose('Sample policy');
  const table = section.getByRole('table', { name: /^Samples of the last seven days/ });
  await expect(section.getByRole('status')).toHaveText(
    /^Of 4 inspections in the last seven days 0 would have been samples\.$/,
  );
  await walkTo(page, section.getByLabel('Take one in so many of the other passes, as a control'));
  await keys.press('Control+a');
  await keys.type('1');
  await expect(section.getByRole('status')).toHaveText(
    `Of 4 inspections in the last seven days ${passes} would have been samples; with the policy in force: 0.`,
  );
  await expect(table.getByRole('row', { name: /^Controls/ })).toHaveText(`Controls0${passes}`);
  const draft = page.getByRole('region', { name: 'Draft' });
  await expect(draft).toContainText('Samples: Controls: none → one pass in 1');
  await look(page, 'station-samples-edited');
  await walkTo(page, draft.getByRole('button', { name: 'Apply' }));
  await keys.press('Enter');
  await expect(draft).toBeHidden();
  expect(policies().slice(1)).toEqual([['qa-lead', { ...samplePolicy, controlEvery: 1 }]]);
});

test('what was corrected is listed, added to training, frozen, exported and handed to Teach, all by keyboard', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const keys = page.keyboard;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  const lead = await clientOf(page, 'qa-lead');
  await lead.review.setPolicy({ ...defaultPolicy, controlEvery: 1, burstSeconds: 0 });
  for (let i = 0; i < 8; i++) {
    if (i % 2 === 1) await inspect.nextPiece();
    await inspect.newPicture();
    await inspect.trigger();
  }
  const { stationId } = await lead.station.about();
  const verdicts = new Map(
    inspectionsOf(station.data).map(({ seq, data }) => [`${stationId}-${seq}`, data.verdict]),
  );
  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await keys.press('g');
  await expect(page.getByText('No mistakes: nobody has said something else than the model')).toBeVisible();
  await look(page, 'review-mistakes-none');
  await keys.press('g');
  await expect(page.getByText('Nobody has labelled anything yet')).toBeVisible();
  await look(page, 'review-study-none');
  await keys.press('g');

  // The first two say something else than the model, the last two teach nothing, the others are the model's own.
  await expect(review.place).toHaveText(/^1 of 8 /);
  const wrong: string[] = [];
  const right: string[] = [];
  const untold: string[] = [];
  for (let i = 0; i < 8; i++) {
    const passed = verdicts.get(await review.painted()) === 'pass';
    const corrects = i < 2;
    const key = i === 6 ? 'u' : i === 7 ? 'r' : passed === corrects ? '1' : '0';
    (corrects ? wrong : i < 6 ? right : untold).push(await review.label(key));
  }
  await expect(review.line).toHaveText(/^Saved: /);
  await keys.press('g');
  const mistakes = page.getByRole('navigation', { name: 'Mistakes, the worst first' });
  await expect(mistakes.getByRole('button').first()).toBeFocused();
  await expect(mistakes).toContainText(/of 6 reviewed: too few to say \(6\)/);
  await keys.press('Enter');
  await expect(page.getByRole('region', { name: /^Pictures: / })).toBeFocused();
  await expect(page.locator('.mistakes-pictures img').first()).toBeVisible();
  await look(page, 'review-mistakes');
  await keys.press('Escape');
  const groups = await lead.samples.mistakes();
  expect(groups.flatMap(({ inspections }) => inspections).toSorted()).toEqual(wrong.toSorted());
  const [worst] = groups;
  await expect(mistakes.getByRole('button').first()).toBeFocused();

  await keys.press('i');
  const form = page.getByRole('form', { name: 'Freeze' });
  await expect(page.getByRole('heading', { name: /^Add to training: / })).toBeVisible();
  await expect(form.getByText(/^\d pictures? comes? in\. Nothing is kept yet$/)).toBeVisible();
  await look(page, 'datasets-freeze-mistakes');
  await walkTo(page, form.getByLabel('Name'));
  await keys.press('Control+a');
  await keys.type('mended', { delay: 120 });
  await expect(form.getByRole('button', { name: 'Freeze as mended' })).toBeEnabled();
  await keys.press('Enter');
  const datasets = new DatasetsScreen(page);
  await expect(datasets.name).toHaveText('mended');
  const now = page.getByRole('region', { name: 'Frozen just now' });
  await expect(now).toContainText(/^Frozen\. /);
  await look(page, 'datasets-frozen-now');
  const names = async () =>
    (await lead.datasets.pictures({ name: 'mended', from: 0, count: 100 })).entries.map(({ name }) => name);
  expect(await names()).toEqual(worst!.inspections.map((id) => `reviewed/${id}`));

  // The others follow as a new version of it.
  await review.open();
  await keys.press('i');
  await expect(form.getByLabel('Into')).toHaveValue('mended');
  await expect(form.getByText(/come in\. Nothing is kept yet$/)).toBeVisible();
  const leftOut = form.getByRole('region', { name: 'Left out' });
  for (const id of untold)
    await expect(leftOut.getByRole('link', { name: `#${id.split('-')[1]}`, exact: true })).toBeVisible();
  await look(page, 'datasets-freeze-left-out');
  await walkTo(page, form.getByLabel('Which pictures'));
  await form.getByLabel('Which pictures').selectOption('choice');
  await expect(form.getByRole('group', { name: 'Which were samples because' })).toBeVisible();
  await form.getByLabel('control sample').check();
  await look(page, 'datasets-freeze-choice');
  await form.getByLabel('Which pictures').selectOption('new');
  await expect(form.getByRole('button', { name: 'Freeze as mended' })).toBeEnabled();
  await walkTo(page, form.getByRole('button', { name: 'Freeze as mended' }));
  await keys.press('Enter');
  await expect(now).toBeVisible();
  expect((await names()).toSorted()).toEqual([...wrong, ...right].map((id) => `reviewed/${id}`).toSorted());

  for (const [layout, words] of Object.entries(layoutWords)) {
    await keys.press('Control+e');
    await page.getByRole('menuitem', { name: words, exact: true }).click();
    await expect(page.getByText(`Exported as ${words}: `)).toBeVisible();
    await expect(page.getByText(`exports/mended-`)).toBeVisible();
    test.info().annotations.push({ type: layout });
  }

  await page.evaluate((id) => (window.location.hash = `#/history/${id}`), worst!.inspections[0]);
  await expect(page.getByText(/^Went into|^Tests models in/).first()).toBeVisible();
  await page
    .getByText(/^Went into|^Tests models in/)
    .first()
    .scrollIntoViewIfNeeded();
  await look(page, 'history-sample-used', { brief: true });
  await datasets.open();
  await walkTo(page, now.getByRole('button', { name: 'Train on it' }));
  await keys.press('Enter');
  await expect(page.getByRole('heading', { name: 'Teach' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^mended/ })).toHaveAttribute('aria-pressed', 'true');

  await review.open();
  await keys.press('g');
  await keys.press('g');
  await expect(page.getByRole('table', { name: 'Agreement of QA lead' })).toBeVisible();
  await look(page, 'review-study');
});

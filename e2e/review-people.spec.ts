import { defaultPolicy } from '../ml/sample/policy.ts';
import { openBench, type Bench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ReviewScreen } from './pages/review.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

test.describe.configure({ timeout: 300_000 });

// Every inspection is a sample.
const samplePolicy = { ...defaultPolicy, controlEvery: 1, burstSeconds: 0 };
const settings = { theme: 'system', samplePolicy } as const;

/** @returns the ids of what was inspected, oldest first */
async function inspected({ page, station }: Bench, count: number): Promise<string[]> {
  const inspect = new InspectScreen(page);
  await inspect.ready();
  for (let i = 0; i < count; i++) {
    await inspect.newPicture();
    await inspect.trigger();
  }
  const { stationId } = await (await clientOf(page, 'admin')).station.about();
  return inspectionsOf(station.data).map(({ seq }) => `${stationId}-${seq}`);
}
const numberOf = (id = '') => `#${id.split('-')[1]}`;
const labelsIn = ({ station }: Bench) =>
  readJournal(station.data).flatMap((event) => (event.kind === 'label.set' ? [event] : []));

test('two people: a second look, an undo that somebody has answered, and a conflict that one key settles', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const keys = page.keyboard;
  const [first, second, third] = await inspected(bench, 3);
  const admin = await clientOf(page, 'admin');
  await admin.people.add({ name: 'A. Kaya', role: 'qa' });
  const ortiz = await admin.people.add({ name: 'M. Ortiz', role: 'qa' });
  const other = await clientOf(page, ortiz.id);
  const roles = new RoleDrawer(page);
  const review = new ReviewScreen(page);
  const last = (of = '') => {
    const label = labelsIn(bench).findLast(({ data }) => data.inspection === of);
    return `${of.split('-')[0]}-${label?.seq}`;
  };

  await roles.become(/^A\. Kaya/);
  await review.open();
  await expect(review.place).toHaveText(/^1 of 3 /);
  await review.painted();
  await keys.press('e');
  await expect(page.getByText('You asked for a second look')).toBeVisible();
  await expect(review.line).toHaveText(new RegExp(`^Second look asked for: ${numberOf(first)}\\.`));
  expect(await review.label('1')).toBe(first);
  expect(await review.label('0')).toBe(second);
  await review.label('0');
  await expect(review.line).toHaveText(`Saved: Good, ${numberOf(third)}. Undo Z`);

  // Somebody else answers the last label, and does not see the one before.
  await other.review.label({
    labels: [{ inspection: third!, replaces: [last(third)], verdict: 'cannot-tell' }],
  });
  await other.review.label({
    labels: [
      { inspection: second!, replaces: [], verdict: 'defect', class: 'anomaly', comment: 'By the tip' },
    ],
  });
  await keys.press('z');
  await expect(review.line).toHaveText(`M. Ortiz labelled ${numberOf(third)} after you`);
  await look(page, 'review-labelled-since', { brief: true });
  await keys.press('Enter');
  await expect(review.picture).toHaveAttribute('data-painted', third!);
  await expect(page.getByRole('complementary', { name: 'Label' })).toContainText('M. Ortiz');

  await roles.become(/^M\. Ortiz/);
  await expect(review.place).toHaveText(/^1 of 2 · oldest first · why: second look asked for$/);
  await review.painted();
  await expect(page.getByText('Second look asked by A. Kaya')).toBeVisible();
  await look(page, 'review-second-look');
  expect(await review.label('1')).toBe(first);
  const conflict = page.getByRole('region', { name: 'Conflict' });
  await expect(conflict).toContainText('A. Kaya says Good, M. Ortiz says anomaly');
  await expect(conflict).toContainText('“By the tip”');
  await look(page, 'review-conflict');
  const both = labelsIn(bench)
    .filter(({ data }) => data.inspection === second)
    .map(({ seq }) => `${second!.split('-')[0]}-${seq}`);
  expect(await review.label('1')).toBe(second);
  await expect(review.line).toHaveText(`Saved: anomaly, ${numberOf(second)}. Undo Z`);
  expect(labelsIn(bench).at(-1)?.data).toMatchObject({
    inspection: second,
    class: 'anomaly',
    replaces: both,
  });
  await keys.press('Alt+2');
  await review.open();
  await expect(page.getByText('Nothing to review.')).toBeVisible();
  const asked = readJournal(station.data).filter(({ kind }) => kind === 'second-look.asked');
  expect(asked).toMatchObject([{ by: { id: 'a-kaya' }, data: { inspection: first, asked: true, seen: [] } }]);
});

test('blind: the model’s answer is shown when one’s own label is saved; what needs an admin only an admin labels', async () => {
  await using bench = await openBench({
    settings: {
      ...settings,
      samplePolicy: { ...samplePolicy, blind: true },
      reviewRoles: { flagged: 'admin' },
    },
  });
  const { page } = bench;
  const keys = page.keyboard;
  const [first, second] = await inspected(bench, 2);
  const lead = await clientOf(page, 'qa-lead');
  await lead.inspection.requestReview({ id: second!, why: 'Odd' });
  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText('1 of 2 · oldest first');
  await review.painted();
  const side = page.getByRole('complementary', { name: 'Label' });
  const answer = side.getByText(/^Score \d/);
  await expect(side.getByText('Shown when your own label is saved').first()).toBeVisible();
  await expect(answer).toBeHidden();
  await expect(side.getByRole('button', { name: /^Agree/ })).toBeDisabled();
  await keys.press('a');
  await expect(review.line).toHaveText(/nothing to agree with yet$/);
  await look(page, 'review-blind');
  expect(await review.label('0')).toBe(first);
  await expect(review.line).toHaveText(`Saved: Good, ${numberOf(first)}. Undo Z`);
  expect(labelsIn(bench)[0]?.data.blind).toBe(true);

  await review.painted();
  await expect(side.getByText('Needs an admin.')).toBeVisible();
  await expect(review.queue).toContainText('admin only');
  await keys.press('0');
  await expect(review.line).toHaveText('This one needs an admin: nothing is labelled');
  await look(page, 'review-needs-admin', { brief: true });
  const label = { inspection: second!, replaces: [], verdict: 'pass' } as const;
  await expect(lead.review.label({ labels: [{ ...label, replaces: [] }] })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  // Nor goes a label under another name than its author's.
  const another = { labels: [{ ...label, inspection: first!, replaces: [] }], by: 'somebody' };
  await expect(lead.review.label(another)).rejects.toMatchObject({ code: 'not-allowed' });
  await keys.press('ArrowLeft');
  await expect(answer).toBeVisible();
  await new RoleDrawer(page).become(/^Admin/);
  await expect(review.place).toHaveText(/^1 of 1 /);
  await review.painted();
  expect(await review.label('0')).toBe(second);
  await expect(review.line).toHaveText(`Saved: Good, ${numberOf(second)}. Undo Z`);
  expect(labelsIn(bench)).toHaveLength(2);
});

test('a station that dies while labels are on their way: seen on every screen, each written once under the right name', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const [first, second] = await inspected(bench, 3);
  const roles = new RoleDrawer(page);
  await roles.become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText(/^1 of 3 /);
  await review.painted();
  // The two that come next are read ahead by then.
  await page.waitForTimeout(2000);
  // It hears nothing more, and nobody can tell.
  station.process.kill('SIGSTOP');
  await review.label('0');
  await review.label('1');
  await expect(review.line).toHaveText(`Saving: anomaly, ${numberOf(second)} · 2 not saved yet`);
  await page.keyboard.press('Alt+2');
  const slot = page.locator('[data-slot="labels"]');
  await expect(slot).toHaveText('! 2 labels not saved yet');
  await station.restart();
  // Lets this browser in again.
  await (await bench.another()).close();
  await expect(slot).toHaveText('! 2 labels not saved yet');
  // A new line is nobody's; the labels wait for whoever gave them.
  await slot.click();
  await expect(page.getByText('They wait until QA lead signs in again')).toBeVisible();
  await look(page, 'labels-wait', { brief: true });
  await page.keyboard.press('Escape');
  await roles.become(/^QA/);
  await expect(slot).toBeHidden();
  await review.open();
  await expect(review.line).toHaveText(`Saved: anomaly, ${numberOf(second)}. Undo Z`);
  expect(labelsIn(bench).map(({ by, data }) => [by.id, data.inspection, data.verdict])).toEqual([
    ['qa-lead', first, 'pass'],
    ['qa-lead', second, 'defect'],
  ]);
});

test('the most likely mislabelled first, and filters with their counts, by keyboard', async () => {
  await using bench = await openBench({ settings });
  const { page } = bench;
  const keys = page.keyboard;
  const ids = await inspected(bench, 3);
  const lead = await clientOf(page, 'qa-lead');
  // Against the model, whatever it said.
  const verdicts = inspectionsOf(bench.station.data).map(({ data }) => data.verdict);
  const wrong = ids.filter((_, i) => verdicts[i] === 'pass').slice(0, 1);
  await lead.review.label({
    labels: wrong.map((inspection) => ({ inspection, replaces: [], verdict: 'defect', class: 'anomaly' })),
  });
  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText(/^1 of 2 /);
  await review.painted();
  await keys.press('Control+f');
  const filters = page.getByRole('search', { name: 'Filter' });
  await expect(
    filters.getByRole('textbox', { name: 'Reason' }).or(filters.getByLabel('Reason')),
  ).toBeFocused();
  await keys.press('ArrowDown');
  await expect(page.getByRole('option').first()).toHaveText(/ \(\d\)$/);
  const order = filters.getByLabel('Order');
  for (let i = 0; i < 12 && !(await order.evaluate((one) => one === document.activeElement)); i++)
    await keys.press('Tab');
  await expect(order).toBeFocused();
  await keys.press('ArrowDown');
  await expect(page.getByRole('option', { name: 'most likely mislabelled first' })).toBeVisible();
  await keys.press('ArrowUp');
  await keys.press('Enter');
  await expect(review.place).toHaveText(/^1 of 1 · most likely mislabelled first/);
  await expect(review.picture).toHaveAttribute('data-painted', wrong[0]!);
  await look(page, 'review-mislabelled', { brief: true });
});

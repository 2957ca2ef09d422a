import { defaultPolicy } from '../ml/sample/policy.ts';
import { openBench } from './bench.ts';
import { readJournal } from './journal.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ReviewScreen } from './pages/review.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

const settings = { theme: 'system' } as const;

test('ten reviews by keyboard: each label in the journal, undone after a reload, labelled again', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const keys = page.keyboard;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  await expect(page.getByRole('button', { name: 'Review' })).toBeHidden();
  const lead = await clientOf(page, 'qa-lead');
  // Every inspection is a sample.
  await lead.review.setPolicy({ ...defaultPolicy, controlEvery: 1, burstSeconds: 0 });
  for (let i = 0; i < 11; i++) {
    if (i % 4 === 3) await inspect.nextPiece();
    await inspect.newPicture();
    await inspect.trigger();
  }
  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText(/^1 of 11 · oldest first · why: /);
  await review.painted();
  await look(page, 'review-queue');

  const given: [string, string][] = [];
  for (const key of ['0', '1', 'U', 'R', '0', '1', '0', '1', '0', '1'])
    given.push([await review.label(key), key]);
  await expect(review.line).toHaveText(/^Saved: anomaly, #\d+\. Undo Z$/);
  const said = { '0': 'pass', '1': 'defect', U: 'cannot-tell', R: 'bad-picture' } as Record<string, string>;
  const labels = () =>
    readJournal(station.data).flatMap((event) => (event.kind === 'label.set' ? [event] : []));
  expect(labels().map(({ data }) => [data.inspection, data.verdict, data.class, data.replaces])).toEqual(
    given.map(([id, key]) => [id, said[key], key === '1' ? 'anomaly' : undefined, []]),
  );
  await expect(review.place).toHaveText(/^11 of 11/);
  await look(page, 'review-saved');

  await page.reload();
  await inspect.ready().catch(() => undefined);
  await new RoleDrawer(page).become(/^QA/);
  await review.open();
  await expect(review.place).toHaveText(/^1 of 1 /);
  await review.painted();
  await keys.press('z');
  const [last] = given.at(-1)!;
  await expect(review.line).toHaveText(`Undone: anomaly, #${last.split('-')[1]}. Again X`);
  await expect(review.picture).toHaveAttribute('data-painted', last);
  const withdrawn = () =>
    readJournal(station.data).flatMap((event) => (event.kind === 'label.withdrawn' ? event.data.label : []));
  expect(withdrawn()).toEqual([`${last.split('-')[0]}-${labels().at(-1)!.seq}`]);
  await keys.press('x');
  await expect(review.line).toHaveText(`Saved: anomaly, #${last.split('-')[1]}. Undo Z`);
  expect(labels().at(-1)!.data).toMatchObject({ inspection: last, class: 'anomaly' });
  expect(labels()).toHaveLength(11);
});

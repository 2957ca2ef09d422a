import { defaultPolicy } from '../ml/sample/policy.ts';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
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
  await look(page, 'review-saved', { brief: true });

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

test('beside a good piece, with reason and comment; a batch is one key and one undo; a held key labels once', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const keys = page.keyboard;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  const lead = await clientOf(page, 'qa-lead');
  await lead.review.setPolicy({ ...defaultPolicy, controlEvery: 1, burstSeconds: 0 });
  for (let i = 0; i < 5; i++) {
    await inspect.newPicture();
    await inspect.trigger();
  }
  const recorded = inspectionsOf(station.data).map(({ seq }) => seq);
  const { stationId } = await lead.station.about();
  for (const seq of recorded)
    await lead.inspection.correctIdentity({
      id: `${stationId}-${seq}`,
      identity: { instrument: 'Needle holder' },
    });
  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText(/^1 of 5 /);
  await review.painted();
  await expect(review.queue.locator('img')).toHaveCount(5);

  await keys.press('ArrowRight');
  await keys.press('c');
  await expect(page.getByText(`Last good one: #${recorded[0]}`)).toBeVisible();
  await keys.press('k');
  await look(page, 'review-compare', { brief: true });
  await keys.press('2');
  await expect(page.getByText('Reason: Dirt, water or lint')).toBeVisible();
  await keys.press('t');
  await keys.type('10 drops', { delay: 120 });
  await keys.press('Enter');
  await keys.press('c');

  // Held down it repeats, and labels when it is let go, once.
  const labels = () =>
    readJournal(station.data).flatMap((event) => (event.kind === 'label.set' ? [event.data] : []));
  for (let i = 0; i < 8; i++) await keys.down('1');
  await expect(review.place).toHaveText(/^2 of 5 /);
  expect(labels()).toEqual([]);
  await keys.up('1');
  await expect(review.line).toHaveText(/^Saved: anomaly, /);
  expect(labels()).toMatchObject([{ class: 'anomaly', reason: 'Dirt, water or lint', comment: '10 drops' }]);

  await keys.press('Control+a');
  await expect(page.getByRole('region', { name: 'Selected pictures' })).toContainText(
    '3 pictures are selected',
  );
  await expect(review.answers.getByRole('button', { name: 'Label 3 as Good' })).toBeVisible();
  await look(page, 'review-batch', { brief: true });
  await keys.press('0');
  await expect(review.line).toHaveText('Saved: Good, 3 pictures. Undo Z');
  const batch = labels().slice(1);
  expect(batch.map(({ inspection, verdict }) => [inspection, verdict])).toEqual(
    recorded.slice(2).map((seq) => [`${stationId}-${seq}`, 'pass']),
  );
  expect(new Set(batch.map((label) => label.batch)).size).toBe(1);
  await keys.press('z');
  await expect(review.line).toHaveText('Undone: Good, 3 pictures. Again X');
  await expect(review.picture).toHaveAttribute('data-painted', `${stationId}-${recorded[2]}`);
  expect(readJournal(station.data).filter(({ kind }) => kind === 'label.withdrawn')).toHaveLength(3);

  // The scanner, half a second after the last key that was typed, and the filter.
  await page.waitForTimeout(600);
  await inspect.scan('LOUPE-NOT-HERE');
  await expect(review.line).toHaveText(/^Scanned .*: nothing of it waits$/);
  await keys.press('l');
  await keys.press('Control+f');
  await expect(page.getByRole('search', { name: 'Filter' })).toBeVisible();
  await look(page, 'review-filter', { brief: true });
  expect(labels()).toHaveLength(4);
});

import type { Page } from '@playwright/test';
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

/** A QA lead before a queue of this many pictures. */
async function queueOf(page: Page, count: number): Promise<ReviewScreen> {
  const inspect = new InspectScreen(page);
  await inspect.ready();
  const lead = await clientOf(page, 'qa-lead');
  await lead.review.setPolicy({ ...defaultPolicy, controlEvery: 1, burstSeconds: 0 });
  for (let i = 0; i < count; i++) {
    await inspect.newPicture();
    await inspect.trigger();
  }
  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText(new RegExp(`^1 of ${count} `));
  await review.painted();
  return review;
}

const labelsIn = (data: string) =>
  readJournal(data).flatMap((event) => (event.kind === 'label.set' ? [event.data] : []));

test('a box, a polygon and a mask by keyboard alone: drafts until the label has them, in the journal to the pixel, seen again in History', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const keys = page.keyboard;
  const review = await queueOf(page, 2);
  const { drawing } = review;

  await keys.press('b');
  await expect(drawing).toContainText('BOX');
  await review.crossAt(562, 280);
  await keys.press('Enter');
  await review.crossAt(642, 363);
  await look(page, 'regions-box', { brief: true });
  await keys.press('Enter');
  // Here a digit is the region's class, and the arrows leave the picture where it is.
  await keys.press('1');
  await expect(review.classes.getByRole('button', { pressed: true })).toContainText('anomaly');
  await expect(review.place).toHaveText(/^1 of 2 /);
  expect(labelsIn(station.data)).toEqual([]);

  await keys.press('v');
  await expect(drawing).toContainText('POLYGON');
  for (const [x, y] of [
    [402, 203],
    [482, 203],
    [482, 283],
  ] as const) {
    await review.crossAt(x, y);
    await keys.press('Enter');
  }
  await keys.press('Enter');

  await keys.press('m');
  await expect(drawing).toContainText('MASK');
  await review.crossAt(802, 523);
  await keys.press('Space');
  await review.crossAt(882, 523);
  await keys.press('Space');
  await look(page, 'regions-mask');
  await keys.press('Escape');
  await expect(drawing).toBeHidden();
  await expect(review.regions).toContainText('3 regions will go with the label');

  // Neither another picture nor a page that is opened anew loses what no label has taken.
  await keys.press('ArrowRight');
  await expect(review.regions).not.toContainText('regions will go');
  await keys.press('b');
  await review.crossAt(640, 360);
  await keys.press('Enter');
  await keys.press('Escape');
  await page.reload();
  await new RoleDrawer(page).become(/^QA/);
  await review.open();
  await review.painted();
  await expect(review.regions).toContainText('3 regions will go with the label');

  const labelled = await review.label('1');
  await expect(review.line).toHaveText(/^Saved: anomaly, #\d+\. Undo Z$/);
  const [label] = labelsIn(station.data);
  expect(label?.inspection).toBe(labelled);
  const [box, polygon, mask] = label?.regions ?? [];
  expect(box).toEqual({ kind: 'box', box: [562, 280, 80, 83], class: 'anomaly', score: 1 });
  expect(polygon).toMatchObject({ kind: 'polygon', polygon: [402, 203, 482, 203, 482, 283] });
  expect(mask).toMatchObject({ kind: 'mask', box: [790, 511, 104, 24], class: 'anomaly' });

  // Of the second picture only a corner was set: it is there, and goes on.
  await keys.press('b');
  await expect(review.cross).toHaveText('640, 360');
  await review.crossAt(650, 380);
  await keys.press('Enter');
  await keys.press('Escape');
  await expect(review.regions).toContainText('1 region will go with the label');

  // Undone, the drawing is where it was.
  await keys.press('z');
  await expect(review.line).toHaveText(/^Undone: anomaly/);
  await expect(review.picture).toHaveAttribute('data-painted', labelled);
  await expect(review.regions).toContainText('3 regions will go with the label');
  await review.label('1');
  await expect(review.line).toHaveText(/^Saved: anomaly/);
  expect(labelsIn(station.data).at(-1)?.regions).toEqual(label?.regions);

  await page.evaluate((id) => (window.location.hash = `#/history/${id}`), labelled);
  await expect(page.getByText('Label: Defect, anomaly with 3 regions').first()).toBeVisible();
  await look(page, 'regions-history');
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { createDemoCamera } from '../ml/demo/render.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { rgbOf } from '../ml/image/colour.ts';
import { defaultPolicy } from '../ml/sample/policy.ts';
import { viewOf } from '../renderer/components/picture/view.ts';
import { openBench } from './bench.ts';
import { cli } from './command.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ReviewScreen } from './pages/review.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

const settings = { theme: 'system' } as const;

/** A QA lead before a queue of pictures: as many are inspected now, and others were before. */
async function queueOf(page: Page, count: number, before = 0): Promise<ReviewScreen> {
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
  await expect(review.place).toHaveText(new RegExp(`^1 of ${count + before} `));
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
  await expect(review.regions).toContainText('3 regions go with the label');

  // Neither another picture nor a page that is opened anew loses what no label has taken.
  await keys.press('ArrowRight');
  await expect(review.regions).not.toContainText('with the label');
  await keys.press('b');
  await review.crossAt(640, 360);
  await keys.press('Enter');
  await keys.press('Escape');
  await page.reload();
  await new RoleDrawer(page).become(/^QA/);
  await review.open();
  await review.painted();
  await expect(review.regions).toContainText('3 regions go with the label');
  await keys.press('ArrowRight');
  await expect(review.regions).toContainText('A box is begun: B goes on');
  await keys.press('ArrowLeft');
  await expect(review.regions).toContainText('3 regions go with the label');

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
  await expect(review.regions).toContainText('1 region goes with the label');
  await look(page, 'regions-queue', { brief: true });

  // Undone, the drawing is where it was.
  await keys.press('z');
  await expect(review.line).toHaveText(/^Undone: anomaly/);
  await expect(review.picture).toHaveAttribute('data-painted', labelled);
  await expect(review.regions).toContainText('3 regions go with the label');
  await review.label('1');
  await expect(review.line).toHaveText(/^Saved: anomaly/);
  expect(labelsIn(station.data).at(-1)?.regions).toEqual(label?.regions);

  await page.evaluate((id) => (window.location.hash = `#/history/${id}`), labelled);
  await expect(page.getByText('Label: Defect, anomaly with 3 regions').first()).toBeVisible();
  await look(page, 'regions-history');
});

test('the same by mouse, zoomed and moved: the model’s own findings taken over, a mask erased in two, a picture larger than its preview shown itself', async () => {
  const size = { width: 2560, height: 1440 };
  await using bench = await openBench({
    settings,
    async prepare(data) {
      const camera = createDemoCamera(size);
      const path = join(data, '..', 'piece.jpg');
      const pixels = rgbOf(camera.picture(demoPiece(2, 'Needle holder', true)));
      await sharp(pixels, { raw: { ...size, channels: 3 } })
        .jpeg({ quality: 92 })
        .toFile(path);
      execFileSync(process.execPath, [cli, 'inspect', path, '--record', '--data', data], { stdio: 'pipe' });
    },
  });
  const { page, station } = bench;
  const keys = page.keyboard;
  const review = await queueOf(page, 0, 1);
  const { picture, drawing, regions } = review;
  await expect(picture).toHaveAttribute('data-pixels', 'preview');
  await look(page, 'regions-proposed');
  await expect(review.queue.locator('img')).toHaveCount(1);
  await keys.press('O');
  await expect(regions.getByRole('button', { name: 'Overlay: Heat map' })).toBeVisible();
  await look(page, 'regions-heat', { brief: true });
  await keys.press('h');
  await expect(regions).toContainText('Hidden');
  await look(page, 'regions-hidden', { brief: true });
  await keys.press('h');

  await keys.press('p');
  await expect(regions).toContainText('1 region goes with the label');
  const place = (await picture.boundingBox())!;
  const at = (x: number, y: number) => [place.x + x * place.width, place.y + y * place.height] as const;
  const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
    await page.mouse.move(...at(...from));
    await page.mouse.down();
    await page.mouse.move(...at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2));
    await page.mouse.move(...at(...to));
    await page.mouse.up();
  };
  // The wheel zooms about the pointer, and what is held moves along with it.
  await page.mouse.move(...at(0.5, 0.5));
  await page.mouse.wheel(0, -600);
  await expect(picture).toHaveAttribute('data-pixels', 'full');
  const before = await picture.screenshot();
  await drag([0.6, 0.5], [0.4, 0.4]);
  await expect.poll(async () => before.equals(await picture.screenshot())).toBe(false);
  await keys.press('f');
  await expect(picture).toHaveAttribute('data-pixels', 'preview');

  for (let i = 0; i < 4; i++) await keys.press('PageUp');
  for (let i = 0; i < 3; i++) await keys.press('Shift+ArrowRight');
  await expect(picture).toHaveAttribute('data-pixels', 'full');
  await keys.press('O');
  await expect(regions.getByRole('button', { name: 'Overlay: Nothing' })).toBeVisible();

  await regions.getByRole('button', { name: 'Box' }).click();
  await drag([0.2, 0.2], [0.4, 0.5]);
  const corner = await review.cross.textContent();
  await drawing.getByRole('button', { name: 'Done' }).click();
  await regions.getByRole('button', { name: 'Mask' }).click();
  await drag([0.15, 0.85], [0.45, 0.85]);
  await keys.down('Shift');
  await drag([0.3, 0.75], [0.3, 0.95]);
  await keys.up('Shift');
  await look(page, 'regions-zoomed', { brief: true });
  await keys.press('Escape');

  await review.answers.getByRole('button', { name: 'anomaly' }).click();
  await expect(review.line).toHaveText(/^Saved: anomaly, /);
  const said = labelsIn(station.data)[0]?.regions ?? [];
  const taken = inspectionsOf(station.data)[0]!.data.steps.flatMap(({ findings }) => findings);
  expect(taken.length).toBeGreaterThan(0);
  expect(said.slice(0, taken.length).map(({ polygon }) => polygon)).toEqual(
    taken.toSorted((a, b) => b.score - a.score).map(({ polygon }) => polygon),
  );
  const [box, ...masks] = said.slice(taken.length);
  expect(masks.map(({ kind }) => kind)).toEqual(['mask', 'mask']);

  // What lies under those places of the screen, from the zoom alone: four steps of 1.5, three of a fifth of what is seen.
  const zoom = { factor: 1.5 ** 4, x: 0.5 + 0.6 / 1.5 ** 4, y: 0.5 };
  const view = viewOf(size, place, { ...zoom, x: Math.min(zoom.x, 1 - 0.5 / zoom.factor) });
  const onPicture = ([x, y]: readonly [number, number]) =>
    [
      Math.round((x * place.width - view.left) / view.scale),
      Math.round((y * place.height - view.top) / view.scale),
    ] as const;
  const [left, top] = onPicture([0.2, 0.2]);
  const [right, bottom] = onPicture([0.4, 0.5]);
  expect(box).toMatchObject({ kind: 'box', box: [left, top, right - left, bottom - top] });
  expect(corner).toBe(`${right}, ${bottom}`);
});

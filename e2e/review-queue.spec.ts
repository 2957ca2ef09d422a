import { openBench } from './bench.ts';
import { fillQueue } from './full-queue.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ReviewScreen } from './pages/review.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

const count = process.env['LOUPE_FULL'] === '1' ? 100_000 : 5000;

test(`a queue of ${count} scrolled as fast as a hand can: no frame shows a row without its content`, async () => {
  await using bench = await openBench({ settings: { theme: 'system' } });
  const { page } = bench;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  const lead = await clientOf(page, 'qa-lead');
  const { stationId } = await lead.station.about();
  // One piece, so that the page is known to follow its journal.
  await inspect.newPicture();
  await inspect.trigger();
  await fillQueue(page, stationId, count);
  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText(new RegExp(`^1 of 1?${count}|^1 of ${count + 1}`));
  await expect(review.queue.getByRole('listitem').first()).toBeVisible();

  // In every frame the queue is looked at row by row where a person would see it, just before it is painted.
  await page.evaluate(() => {
    const seen = { frames: 0, places: 0, blank: [] as number[], tops: new Set<number>() };
    Object.assign(window, { seen, watching: true });
    const queue = document.querySelector('.review-queue')!;
    const look = () => {
      const { left, top, width, height } = queue.getBoundingClientRect();
      seen.frames++;
      seen.tops.add(queue.scrollTop);
      for (let y = top + 10; y < top + height - 10; y += 20) {
        seen.places++;
        const at = document.elementFromPoint(left + width / 2, y)?.closest('li');
        if (!at?.textContent?.includes('#')) seen.blank.push(queue.scrollTop);
      }
      if ((window as unknown as { watching: boolean }).watching) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const box = (await review.queue.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  // Notches of a wheel, flicks of a trackpad, and throws through the whole of it.
  for (const [times, by] of [
    [25, 120],
    [25, 1500],
    [20, 20_000],
    [10, 300_000],
    [20, -20_000],
    [25, -1500],
  ] as const)
    for (let i = 0; i < times; i++) await page.mouse.wheel(0, by);
  await review.queue.evaluate((queue) => (queue.scrollTop = queue.scrollHeight));
  await expect(review.queue.getByRole('listitem').last()).toContainText(`#${1_000_000 + count}`);
  const seen = await page.evaluate(() => {
    const world = window as unknown as {
      watching: boolean;
      seen: { frames: number; places: number; blank: number[]; tops: Set<number> };
    };
    world.watching = false;
    return { ...world.seen, tops: world.seen.tops.size };
  });
  console.log(
    `queue of ${count}: ${seen.frames} frames at ${seen.tops} places, ${seen.places} rows looked at, ${seen.blank.length} blank`,
  );
  expect(seen.blank).toEqual([]);
  expect(seen.tops).toBeGreaterThan(20);
});

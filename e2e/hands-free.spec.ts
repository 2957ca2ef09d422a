import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openBench } from './bench.ts';
import { filmWork, placements } from './hands-free-film.ts';
import { inspectionsOf } from './journal.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { expect, test as base } from './station.ts';

const cycles = process.env['LOUPE_FULL'] === '1' ? 5 : 1;

/** A window on the station with a camera over a bench at which somebody works. */
const test = base.extend<{ film: string }>({
  film: async ({ folder }, use) => {
    const path = join(folder, 'work.y4m');
    filmWork(path);
    await use(path);
  },
  camera: async ({ film }, use) => use(film),
});

const edge = (page: Page) => page.locator('.hands-free');
const asks = (page: Page) => page.getByRole('button', { name: /^hands-free/i });

/** How bright the live picture is where the pieces lie, each time that it changes. */
const brightness = (page: Page) =>
  page.evaluate(() => {
    const canvases = [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-frame]')];
    const live = canvases.toSorted((a, b) => Number(b.dataset['frame']) - Number(a.dataset['frame']))[0]!;
    const { width, height } = live;
    const { data } = live.getContext('2d')!.getImageData(width / 4, height / 3, width / 2, height / 3);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += data[i]!;
    return (4 * sum) / data.length;
  });

/**
 * Waits for the film's beginning: nowhere else does nothing change for so long. What does not change when it is called may end at any moment,
 * so a change is waited for first.
 */
async function filmBegins(page: Page): Promise<void> {
  let since = Infinity;
  let level = await brightness(page);
  for (const over = Date.now() + 120_000; Date.now() - since < 3000;) {
    expect(Date.now(), 'the film should begin again').toBeLessThan(over);
    await page.waitForTimeout(100);
    const now = await brightness(page);
    if (Math.abs(now - level) < 0.5) continue;
    [since, level] = [Date.now(), now];
  }
}

test('a camera over the bench: exactly as many inspections as pieces were placed', async ({
  bench,
  station,
}) => {
  test.setTimeout(600_000);
  const inspect = new InspectScreen(bench);
  await inspect.ready();
  await filmBegins(bench);
  await bench.keyboard.press('Shift+F2');
  await expect(edge(bench)).toHaveAttribute('data-phase', 'empty');
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await expect
      .poll(() => inspectionsOf(station.data).length, { timeout: 120_000 })
      .toBe(cycle * placements);
    await filmBegins(bench);
    expect(inspectionsOf(station.data).length).toBe(cycle * placements);
  }
  await bench.keyboard.press('Shift+F2');
  await expect(edge(bench)).toHaveCount(0);
  const recorded = inspectionsOf(station.data);
  expect(new Set(recorded.map(({ data }) => data.trigger))).toEqual(new Set(['hands-free']));
});

base('the demo scene works by itself, as hands-free as it looks', async ({ bench, station }) => {
  const inspect = new InspectScreen(bench);
  await inspect.ready();
  await bench.keyboard.press('Shift+F2');
  await expect(edge(bench)).toHaveAttribute('data-phase', 'empty');
  await expect(asks(bench)).toContainText('Place a piece');
  await expect.poll(() => inspectionsOf(station.data).length, { timeout: 60_000 }).toBe(1);
  await inspect.says('verdict', 'DEFECT');
  await expect(asks(bench)).toContainText('Lift the piece');
  await expect.poll(() => inspectionsOf(station.data).length, { timeout: 60_000 }).toBe(3);
  await bench.keyboard.press('Shift+F2');
  await expect(edge(bench)).toHaveCount(0);
  await bench.waitForTimeout(2000);
  const recorded = inspectionsOf(station.data);
  expect(recorded.map(({ data }) => data.trigger)).toEqual(['hands-free', 'hands-free', 'hands-free']);
  // Seeds 2, 3 and 4 of the demo scene: damaged, then as their chance has it; the bench itself is none of them.
  expect(new Set(recorded.map(({ data }) => data.image.sha256)).size).toBe(3);
});

base('how it looks', async () => {
  base.setTimeout(300_000);
  const settings = { theme: 'system', retireSeconds: 120 } as const;
  {
    await using empty = await openBench({ settings, scene: 'empty' });
    await new InspectScreen(empty.page).ready();
    await empty.page.keyboard.press('Shift+F2');
    await expect(asks(empty.page)).toContainText('Place a piece');
    await look(empty.page, 'inspect-hands-free-empty');
  }
  await using demo = await openBench({ settings });
  const inspect = new InspectScreen(demo.page);
  await inspect.ready();
  await demo.page.keyboard.press('Shift+F2');
  await inspect.says('verdict', 'DEFECT');
  await expect(asks(demo.page)).toContainText('Lift the piece');
  await look(demo.page, 'inspect-hands-free-verdict', { brief: true });
});

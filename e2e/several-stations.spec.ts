import { openBench } from './bench.ts';
import { readJournal } from './journal.ts';
import { look } from './looks.ts';
import { followedIn } from './other-station.ts';
import { HistoryScreen } from './pages/history.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ReviewScreen } from './pages/review.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { expect, test } from './station.ts';

test.describe.configure({ timeout: 240_000 });

test('a desk that follows two stations: History and Review say whose inspection it is, and what the desk says is about theirs', async () => {
  const ids: Record<string, string> = {};
  const ada = { id: 'ada', role: 'qa' } as const;
  await using bench = await openBench({
    settings: { theme: 'system' },
    prepare: async (data) => {
      ids.north = await followedIn(data, 'Bench North', async ({ inspect, journal }) => {
        ids.piece = await inspect(1, { verdict: 'defect', score: 0.9 });
        const second = await inspect(2, { verdict: 'unsure', score: 0.4 });
        await inspect(3, {});
        await journal.append(
          'label.set',
          { inspection: second, replaces: [], verdict: 'defect', class: 'pit' },
          ada,
        );
      });
      ids.south = await followedIn(data, 'Bench South', async ({ inspect, journal }) => {
        await inspect(4, { verdict: 'unsure', score: 0.4 });
        await inspect(6, { verdict: 'unsure', score: 0.5 }, true);
        // Heard of the other bench's piece, and said something else than the desk will.
        await journal.append(
          'label.set',
          { inspection: ids.piece!, replaces: [], verdict: 'pass', comment: 'only a reflection' },
          ada,
        );
        await inspect(5, {});
      });
    },
  });
  const { page, station } = bench;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  await inspect.inspect();
  // The strip shows this station's own pieces alone.
  await expect(page.getByRole('button', { name: /NH-26-/ })).toHaveCount(0);

  const history = new HistoryScreen(page);
  await history.open();
  const { list, filters } = history;
  await expect(list.getByRole('columnheader', { name: 'Station' })).toBeVisible();
  const rows = list.getByRole('row').filter({ has: page.getByRole('gridcell') });
  await expect(rows).toHaveCount(7);
  await list.getByRole('row', { name: /^Bench North .* DEFECT/ }).click();
  const detail = page.getByRole('region', { name: /^Inspection #/ });
  await expect(detail.getByRole('heading', { level: 2 })).toContainText('at Bench North');
  await expect(detail).toContainText('The hash fits the line');
  await expect(detail).toContainText('“only a reflection”');
  await expect(detail).toContainText(/Bench South #\d/);
  await look(page, 'history-stations');
  await filters.getByRole('combobox', { name: 'Station' }).click();
  await page.getByRole('option', { name: 'Bench South' }).click();
  await expect(rows).toHaveCount(3);
  await look(page, 'history-stations-filter', { brief: true });

  await new RoleDrawer(page).become(/^QA/);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.place).toHaveText(/ of \d+ · oldest first/);
  await expect(page.getByRole('navigation', { name: 'Queue' })).toContainText('Bench South');
  await review.painted();
  await look(page, 'review-stations');
  await page.keyboard.press('Control+F');
  await page.getByRole('search', { name: 'Filter' }).getByRole('combobox', { name: 'Station' }).click();
  await page.getByRole('option', { name: /^Bench South/ }).click();
  await expect(review.place).toHaveText(/^1 of 2 /);
  await page.keyboard.press('Escape');
  await review.painted();
  const labelled = await review.label('0');
  expect(labelled).toMatch(new RegExp(`^${ids.south}-`));
  await expect(review.line).toHaveText(/^Saved: Good, /);
  const labels = readJournal(station.data).flatMap((event) =>
    event.kind === 'label.set' ? [event.data] : [],
  );
  expect(labels).toMatchObject([{ inspection: labelled, verdict: 'pass' }]);
  // It is folded onto that station's inspection here.
  await history.open();
  await expect(rows.filter({ hasText: 'Bench South' }).filter({ hasText: 'Good' })).toHaveCount(1);
});

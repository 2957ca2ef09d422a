import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { grouped } from '../ml/dataset/grouped.ts';
import { defaultPolicy } from '../ml/sample/policy.ts';
import { createRandom } from '../ml/demo/random.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { ReviewScreen } from './pages/review.ts';
import { StatusBar } from './pages/status-bar.ts';
import { fillWith, instrumentPhotographs, renderedPieces } from './reviewed-pieces.ts';
import { openReviewPage } from './review-page.ts';
import { clientOf } from './station-client.ts';
import { expect, startStation, test } from './station.ts';

const full = process.env['LOUPE_FULL'] === '1';
const seed = Number(process.env['LOUPE_SEED'] ?? 20261121);

/** What a key says, as the journal has it; `A` says what the model said. */
const answers: Readonly<Record<string, { verdict: string; class?: string }>> = {
  '0': { verdict: 'pass' },
  '1': { verdict: 'defect', class: 'anomaly' },
  U: { verdict: 'cannot-tell' },
  R: { verdict: 'bad-picture' },
};

interface Given {
  readonly inspection: string;
  readonly key: string;
  readonly regions: number;
}

test.setTimeout(1_800_000);
const photographs = instrumentPhotographs(full ? 100 : 8);
for (const [what, pictures, reviews, kills] of [
  ['rendered pieces', () => renderedPieces(full ? 200 : 24), full ? 100 : 18, full ? 10 : 3],
  [
    'rendered pieces and photographs of instruments',
    () => [...renderedPieces(full ? 100 : 8), ...photographs],
    full ? 100 : 12,
    full ? 10 : 2,
  ],
] as const)
  test(`${reviews} reviews of ${what} by keyboard alone, the page killed ${kills} times: what was said to be saved is in the journal once, and undo finds its picture`, async () => {
    test.skip(
      /photographs/.test(what) && photographs.length === 0,
      'the photographs of instruments are not here (LOUPE_DATA)',
    );
    const random = createRandom(seed);
    const folder = mkdtempSync(join(tmpdir(), 'loupe-hundred-'));
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ theme: 'system' }));
    const station = await startStation(data);
    let window = await openReviewPage(station.url);
    try {
      await expect(new StatusBar(window.page).slot('model')).toContainText('starter v1');
      const lead = await clientOf(window.page, 'qa-lead');
      const { stationId } = await lead.station.about();
      await lead.review.setPolicy({ ...defaultPolicy, controlEvery: 1, burstSeconds: 0 });
      await fillWith(lead, pictures());
      const verdicts = new Map(
        inspectionsOf(data).map(({ seq, data: one }) => [`${stationId}-${seq}`, one.verdict]),
      );

      const given: Given[] = [];
      const acknowledged = new Set<string>();
      const wasSaved = (life: number, said: readonly Given[]) => {
        // The line names the last that is on disk: what was given before it in this life is there too.
        for (const seq of window.saved) {
          const last = said.findIndex(({ inspection }) => inspection === `${stationId}-${seq}`);
          expect([life, seq, last]).not.toEqual([life, seq, -1]);
          for (const { inspection } of said.slice(0, last + 1)) acknowledged.add(inspection);
        }
      };
      let undone = 0;
      for (let life = 0; life <= kills; life++) {
        const review = await opened(window.page, waitingIn(data));
        const said: Given[] = [];
        const last = lastLabel(data);
        if (last !== null) {
          // Taken back by a page that has never seen it, and said again.
          await review.page.keyboard.press('z');
          await expect(review.line).toHaveText(new RegExp(`^Undone: .*, #${last.split('-')[1]}\\. Again X$`));
          await expect(review.picture).toHaveAttribute('data-painted', last);
          await review.page.keyboard.press('x');
          await expect(review.line).toHaveText(new RegExp(`^Saved: .*, #${last.split('-')[1]}\\. `));
          undone++;
        }
        window.saved.length = 0;
        const until = life === kills ? reviews : Math.ceil(((life + 1) * reviews) / (kills + 1));
        while (given.length < until) {
          const inspection = await review.painted();
          const decided = ['pass', 'defect'].includes(verdicts.get(inspection) ?? '');
          const key = ['0', '0', '1', '1', 'U', 'R', decided ? 'A' : '0'][random.below(7)]!;
          const regions = key === '1' && random.below(2) === 0 ? await drawBox(review) : 0;
          const one = { inspection, key, regions };
          said.push(one);
          given.push(one);
          if (given.length < until) await review.label(key);
          else await review.page.keyboard.press(key);
        }
        if (life === kills) {
          await expect(review.line).toHaveText(/^Saved: /);
          await expect.poll(() => window.saved.at(-1)).toBe(Number(given.at(-1)!.inspection.split('-')[1]));
        } else {
          // Somewhere between the key and the disk, or just behind it.
          await review.page.waitForTimeout(random.below(150));
          await window.kill(life % 2 === 0 ? 'page' : 'browser');
        }
        wasSaved(life, said);
        if (life < kills) window = await window.again();
      }

      const labels = readJournal(data).flatMap((event) => (event.kind === 'label.set' ? [event] : []));
      const withdrawn = new Set(
        readJournal(data).flatMap((event) => (event.kind === 'label.withdrawn' ? event.data.label : [])),
      );
      const standing = labels.filter(({ seq }) => !withdrawn.has(`${stationId}-${seq}`));
      const times = grouped(standing, (one) => [one.data.inspection]);
      for (const [inspection, all] of times) expect([inspection, all.length]).toEqual([inspection, 1]);
      // A picture whose key died with its page came again: the later key holds.
      for (const { inspection, key, regions } of new Map(
        given.map((one) => [one.inspection, one]),
      ).values()) {
        const label = times.get(inspection)?.[0]?.data;
        // A key that died with its page was never said to be saved.
        if (label === undefined) {
          expect([inspection, acknowledged.has(inspection)]).toEqual([inspection, false]);
          continue;
        }
        const wanted = answers[key] ?? { verdict: verdicts.get(inspection)! };
        expect([inspection, label.verdict, label.class?.length ?? 0]).toEqual([
          ...[inspection, wanted.verdict],
          wanted.verdict === 'defect' ? expect.any(Number) : 0,
        ]);
        if (undoneAgain(labels, inspection)) continue;
        expect([inspection, label.regions?.length ?? 0]).toEqual([inspection, regions]);
      }
      expect(acknowledged.size).toBeGreaterThan(given.length - kills - 1);
      expect(undone).toBeGreaterThan(0);
      console.log(
        `reviews: ${given.length} of ${verdicts.size} inspections (seed ${seed}), ${kills} kills, ${acknowledged.size} acknowledged, ` +
          `${standing.length} in the journal, 0 lost, 0 twice; ${given.filter(({ regions }) => regions > 0).length} with a region drawn by keyboard; ` +
          `${undone} undone after a restart and said again`,
      );
    } finally {
      await window.close();
      await station.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

/** The review screen of a page that was just opened, as the QA lead. */
async function opened(page: Page, waiting: number): Promise<ReviewScreen> {
  await new RoleDrawer(page).become(/^QA/);
  // The queue is frozen as it is opened: it has to be all there.
  await expect(page.getByRole('button', { name: 'Review' })).toContainText(String(waiting));
  const review = new ReviewScreen(page);
  await review.open();
  await review.painted();
  return review;
}

/** A box from the middle of the picture to the right and down. */
async function drawBox({ page, drawing, regions }: ReviewScreen): Promise<number> {
  await page.keyboard.press('b');
  await expect(drawing).toContainText('BOX');
  for (const key of ['Enter', 'Control+ArrowRight', 'Control+ArrowDown', 'Enter', 'Escape'])
    await page.keyboard.press(key);
  await expect(regions).toContainText('1 region goes with the label');
  return 1;
}

/** Every picture that was judged waits once, until it is labelled. */
const waitingIn = (data: string): number =>
  new Set(
    inspectionsOf(data).flatMap(({ data: one }) => (one.verdict === 'no-result' ? [] : one.image.sha256)),
  ).size - labelledIn(data);
const labelledIn = (data: string): number =>
  new Set(readJournal(data).flatMap((event) => (event.kind === 'label.set' ? event.data.inspection : [])))
    .size;

/** The inspection of the last label that stands. */
function lastLabel(data: string): string | null {
  const all = readJournal(data);
  const gone = new Set(
    all.flatMap((event) => (event.kind === 'label.withdrawn' ? event.data.label.split('-')[1]! : [])),
  );
  const last = all.findLast((event) => event.kind === 'label.set' && !gone.has(String(event.seq)));
  return last?.kind === 'label.set' ? last.data.inspection : null;
}

const undoneAgain = (labels: readonly { data: { inspection: string } }[], of: string): boolean =>
  labels.filter(({ data }) => data.inspection === of).length > 1;

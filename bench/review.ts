import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsSchema } from '../electron/contract/settings.ts';
import { screenChord } from '../renderer/keys/keymap.ts';
import { defaultPolicy } from '../ml/sample/policy.ts';
import { fillQueue } from '../e2e/full-queue.ts';
import { inspectionsOf } from '../e2e/journal.ts';
import { RoleDrawer } from '../e2e/pages/role-drawer.ts';
import { StatusBar } from '../e2e/pages/status-bar.ts';
import { bareDraw, bareRead, chosen, inPage, keyToPicture, shown } from './review-measures.ts';
import { fillWith, renderedPieces } from '../e2e/reviewed-pieces.ts';
import { clientOf } from '../e2e/station-client.ts';
import { openBrowser, startStation } from '../e2e/station.ts';

// Review, in the built product and in Chromium. Key → next picture painted, beside the same pictures decoded and drawn and nothing else; each
// filter and order of a queue of 100,000, from the choice until it is painted, beside a bare IndexedDB read of the same rows.
// `node bench/review.ts [samples] [pictures]`; read the ratios, the times belong to this machine and its load.

const samples = Number(process.argv[2] ?? 100_000);
const pieces = Number(process.argv[3] ?? 60);
/** A key labels when it is let go and no other came for so long: a scanner's burst must label nothing. */
const { scanGapMs } = settingsSchema.parse({});

/** Of values; the nearest rank. */
const at = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(part * values.length) - 1)] ??
  Number.NaN;
const spread = (values: readonly number[]) =>
  `p50 ${at(values, 0.5).toFixed(1)}, p95 ${at(values, 0.95).toFixed(1)} ms`;
const times = (value: number, than: number) => `× ${(value / than).toFixed(2)}`;

process.env['LOUPE_CHROMIUM'] ??= process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const folder = await mkdtemp(join(tmpdir(), 'loupe-bench-review-'));
const data = join(folder, 'data');
await mkdir(data);
await writeFile(join(data, 'settings.json'), JSON.stringify({ theme: 'system' }));
const station = await startStation(data);
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(inPage);
  await page.goto(`${station.url}&source=demo`);
  for (
    const model = new StatusBar(page).slot('model');
    !/starter v1/.test((await model.textContent()) ?? '');
  )
    await page.waitForTimeout(200);
  const lead = await clientOf(page, 'qa-lead');
  const { stationId } = await lead.station.about();
  await lead.review.setPolicy({ ...defaultPolicy, controlEvery: 1, burstSeconds: 0 });
  await fillWith(lead, renderedPieces(pieces + 1, { width: 1280, height: 720 }));
  await new RoleDrawer(page).become(/^QA/);
  await page.waitForFunction(
    (count) => Number(document.querySelector('.rail-count')?.textContent) >= count,
    pieces,
  );
  await page.keyboard.press(screenChord('review'));
  await shown(page);
  console.log(
    `load ${loadavg()[0]?.toFixed(2)} · Chromium ${browser.version()} · ${pieces} pictures of 1280 × 720`,
  );
  const keys = await keyToPicture(page, pieces);
  const previews: Uint8Array[] = [];
  for (const {
    data: {
      image: { sha256 },
    },
  } of inspectionsOf(data).slice(0, pieces))
    previews.push(await lead.images.preview({ sha256, page: 0, width: 1280 }));
  const bare = await bareDraw(page, previews);
  console.log(`key → next picture painted, ${keys.length} labels: ${spread(keys)}`);
  const behind = keys.map((ms) => ms - scanGapMs);
  console.log(`behind the scanner's gap of silence (${scanGapMs} ms): ${spread(behind)}`);
  console.log(`the same pictures decoded and drawn, and nothing else: ${spread(bare)}`);
  console.log(
    `that is p95 ${times(at(behind, 0.95), at(bare, 0.95))}, p50 ${times(at(behind, 0.5), at(bare, 0.5))} of bare decode and draw`,
  );

  await page.keyboard.press('Alt+1');
  await fillQueue(page, stationId, samples);
  const { rows, took } = await bareRead(page);
  const read = at(took, 0.5);
  console.log(
    `\nload ${loadavg()[0]?.toFixed(2)} · a queue of ${rows}; a bare IndexedDB read of its rows: ${spread(took)}`,
  );
  const from = performance.now();
  await page.keyboard.press(screenChord('review'));
  await page.locator('.review-queue li').first().waitFor();
  const opened = performance.now() - from;
  console.log(
    `Review opened until its queue is there: ${opened.toFixed(0)} ms, ${times(opened, read)} (with the driver's own time)`,
  );
  await page.keyboard.press('Control+f');
  for (const [field, option] of [
    ...[
      ['Order', 0],
      ['Order', 1],
      ['Order', 2],
      ['Order', 3],
      ['Reason', 0],
    ],
    ...[
      ['Instrument', 0],
      ['Technician', 0],
      ['Model version', 0],
      ['Verdict', 0],
    ],
  ] as const) {
    const { name, took: ms } = await chosen(page, String(field), Number(option));
    console.log(`${`${field}: ${name}`.padEnd(44)} ${spread(ms)}, ${times(at(ms, 0.5), read)}`);
  }
} finally {
  await browser.close();
  await station.stop();
  await rm(folder, { recursive: true, force: true });
}

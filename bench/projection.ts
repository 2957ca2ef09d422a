import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium } from 'playwright';
import { build } from 'vite';
import { serveSynthetic, SyntheticJournal } from './synthetic-station.ts';

// The journal rebuilt into Dexie, in a real browser with a real profile, through the real worker and contract, with History on the screen:
// how long it takes, and what the page feels of it. `node bench/projection.ts [lines]`, 200,000 unless said.

/** Runs in the page, before it: gaps between painted frames, tasks longer than 50 ms, and a click that is timed to its paint. */
const probe = `
  const gaps = (globalThis.gaps = []); const tasks = (globalThis.tasks = []);
  let last = performance.now();
  const frame = (now) => { gaps.push(now - last); last = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => { for (const e of list.getEntries()) tasks.push(e.duration); }).observe({ entryTypes: ['longtask'] });
`;

/** Builds the screen's stage page as the product is built. @returns the folder */
export async function buildStage(folder: string): Promise<void> {
  await build({
    root: resolve('renderer'),
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { input: resolve('renderer/history/stage.html') },
    },
  });
}

async function measure(lines: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-bench-'));
  await buildStage(join(folder, 'page'));
  const journal = new SyntheticJournal(lines, Date.now());
  const bytes = journal.lines.reduce((sum, line) => sum + line.length + 1, 0);
  const station = await serveSynthetic(journal, join(folder, 'page'));
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), { executablePath });
  try {
    console.log(
      `load ${loadavg()[0]?.toFixed(2)} · ${lines} lines, ${Math.round(bytes / lines)} bytes each · ${context.browser()?.version() ?? ''}`,
    );
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error('page:', error.message));
    await page.addInitScript(probe);
    const start = performance.now();
    await page.goto(`${station.origin}/history/stage.html`);
    await page.getByText(/Rebuilding the list/).waitFor();
    await page.evaluate('gaps.length = tasks.length = 0');
    const clicks: number[] = [];
    const list = page.getByRole('grid', { name: 'Inspections' });
    while (!(await list.isVisible())) {
      const before = performance.now();
      await page
        .getByText('Heat map')
        .or(page.getByRole('textbox', { name: /Serial/ }))
        .first()
        .click();
      clicks.push(performance.now() - before);
      await page.waitForTimeout(250);
    }
    const seconds = (performance.now() - start) / 1000;
    const { gaps, tasks } = await page.evaluate<{ gaps: number[]; tasks: number[] }>('({ gaps, tasks })');
    console.log(`rebuilt and listed in ${seconds.toFixed(1)} s, ${Math.round(lines / seconds)} lines/s`);
    console.log(
      `frames ${gaps.length}: gap ${spread(gaps)} · long tasks ${tasks.length}${tasks.length ? `, longest ${Math.max(...tasks).toFixed(0)} ms` : ''}`,
    );
    console.log(`clicks while rebuilding ${clicks.length}: ${spread(clicks)} (with the driver's own time)`);

    const again = performance.now();
    await page.reload();
    await page
      .getByRole('row', { name: new RegExp(`^${journal.head}`) })
      .or(list)
      .first()
      .waitFor();
    console.log(`opened again in ${Math.round(performance.now() - again)} ms`);
    const stored = await page.evaluate<number>('navigator.storage.estimate().then((e) => e.usage)');
    console.log(`store ${Math.round(stored / 1e6)} MB`);
  } finally {
    await context.close();
    station.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(0);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms`;
}

await measure(Number(process.argv[2] ?? 200_000));

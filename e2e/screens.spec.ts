import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inferenceWorkers, openBench } from './bench.ts';
import { inspectionsOf } from './journal.ts';
import { moveLimits } from './limits.ts';
import { lengthen } from './long-journal.ts';
import { look } from './looks.ts';
import { HistoryScreen } from './pages/history.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { StatusBar } from './pages/status-bar.ts';
import { expect, test } from './station.ts';

test.describe.configure({ timeout: 240_000 });

// Every screen and state, looked at: pictures in out/screens, and no serious accessibility finding (look.ts).

const settings = { theme: 'system', retireSeconds: 120, scanGapMs: 80 } as const;

test('Inspect: a defect, its overlays, its decision, an ID, a past result', async () => {
  await using bench = await openBench({ settings, scene: 2 });
  const { page } = bench;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  await look(page, 'inspect-ready', { keepAll: true });

  expect(await inspect.inspect()).toBe('DEFECT');
  await look(page, 'inspect-defect', { keepAll: true });
  await inspect.overlay();
  await expect(page.locator('.heat-map')).toBeVisible();
  await look(page, 'inspect-defect-heat-map');
  await inspect.overlay();
  await inspect.overlay();
  await page.keyboard.press('F7');
  await expect(inspect.decisions.getByRole('button', { name: 'Repair' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await look(page, 'inspect-defect-decided');

  await inspect.scan('Kerrison 40-552 long shaft bayonet SN 118-2207-A');
  await inspect.says('last');
  await look(page, 'inspect-last');
  await inspect.inspect();
  await look(page, 'inspect-defect-named');

  await page.keyboard.press('F2');
  await page.keyboard.type('NH-26-0000', { delay: 120 });
  await look(page, 'inspect-typing-id');
  await page.keyboard.press('Enter');

  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await inspect.says('past');
  await expect(page.getByRole('img', { name: 'Picture of' })).toBeVisible();
  await look(page, 'inspect-past', { keepAll: true });
  await page.keyboard.press('Escape');

  await inspect.scan('LOUPE:T:7');
  await expect(page.getByText(/^Tray 7 ·/)).toBeVisible();
  await inspect.scan('SN-1');
  await inspect.inspect();
  await expect(page.getByText('1 without decision')).toBeVisible();
  await look(page, 'inspect-tray-undecided');

  await page.keyboard.press('F1');
  await look(page, 'inspect-keys');
  await page.keyboard.press('F1');
});

test('Inspect: a pass, and judging that takes its time', async () => {
  await using bench = await openBench({ settings: { ...settings, judgeLimitMs: 60_000 }, scene: 1 });
  const { page, station } = bench;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  expect(await inspect.inspect()).toBe('PASS');
  await look(page, 'inspect-pass', { keepAll: true });

  const workers = inferenceWorkers(station);
  expect(workers.length).toBeGreaterThan(0);
  for (const worker of workers) process.kill(worker, 'SIGSTOP');
  try {
    await inspect.press();
    await inspect.says('judging', 'JUDGING');
    await look(page, 'inspect-judging', { brief: true });
    await inspect.says('judging', 'Still judging');
    await look(page, 'inspect-still-judging');
  } finally {
    for (const worker of workers) process.kill(worker, 'SIGCONT');
  }
  await inspect.says('verdict');
});

test('Inspect: between the limits', async () => {
  await using bench = await openBench({
    settings,
    scene: 1,
    prepare: (data) => moveLimits(data, { pass: 0.2, defect: 0.9 }),
  });
  const inspect = new InspectScreen(bench.page);
  await inspect.ready();
  expect(await inspect.inspect()).toBe('UNSURE');
  await look(bench.page, 'inspect-unsure', { keepAll: true });
});

test('Inspect: a dark picture, the keyboard elsewhere, another window, the station gone', async () => {
  await using bench = await openBench({ settings, scene: 'dark' });
  const { page } = bench;
  const inspect = new InspectScreen(page);
  await inspect.ready();
  expect(await inspect.inspect()).toBe('NO RESULT');
  await look(page, 'inspect-no-result', { keepAll: true });
  await inspect.scan('SN-2');
  await inspect.says('last');
  await look(page, 'inspect-last-no-result');

  const other = await bench.another();
  await new InspectScreen(other).says('cannot', 'Another window');
  await look(other, 'inspect-another-window');
  // Playwright pretends that every page has the keyboard.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  await other.bringToFront();
  await inspect.says('elsewhere', 'KEYBOARD IS ELSEWHERE');
  await look(page, 'inspect-keyboard-elsewhere');
  await other.close();
  await page.bringToFront();
  await inspect.says('last');

  await bench.station.stop();
  await inspect.says('cannot', 'does not answer');
  await look(page, 'inspect-station-gone', { keepAll: true });
});

test('Inspect: no camera, no disk, no model', async () => {
  {
    await using bench = await openBench({ settings, source: 'camera' });
    await new InspectScreen(bench.page).says('cannot', 'No camera');
    await look(bench.page, 'inspect-no-camera');
  }
  {
    await using bench = await openBench({ settings: { ...settings, diskFloorBytes: 1e15 } });
    await new InspectScreen(bench.page).says('cannot', 'disk');
    await look(bench.page, 'inspect-disk-low');
    await new StatusBar(bench.page).slot('disk').click();
    await look(bench.page, 'status-disk');
  }
  {
    await using bench = await openBench({
      settings,
      async prepare(data) {
        await moveLimits(data, { pass: 0.1, defect: 0.9 });
        const model = join(data, 'models', 'starter', '2', 'model.onnx');
        const bytes = readFileSync(model);
        bytes[1000]! ^= 1;
        writeFileSync(model, bytes);
      },
    });
    await new InspectScreen(bench.page).says('cannot', 'model');
    await look(bench.page, 'inspect-no-model');
  }
});

test('the demo scene and History', async () => {
  await using bench = await openBench({ settings });
  const { page, station } = bench;
  const inspect = new InspectScreen(page);
  const history = new HistoryScreen(page);
  await inspect.ready();
  await history.open();
  await expect(page.getByText('No inspections yet')).toBeVisible();
  await look(page, 'history-empty');
  await page.keyboard.press('Alt+1');
  await inspect.ready();

  for (let i = 0; i < 6; i++) {
    if (i % 2 === 0) await inspect.scan(`NH-26-00000${i}`);
    await inspect.inspect();
    if (i === 1) await look(page, 'inspect-demo-defect', { brief: true });
    await inspect.nextPiece();
  }
  await look(page, 'inspect-demo-last', { brief: true });

  await history.open();
  await history.choose('DEFECT');
  await look(page, 'history-defect', { keepAll: true });
  await page.keyboard.press('F3');
  await look(page, 'history-heat-map', { keepAll: true });
  await page.keyboard.press('F3');
  await page.keyboard.press('F3');
  await page.keyboard.press('F4');
  await expect(page.getByText('Sent to review: 1')).toBeVisible();
  await look(page, 'history-sent-to-review');
  await page.keyboard.press('Control+E');
  await look(page, 'history-export');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();

  const other = await bench.another();
  await other.getByRole('button', { name: 'Take over' }).click();
  const second = new InspectScreen(other);
  await second.ready();
  await second.inspect();
  await other.close();
  await expect(page.getByRole('button', { name: '1 new: show' })).toBeVisible();
  await look(page, 'history-new');
  await page.getByRole('button', { name: '1 new: show' }).click();

  await page.keyboard.press('Control+F');
  await page.keyboard.type('nothing like it', { delay: 80 });
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await look(page, 'history-nothing-matches');
  await page.getByRole('button', { name: 'Clear filters' }).click();

  const [first] = inspectionsOf(station.data);
  const { sha256 } = first!.data.image;
  const shelf = join(station.data, 'images', sha256.slice(0, 2));
  for (const name of readdirSync(shelf)) if (name.startsWith(sha256)) rmSync(join(shelf, name));
  await expect(history.list.getByRole('row')).toHaveCount(8); // its head and seven
  await history.list.getByRole('row').last().click();
  await expect(page.getByText('Image missing')).toBeVisible();
  await look(page, 'history-image-missing');
  await page.keyboard.press('F1');
  await look(page, 'history-keys');
  await page.keyboard.press('F1');

  // Far behind its journal, History rebuilds its list under a bar.
  await station.stop();
  lengthen(station.data, 30_000);
  await station.restart();
  await page.goto(station.url);
  await page.keyboard.press('Alt+2');
  await expect(page.getByText('Rebuilding the list from the journal')).toBeVisible();
  await look(page, 'history-rebuilding', { brief: true });
});

test('who is working, and the station', async () => {
  await using bench = await openBench({ settings });
  const { page } = bench;
  await new InspectScreen(page).ready();
  const role = new RoleDrawer(page);
  await role.open();
  await look(page, 'role-drawer', { keepAll: true });
  await page.keyboard.press('Escape');
  const place = new StationScreen(page);
  await place.open();
  await look(page, 'station-technician');
  await role.become(/Admin/);
  await place.addPerson('Aylin Kaya-Sonnenschein', 'qa', '4071');
  await look(page, 'station-people');
  const looks = await place.choose('Text size, theme, language');
  await looks.getByLabel('Text size').selectOption('125');
  await expect(page.getByText('Text size: 100 % → 125 %')).toBeVisible();
  await look(page, 'station-admin', { keepAll: true });
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  const journal = await place.choose('Journal health');
  await journal.getByRole('button', { name: 'Check every line' }).click();
  await expect(page.getByText('the chain is whole')).toBeVisible();
  await look(page, 'station-journal');
  await place.choose('About');
  await look(page, 'station-about');
  await role.open();
  await role.drawer.getByRole('button', { name: /Aylin/ }).click();
  await look(page, 'role-pin');
});

import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { HistoryScreen } from './pages/history.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { expect, test } from './station.ts';

/** A scanner may just have sent a printable key: the keys that dispose wait for half a second after one (UI.md section 2). */
const guardMs = 600;

test('the whole job without a mouse: inspect, decide, look back, a tray, History, another role', async () => {
  await using bench = await openBench({ scene: 2, settings: { retireSeconds: 120, scanGapMs: 80 } });
  const { page, station } = bench;
  const keys = page.keyboard;
  const inspect = new InspectScreen(page);
  const pressed = (name: string) => inspect.decisions.getByRole('button', { name, pressed: true });
  const decisions = () =>
    readJournal(station.data).flatMap((event) =>
      event.kind === 'disposition.set' ? [event.data.disposition] : [],
    );
  await inspect.ready();

  // An ID by hand, one piece, one answer that names it.
  await inspect.typeId('NH-26-000002');
  await expect(inspect.banner).toContainText('Next: NH-26-000002');
  expect(await inspect.inspect()).toBe('DEFECT');
  await expect(inspect.banner).toContainText('NH-26-000002');

  // Every decision, and back.
  await page.waitForTimeout(guardMs);
  for (const [key, name] of [
    ['F4', 'Leave to QA'],
    ['F7', 'Repair'],
    ['F8', /Re.clean/],
    ['F9', 'Replace'],
  ] as const) {
    await keys.press(key);
    await expect(inspect.decisions.getByRole('button', { name, pressed: true })).toBeVisible();
  }
  await keys.press('Control+Z');
  await expect(inspect.decisions.getByRole('button', { name: /Re.clean/, pressed: true })).toBeVisible();
  await keys.press('Shift+F9');
  await expect(inspect.banner).toContainText('Once more');
  await expect(pressed('Discard')).toHaveCount(0);
  await keys.press('Shift+F9');
  await expect(pressed('Discard')).toBeVisible();
  expect(decisions()).toEqual(['leave-to-qa', 'repair', 're-clean', 'replace', 're-clean', 'discard']);

  // The overlay, the view.
  await keys.press('F3');
  await expect(page.locator('.heat-map')).toBeVisible();
  await keys.press('F3');
  await keys.press('F3');
  await expect(page.locator('.overlay')).toBeVisible();
  const picture = page.getByTestId('main-picture');
  const place = async () => (await picture.boundingBox())!;
  const whole = await place();
  await keys.press('PageUp');
  await expect.poll(async () => (await place()).width).toBeCloseTo(1.5 * whole.width, 0);
  const middle = await place();
  await keys.press('Shift+ArrowRight');
  await expect.poll(async () => (await place()).x).toBeLessThan(middle.x);
  await keys.press('PageDown');
  await expect.poll(async () => (await place()).width).toBeCloseTo(whole.width, 0);

  // The same piece again keeps its ID.
  await keys.press('F6');
  await inspect.trigger();
  const [first, again] = inspectionsOf(station.data);
  expect([first?.data.identity.serial, again?.data.identity.serial]).toEqual([
    'NH-26-000002',
    'NH-26-000002',
  ]);

  // Past results, and three ways back.
  const number = (at: number) => `#${inspectionsOf(station.data)[at]!.seq}`;
  await keys.press('ArrowLeft');
  await inspect.says('past', number(0));
  await keys.press('ArrowRight');
  await inspect.says('past', number(1));
  await keys.press('Home');
  await inspect.says('verdict');
  await keys.press('ArrowLeft');
  await inspect.says('past');
  await keys.press('Escape');
  await inspect.says('verdict');

  // A tray by its field; it does not close before its piece is decided.
  const field = page.getByRole('textbox', { name: 'Open a tray' });
  for (let i = 0; i < 30 && !(await field.evaluate((element) => element === document.activeElement)); i++)
    await keys.press('Tab');
  await expect(field).toBeFocused();
  await keys.type('Basic 7', { delay: 120 });
  await keys.press('Enter');
  await expect(page.getByText(/^Tray Basic 7 ·/)).toBeVisible();
  await inspect.scan('NH-26-000003');
  await inspect.trigger();
  await expect(page.getByText('1 without decision')).toBeVisible();
  await keys.press('End');
  await keys.press('End');
  await expect(inspect.banner).toContainText('no decision');
  await page.waitForTimeout(guardMs);
  await keys.press('F7');
  await expect(page.getByText('All decided')).toBeVisible();
  await keys.press('End');
  await keys.press('End');
  await expect(field).toBeVisible();
  expect(readJournal(station.data).map(({ kind }) => kind)).toContain('tray.closed');

  // History.
  const history = new HistoryScreen(page);
  await history.open();
  const chosen = history.list.getByRole('row', { selected: true });
  await expect(chosen).toContainText('NH-26-000003');
  await keys.press('ArrowDown');
  await expect(chosen).toContainText('NH-26-000002');
  await keys.press('Shift+ArrowDown');
  await expect(chosen).toHaveCount(2);
  await keys.press('F4');
  await expect(page.getByText('Sent to review: 2')).toBeVisible();
  await keys.press('ArrowRight');
  await expect(page.locator('.history-findings button[aria-pressed=true]')).toHaveCount(1);
  await keys.press('Control+F');
  await keys.type('NH-26-000003', { delay: 120 });
  await expect(history.list.getByRole('row')).toHaveCount(2); // its head and one
  await keys.press('Escape');
  await keys.press('Control+E');
  const saved = page.waitForEvent('download');
  await expect(page.getByRole('menuitem', { name: 'These rows as CSV' })).toBeFocused();
  await keys.press('Enter');
  expect((await saved).suggestedFilename()).toBe('loupe-inspections.csv');

  // Another role, from any screen.
  const role = new RoleDrawer(page);
  await role.open();
  await expect(role.drawer.getByRole('button', { name: /Technician/ })).toBeFocused();
  for (let i = 0; i < 5; i++) {
    await keys.press('Tab');
    if (
      await role.drawer.getByRole('button', { name: /Admin/ }).evaluate((e) => e === document.activeElement)
    )
      break;
  }
  await keys.press('Enter');
  await expect(role.drawer).toBeHidden();
  await expect(page.getByRole('button', { name: 'Change role' })).toContainText('Admin');
  await new StationScreen(page).open();

  // The status bar: its cause and remedy.
  await keys.press('Control+B');
  await keys.press('ArrowRight');
  await keys.press('Enter');
  await expect(page.getByText(/judges on/)).toBeVisible();
  await keys.press('Escape');
  await expect(page.getByText(/judges on/)).toBeHidden();
  await keys.press('Alt+1');
  await inspect.says('ready');
});

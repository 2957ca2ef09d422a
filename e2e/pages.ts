import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../renderer/keys/keymap.ts';

/** The Inspect screen, in the technician's words. */
export class InspectScreen {
  readonly page: Page;
  readonly banner: Locator;
  readonly findings: Locator;
  readonly decisions: Locator;
  constructor(page: Page) {
    this.page = page;
    this.banner = page.getByRole('region', { name: 'Answer' });
    this.findings = page.getByRole('list', { name: 'Findings' });
    this.decisions = page.getByRole('group', { name: 'Decision' });
  }

  async ready(): Promise<void> {
    await expect(this.banner).toHaveAttribute('data-banner', 'ready');
    await expect(this.page.locator('canvas[data-frame]').first()).toBeVisible();
  }

  /** What the banner is about: ready, judging, verdict, last, past, cannot, elsewhere. */
  async says(kind: string, text?: string | RegExp): Promise<void> {
    await expect(this.banner).toHaveAttribute('data-banner', kind);
    if (text !== undefined) await expect(this.banner).toContainText(text);
  }

  /** The number of the newest picture on the screen, live or frozen. */
  async #newest(): Promise<number> {
    const numbers = await this.page
      .locator('canvas[data-frame]')
      .evaluateAll((all) => all.map((canvas) => Number((canvas as HTMLElement).dataset['frame'])));
    return Math.max(...numbers);
  }

  /** Waits for a later picture than any on the screen now. */
  async newPicture(): Promise<void> {
    const before = await this.#newest();
    await expect.poll(() => this.#newest(), { intervals: [20] }).toBeGreaterThan(before);
  }

  /** Presses the space bar and waits for the durable answer, also where the picture changes so soon that the answer is the last one by then. */
  async trigger(): Promise<void> {
    const first = this.banner.locator('.banner-first');
    const before = (await first.textContent()) ?? '';
    await this.press();
    await expect(first).toHaveText(/#\d+/);
    await expect(first).not.toHaveText(before);
    await expect(this.banner).toHaveAttribute('data-banner', /verdict|last/);
  }

  press = () => this.page.keyboard.press('Space');

  /**
   * Presses the space bar on a picture that has just come, since a loaded machine shows old ones for a while, and waits for the durable
   * answer. @returns the word on the banner
   */
  async inspect(): Promise<string> {
    await this.newPicture();
    await this.press();
    await expect(this.banner).toHaveAttribute('data-banner', /verdict|cannot/);
    return (await this.banner.locator('.banner-word').textContent()) ?? '';
  }

  async nextPiece(): Promise<void> {
    const before = await this.#newest();
    await this.page.getByRole('button', { name: 'Next demo piece' }).click();
    // The fixture is empty for six pictures; who presses then inspects that.
    await expect.poll(() => this.#newest(), { intervals: [50] }).toBeGreaterThan(before + 8);
    await expect(this.banner).toHaveAttribute('data-banner', /ready|last/);
  }

  /** What a scanner sends: the code in one burst, ended by Enter. */
  async scan(code: string): Promise<void> {
    await this.page.keyboard.type(code);
    await this.page.keyboard.press('Enter');
    await this.#burstIsOver();
  }

  /** What follows within a scanner's gap (80 ms at most) belongs to the scan; a hand comes later. */
  #burstIsOver = () => this.page.waitForTimeout(160);

  /** F2, the ID by hand, Enter. */
  async typeId(id: string): Promise<void> {
    await this.page.keyboard.press('F2');
    await this.page.keyboard.type(id, { delay: 120 });
    await this.page.keyboard.press('Enter');
  }

  /** F3: findings, heat map, off. */
  overlay = () => this.page.keyboard.press('F3');
}

export class HistoryScreen {
  readonly page: Page;
  readonly list: Locator;
  readonly filters: Locator;
  readonly picture: Locator;
  constructor(page: Page) {
    this.page = page;
    this.list = page.getByRole('grid', { name: 'Inspections' });
    this.filters = page.getByRole('search', { name: 'Filter' });
    this.picture = page.locator('.history-picture');
  }
  open = () => this.page.keyboard.press(screenChord('history'));

  /** Chooses an inspection by its verdict, the newest first. */
  async choose(verdict: string): Promise<void> {
    await this.list.getByRole('row').filter({ hasText: verdict }).first().click();
    await expect(this.picture.locator('canvas').first()).toBeVisible();
  }
}

export class TryScreen {
  readonly page: Page;
  readonly side: Locator;
  readonly verdict: Locator;
  constructor(page: Page) {
    this.page = page;
    this.side = page.getByRole('complementary', { name: 'Result' });
    this.verdict = this.side.getByRole('heading', { level: 1 });
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('try'));
    await expect(this.side).toBeVisible();
  }

  /** Ctrl+O, and that file in the system's own dialog. */
  async choose(file: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.keyboard.press('Control+O');
    await (await chooser).setFiles(file);
  }

  /** Drags a file of this content over the place and lets it go. */
  drop = (name: string, content: string) =>
    dropOn(this.page.getByLabel('Picture file'), name, new TextEncoder().encode(content));
}

export class ModelsScreen {
  readonly page: Page;
  readonly form: Locator;
  readonly card: Locator;
  readonly reason: Locator;
  constructor(page: Page) {
    this.page = page;
    this.form = page.getByRole('form', { name: 'New package' });
    this.card = page.getByRole('article');
    this.reason = page.getByLabel('Reason, for the record');
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('models'));
    await expect(this.card).toBeVisible();
  }
  button = (name: string | RegExp) => this.page.getByRole('button', { name, exact: true });

  /** Ctrl+O, and that file in the system's own dialog. */
  async choose(file: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.keyboard.press('Control+O');
    await (await chooser).setFiles(file);
  }
  /** That folder, in the system's own dialog. */
  async chooseFolder(path: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.button('Add a package folder').click();
    await (await chooser).setFiles(path);
  }
  drop = (name: string, content: Uint8Array) => dropOn(this.page.getByLabel('Model file'), name, content);

  /** Card, Mistakes, Thresholds or Compare of the package that is shown. */
  async view(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }
  limit = (which: 'Pass' | 'Defect') => this.page.getByRole('slider', { name: `${which} limit` });
  /** "Missed 0 of 60 …" */
  readonly counts = () => this.page.getByText(/^Missed \d+ of/);
  /** Has the proposed side judged, and waits for it. */
  async judge(): Promise<void> {
    await this.button(/^Judge \d+ \w+ pictures$/).click();
  }
}

export class DatasetsScreen {
  readonly page: Page;
  readonly name: Locator;
  readonly form: Locator;
  readonly grid: Locator;
  constructor(page: Page) {
    this.page = page;
    this.name = page.locator('.datasets-head').getByRole('heading', { level: 1 });
    this.form = page.getByRole('form', { name: /^(Import|Add pictures)$/ });
    this.grid = page.getByRole('grid', { name: 'Pictures' });
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('datasets'));
    await expect(this.page.getByRole('navigation', { name: 'Datasets of this station' })).toBeVisible();
  }
  button = (name: string | RegExp) => this.page.getByRole('button', { name, exact: true });
  tab = (name: string) => this.page.getByRole('tab', { name }).click();
  finding = (title: string) => this.page.getByRole('region', { name: title });

  /** Ctrl+O, and that folder in the system's own dialog. */
  async chooseFolder(path: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.keyboard.press('Control+O');
    await (await chooser).setFiles(path);
    await expect(this.form).toBeVisible();
  }
  async addFolder(path: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.button('Add pictures').click();
    await (await chooser).setFiles(path);
    await expect(this.form).toBeVisible();
  }
  walkTo = (target: Locator) => walkTo(this.page, target);
}

/** Tab, until that has the focus. */
export async function walkTo(page: Page, target: Locator): Promise<void> {
  const there = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60; presses++) {
    if (await there()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('no Tab leads there');
}

/** Drags a file of this content over a place and lets it go. */
async function dropOn(place: Locator, name: string, content: Uint8Array): Promise<void> {
  const dataTransfer = await place.page().evaluateHandle(
    ([bytes, called]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], called));
      return data;
    },
    [[...content], name] as const,
  );
  await place.dispatchEvent('drop', { dataTransfer });
}

/** Teach, Full. */
export class FullTeachScreen {
  readonly page: Page;
  readonly steps: Locator;
  readonly content: Locator;
  constructor(page: Page) {
    this.page = page;
    this.steps = page.getByRole('navigation', { name: 'Steps' });
    this.content = page.getByRole('region', { name: 'Full teach' });
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('teach'));
    await this.page.getByRole('radio', { name: 'Quick' }).focus();
    await this.page.keyboard.press('ArrowRight');
    await expect(this.steps).toBeVisible();
  }
  step = (name: string) => this.steps.getByRole('button', { name: new RegExp(`${name}( done)?$`) }).click();
  button = (name: string | RegExp) => this.content.getByRole('button', { name });
  dataset = (name: string) =>
    this.content.getByRole('list', { name: 'Datasets' }).getByRole('button', { name });

  /** Waits for the end of the run that is shown. */
  ended = (state: string) =>
    expect(this.content.getByRole('region', { name: 'Run' }).getByRole('heading')).toContainText(state, {
      timeout: 180_000,
    });
}

export class QuickTeachScreen {
  readonly page: Page;
  readonly pieces: Locator;
  readonly told: Locator;
  constructor(page: Page) {
    this.page = page;
    this.pieces = page.getByRole('list', { name: 'Captured pieces' }).getByRole('button');
    this.told = page.locator('.quick-told');
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('teach'));
    await expect(this.page.getByRole('region', { name: 'Quick teach' })).toBeVisible({ timeout: 60_000 });
  }
  button = (name: string | RegExp) => this.page.getByRole('button', { name });

  /** Lays the next demo piece of a kind, and waits until it is in the live picture. */
  async lay(kind: 'good' | 'damaged'): Promise<void> {
    const canvas = this.page.locator('.quick-live');
    const number = async () => Number(await canvas.getAttribute('data-frame'));
    const live = await canvas.isVisible();
    await this.button(`Next ${kind} demo piece`).click();
    const before = live ? await number() : 0;
    // The fixture is empty for six pictures, and some more are on their way.
    if (live) await expect.poll(number, { intervals: [50], timeout: 60_000 }).toBeGreaterThan(before + 10);
  }

  /** Captures what lies there; the grid has one piece more. */
  async capture(): Promise<void> {
    const before = await this.pieces.count();
    await this.page.keyboard.press('Space');
    await expect(this.pieces).toHaveCount(before + 1, { timeout: 60_000 });
  }
}

export class StationScreen {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('station'));
    await expect(this.page.getByRole('heading', { name: 'Station', level: 1 })).toBeVisible();
  }
  section = (name: string) => this.page.getByRole('heading', { name, level: 2 }).locator('..');

  /** Chooses a section of the list. */
  async choose(name: string): Promise<Locator> {
    await this.page
      .getByRole('navigation', { name: 'Sections' })
      .getByRole('button', { name, exact: true })
      .click();
    await expect(this.section(name)).toBeVisible();
    return this.section(name);
  }

  /** Applies the draft, and sees it gone. */
  async apply(): Promise<void> {
    const draft = this.page.getByRole('region', { name: 'Draft' });
    await draft.getByRole('button', { name: 'Apply' }).click();
    await expect(draft).toBeHidden();
  }

  async addPerson(name: string, role: string, pin: string): Promise<void> {
    const people = await this.choose('People');
    await people.getByLabel('Name').fill(name);
    await people.getByLabel('Role').selectOption(role);
    await people.getByLabel(/^PIN/).fill(pin);
    await people.getByRole('button', { name: 'Add' }).click();
    await expect(people.getByRole('cell', { name, exact: true })).toBeVisible();
  }
}

export class RoleDrawer {
  readonly page: Page;
  readonly drawer: Locator;
  constructor(page: Page) {
    this.page = page;
    this.drawer = page.getByRole('dialog', { name: 'Who is working?' });
  }
  async open(): Promise<void> {
    await this.page.keyboard.press('Control+L');
    await expect(this.drawer.getByRole('button').nth(1)).toBeVisible();
  }
  async become(name: RegExp): Promise<void> {
    await this.open();
    await this.drawer.getByRole('button', { name }).click();
    await expect(this.drawer).toBeHidden();
  }
}

export class StatusBar {
  readonly page: Page;
  readonly bar: Locator;
  constructor(page: Page) {
    this.page = page;
    this.bar = page.getByRole('contentinfo', { name: 'Status' });
  }
  slot = (name: string) => this.bar.locator(`[data-slot=${name}]`);
}

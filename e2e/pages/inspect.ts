import { expect, type Locator, type Page } from '@playwright/test';
import { openWedge, type Wedge } from '../wedge.ts';

/** The Inspect screen, in the technician's words. */
export class InspectScreen {
  readonly page: Page;
  readonly banner: Locator;
  readonly findings: Locator;
  readonly decisions: Locator;
  /** Plugged in with the first scan. */
  #wedge: Promise<Wedge> | null = null;
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
    this.#wedge ??= openWedge(this.page);
    await (await this.#wedge).scan(code);
  }

  /** F2, the ID by hand, Enter. */
  async typeId(id: string): Promise<void> {
    await this.page.keyboard.press('F2');
    await this.page.keyboard.type(id, { delay: 120 });
    await this.page.keyboard.press('Enter');
  }

  /** F3: findings, heat map, off. */
  overlay = () => this.page.keyboard.press('F3');
}

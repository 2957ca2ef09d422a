import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';

/** Teach, Quick. */
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

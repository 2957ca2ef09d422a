import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';

/** The History screen. */
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

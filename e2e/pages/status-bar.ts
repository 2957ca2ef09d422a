import type { Locator, Page } from '@playwright/test';

/** What is said at the foot of every screen. */
export class StatusBar {
  readonly page: Page;
  readonly bar: Locator;
  constructor(page: Page) {
    this.page = page;
    this.bar = page.getByRole('contentinfo', { name: 'Status' });
  }
  slot = (name: string) => this.bar.locator(`[data-slot=${name}]`);
}

import { expect, type Locator, type Page } from '@playwright/test';

/** The Inspect screen, in the technician's words. */
export class InspectScreen {
  readonly page: Page;
  readonly banner: Locator;
  constructor(page: Page) {
    this.page = page;
    this.banner = page.getByRole('region', { name: 'Answer' });
  }

  async ready(): Promise<void> {
    await expect(this.banner).toHaveAttribute('data-banner', 'ready');
    await expect(this.page.locator('canvas[data-frame]').first()).toBeVisible();
  }

  /** Presses the space bar and waits for the durable answer. @returns the word on the banner */
  async inspect(): Promise<string> {
    await this.page.keyboard.press('Space');
    await expect(this.banner).toHaveAttribute('data-banner', /verdict|cannot/);
    return (await this.banner.locator('.banner-word').textContent()) ?? '';
  }

  async nextPiece(): Promise<void> {
    await this.page.getByRole('button', { name: 'Next demo piece' }).click();
    await expect(this.banner).toHaveAttribute('data-banner', /ready|last/);
  }
}

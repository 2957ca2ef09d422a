import { expect, type Locator, type Page } from '@playwright/test';

/** Who is working, and the way to be somebody else. */
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

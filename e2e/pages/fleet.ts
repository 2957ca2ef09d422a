import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';

/** The Fleet screen. */
export class FleetScreen {
  readonly page: Page;
  readonly drawer: Locator;
  constructor(page: Page) {
    this.page = page;
    this.drawer = page.getByRole('dialog');
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('fleet'));
    await expect(this.page.getByRole('heading', { name: 'Fleet' })).toBeVisible();
  }
  /** @param station its id */
  row = (station: string) =>
    this.page.getByRole('row').filter({ has: this.page.locator(`[data-station="${station}"]`) });
  async show(station: string): Promise<void> {
    await this.row(station).getByRole('button').click();
    await expect(this.drawer).toBeVisible();
  }
  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.drawer).toBeHidden();
  }
  /** Once its key was compared. */
  async trust(station: string, name: string): Promise<void> {
    await this.show(station);
    const form = this.drawer.getByRole('form', { name: 'Trust this station' });
    await form.getByRole('checkbox').check();
    await form.getByLabel('What it is called here').fill(name);
    await form.getByRole('button', { name: 'Trust this station' }).click();
    await expect(form).toBeHidden();
    await this.close();
  }
}

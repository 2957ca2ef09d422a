import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';

/** The Station screen. */
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

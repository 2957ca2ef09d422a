import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';
import { chooseFile, walkTo } from './hands.ts';

/** The Datasets screen. */
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
    await chooseFile(this.page, path);
    await expect(this.form).toBeVisible();
  }
  async addFolder(path: string): Promise<void> {
    await chooseFile(this.page, path, () => this.button('Add pictures').click());
    await expect(this.form).toBeVisible();
  }
  walkTo = (target: Locator) => walkTo(this.page, target);
}

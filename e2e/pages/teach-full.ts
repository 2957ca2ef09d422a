import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';

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

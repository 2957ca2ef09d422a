import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';
import { chooseFile, dropOn } from './hands.ts';

/** The Try screen. */
export class TryScreen {
  readonly page: Page;
  readonly side: Locator;
  readonly verdict: Locator;
  constructor(page: Page) {
    this.page = page;
    this.side = page.getByRole('complementary', { name: 'Result' });
    this.verdict = this.side.getByRole('heading', { level: 1 });
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('try'));
    await expect(this.side).toBeVisible();
  }

  /** Ctrl+O, and that file in the system's own dialog. */
  choose = (file: string) => chooseFile(this.page, file);

  /** Drags a file of this content over the place and lets it go. */
  drop = (name: string, content: string) =>
    dropOn(this.page.getByLabel('Picture file'), name, new TextEncoder().encode(content));
}

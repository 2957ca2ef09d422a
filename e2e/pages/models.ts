import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';
import { chooseFile, dropOn, walkTo } from './hands.ts';

/** The Models screen. */
export class ModelsScreen {
  readonly page: Page;
  readonly form: Locator;
  readonly card: Locator;
  constructor(page: Page) {
    this.page = page;
    this.form = page.getByRole('form', { name: 'New package' });
    this.card = page.getByRole('article');
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('models'));
    await expect(this.card).toBeVisible();
  }
  button = (name: string | RegExp) => this.page.getByRole('button', { name, exact: true });

  /** Ctrl+O, and that file in the system's own dialog. */
  choose = (file: string) => chooseFile(this.page, file);
  /** That folder, in the system's own dialog. */
  chooseFolder = (path: string) =>
    chooseFile(this.page, path, () => this.button('Add a package folder').click());
  drop = (name: string, content: Uint8Array) => dropOn(this.page.getByLabel('Model file'), name, content);

  /** Card, Mistakes, Thresholds or Compare of the package that is shown. */
  async view(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }
  limit = (which: 'Pass' | 'Defect') => this.page.getByRole('slider', { name: `${which} limit` });
  /** "Missed 0 of 60 …" */
  readonly counts = () => this.page.getByText(/^Missed \d+ of/);
  /** With no mouse: shows that package. */
  async goTo(name: RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).first().focus();
    await this.page.keyboard.press('Enter');
    await expect(this.card.getByRole('heading', { level: 1 })).toContainText(name);
  }
  /** With no mouse: walks to that button and presses it. */
  async press(name: string | RegExp): Promise<void> {
    await walkTo(this.page, this.button(name));
    await this.page.keyboard.press('Enter');
  }
  /** With no mouse, on Promote: types reason and version; Enter does it. @param form what its button says */
  async type(form: string, reason: string, version: string): Promise<void> {
    const place = this.page.getByRole('form', { name: form });
    await walkTo(this.page, place.getByLabel('Reason, for the record'));
    await this.page.keyboard.type(reason, { delay: 80 });
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.type(version, { delay: 80 });
  }
  /** One of the five checks. */
  check = (name: string) => this.page.getByRole('listitem').filter({ hasText: name });
  /** On Promote: gives the reason and the version, and does it. @param form what its button says */
  async promote(form: string, reason: string, version: number): Promise<void> {
    const place = this.page.getByRole('form', { name: form });
    await place.getByLabel('Reason, for the record').fill(reason);
    await place.getByLabel('Version number').fill(String(version));
    await place.getByRole('button', { name: form }).click();
  }
  /** Puts the package that is shown in use without proof. */
  async useWithoutProof(reason: string, version: number): Promise<void> {
    await this.view('Promote');
    await this.page.getByText('Use it on this station without proof').click();
    await this.promote(`Use v${version} without proof`, reason, version);
  }
  /** Has the proposed side judged. */
  async judge(): Promise<void> {
    await this.button(/^Judge \d+ \w+ pictures$/).click();
  }
}

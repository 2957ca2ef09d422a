import { expect, type Locator, type Page } from '@playwright/test';
import { screenChord } from '../../renderer/keys/keymap.ts';

/** The Review screen, in the QA lead's words. */
export class ReviewScreen {
  readonly page: Page;
  readonly queue: Locator;
  readonly picture: Locator;
  readonly answers: Locator;
  /** `23 of 100 · oldest first · why: near the limit` */
  readonly place: Locator;
  /** `Saved: pit, #41. Undo Z` */
  readonly line: Locator;
  /** The tools and what is drawn; while something is, what its keys do, and where the cross is. */
  readonly regions: Locator;
  readonly drawing: Locator;
  readonly cross: Locator;
  readonly classes: Locator;
  constructor(page: Page) {
    this.page = page;
    this.queue = page.getByRole('navigation', { name: 'Queue' });
    this.picture = page.locator('.review-picture canvas');
    this.answers = page.getByRole('group', { name: 'What does the picture show?' });
    this.place = page.locator('.review-place');
    this.line = page.getByTestId('review-line');
    this.regions = page.getByRole('group', { name: 'Regions' });
    this.drawing = page.getByRole('group', { name: 'Drawing' });
    this.cross = page.getByTestId('drawing-place');
    this.classes = page.getByRole('group', { name: 'Class of the region' });
  }
  async open(): Promise<void> {
    await this.page.keyboard.press(screenChord('review'));
    await expect(this.place).toBeVisible();
  }

  /** The inspection whose picture is painted. */
  async painted(): Promise<string> {
    await expect(this.picture).toHaveAttribute('data-painted', /./);
    return (await this.picture.getAttribute('data-painted')) ?? '';
  }

  /** Moves the cross by the arrow keys alone: far, then pixel by pixel. */
  async crossAt(x: number, y: number): Promise<void> {
    await expect(this.cross).toBeVisible();
    for (const [axis, to, back, on] of [
      [0, x, 'ArrowLeft', 'ArrowRight'],
      [1, y, 'ArrowUp', 'ArrowDown'],
    ] as const) {
      const far = 80;
      for (;;) {
        const at = Number((await this.cross.textContent())?.split(', ')[axis]);
        if (at === to) break;
        const chord = `${Math.abs(to - at) > far / 2 ? 'Control+' : ''}${to < at ? back : on}`;
        await this.page.keyboard.press(chord);
        await expect
          .poll(async () => Number((await this.cross.textContent())?.split(', ')[axis]))
          .not.toBe(at);
      }
    }
  }

  /** Presses a key that labels, and waits until another picture, or the end, is shown. @returns what was labelled */
  async label(key: string): Promise<string> {
    const before = await this.painted();
    await this.page.keyboard.press(key);
    await expect
      // In one go: between being asked for and being looked at, the last picture may be gone.
      .poll(() => this.picture.evaluateAll(([canvas]) => canvas?.getAttribute('data-painted') ?? 'end'))
      .not.toBe(before);
    return before;
  }
}

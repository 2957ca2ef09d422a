import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** All pictures; else the dark and small one alone. */
const all = process.env['LOUPE_FULL'] === '1' || process.env['LOUPE_SCREENS'] === '1';
const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const pictures = folder('../out/screens');
/** Tracked; written only when asked for, with LOUPE_SCREENS=1. */
const kept = process.env['LOUPE_SCREENS'] === '1' ? folder('../docs/screens') : null;

const schemes = ['dark', 'light'] as const;
const sizes = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface LookOptions {
  /** Kept in every scheme and size, not only dark and small. */
  readonly keepAll?: boolean;
  /** What passes too soon for more than one picture of it. */
  readonly brief?: boolean;
}

/**
 * No serious accessibility finding in what is on the screen, dark and light; and pictures of it in `out/screens`: dark at 1280×720, and with
 * LOUPE_FULL=1 or LOUPE_SCREENS=1 light and 1920×1080, too. The station's theme must be `system`.
 */
export async function look(page: Page, name: string, { keepAll, brief }: LookOptions = {}): Promise<void> {
  for (const colorScheme of brief ? schemes.slice(0, 1) : schemes) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    for (const size of brief ? sizes.slice(0, 1) : sizes) {
      await page.setViewportSize(size);
      const set = `${colorScheme}-${size.width}`;
      if (!all && set !== 'dark-1280') continue;
      mkdirSync(join(pictures, set), { recursive: true });
      await page.screenshot({ path: join(pictures, set, `${name}.png`), animations: 'disabled' });
      if (kept === null || !(keepAll || set === 'dark-1280')) continue;
      mkdirSync(join(kept, set), { recursive: true });
      await page.screenshot({ path: join(kept, set, `${name}.jpg`), type: 'jpeg', quality: 75 });
    }
    // Legacy mode runs it in the page itself: there are no frames, and a second page would take the screen from this one.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(wcag).analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary}`).join('; ')}`,
      );
    expect.soft(grave, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(sizes[0]);
}

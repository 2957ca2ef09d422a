import type { Locator, Page } from '@playwright/test';

// What hands do on more than one screen.

/** Tab, until that has the focus. */
export async function walkTo(page: Page, target: Locator): Promise<void> {
  const there = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60; presses++) {
    if (await there()) {
      // The next key comes as from a hand: a Space right behind a Tab would be taken for a scanner's.
      if (presses > 0) await page.waitForTimeout(100);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error('no Tab leads there');
}

/** Opens the system's own dialog, by Ctrl+O unless said otherwise, and chooses that file or folder in it. */
export async function chooseFile(
  page: Page,
  path: string,
  open = () => page.keyboard.press('Control+O'),
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await open();
  await (await chooser).setFiles(path);
}

/** Drags a file of this content over a place and lets it go. */
export async function dropOn(place: Locator, name: string, content: Uint8Array): Promise<void> {
  const dataTransfer = await place.page().evaluateHandle(
    ([bytes, called]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], called));
      return data;
    },
    [[...content], name] as const,
  );
  await place.dispatchEvent('drop', { dataTransfer });
}

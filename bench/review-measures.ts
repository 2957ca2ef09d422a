import type { Page } from 'playwright';

// What bench/review.ts asks the page for: every time is taken in the page, from its own clock.

/** Runs in the page: `painted()` resolves when a frame with everything of now has been handed over. */
export const inPage = `globalThis.painted = () => new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); done(performance.now()); };
  port2.postMessage(0);
}));`;
declare function painted(): Promise<number>;

/** The inspection whose picture is painted, once it is another than `before`. */
export async function shown(page: Page, before = ''): Promise<string> {
  const found = await page.waitForFunction((old) => {
    const now = document.querySelector('.review-picture canvas')?.getAttribute('data-painted');
    return now && now !== old ? now : null;
  }, before);
  return (await found.jsonValue()) ?? '';
}

/** The time from a key, as the system stamped it, to the frame with the next picture. */
export async function keyToPicture(page: Page, count: number): Promise<number[]> {
  await page.evaluate(() => {
    const took: number[] = [];
    let pressed = 0;
    Object.assign(globalThis, { took });
    addEventListener('keyup', ({ timeStamp }) => (pressed = timeStamp), { capture: true });
    new MutationObserver(() => {
      const from = pressed;
      pressed = 0;
      if (from > 0) void painted().then((now) => took.push(now - from));
    }).observe(document.querySelector('.review')!, { subtree: true, attributeFilter: ['data-painted'] });
  });
  for (let i = 0; i < count; i++) {
    const before = await shown(page);
    await page.keyboard.press(i % 3 === 0 ? '1' : '0');
    await shown(page, before);
    // As a person looks at each: the next ones are decoded meanwhile.
    await page.waitForTimeout(150);
  }
  return page.evaluate(() => (globalThis as unknown as { took: number[] }).took);
}

/** The same previews, each decoded and drawn on a canvas as large as the screen's, and nothing else. */
export async function bareDraw(page: Page, previews: readonly Uint8Array[]): Promise<number[]> {
  const files = previews.map((bytes) => Buffer.from(bytes).toString('base64'));
  return page.evaluate(async (all) => {
    const screen = document.querySelector<HTMLCanvasElement>('.review-picture canvas');
    const canvas = document.createElement('canvas');
    canvas.width = screen?.width ?? 800;
    canvas.height = screen?.height ?? 560;
    canvas.style.cssText = 'position:fixed;left:0;top:0;z-index:999';
    document.body.append(canvas);
    const brush = canvas.getContext('2d')!;
    const took: number[] = [];
    for (const text of all) {
      const blob = new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], {
        type: 'image/jpeg',
      });
      await painted();
      const from = performance.now();
      brush.drawImage(await createImageBitmap(blob), 0, 0, canvas.width, canvas.height);
      took.push((await painted()) - from);
    }
    canvas.remove();
    return took;
  }, files);
}

/** Every row of the table that the queue is made of, by IndexedDB itself. */
export const bareRead = (page: Page): Promise<{ rows: number; took: number[] }> =>
  page.evaluate(async () => {
    const ask = indexedDB.open('loupe-projection');
    await new Promise((resolve) => (ask.onsuccess = resolve));
    const took: number[] = [];
    let rows = 0;
    for (let i = 0; i < 7; i++) {
      const from = performance.now();
      const read = ask.result.transaction('samples').objectStore('samples').getAll();
      await new Promise((resolve) => (read.onsuccess = resolve));
      took.push(performance.now() - from);
      rows = read.result.length;
    }
    ask.result.close();
    return { rows, took };
  });

/** Chooses the n-th of what a field offers, several times over. @returns milliseconds from the click to the frame that shows it */
export async function chosen(
  page: Page,
  field: string,
  option: number,
): Promise<{ name: string; took: number[] }> {
  const took: number[] = [];
  let name = '';
  for (let i = 0; i < 5; i++) {
    await page.getByRole('search', { name: 'Filter' }).getByLabel(field, { exact: true }).first().click();
    // In between another one, so that something changes every time.
    for (const which of [option, option === 0 ? 1 : 0]) {
      const offered = page.getByRole('option').and(page.locator(':visible'));
      if ((await offered.count()) === 0)
        await page.getByRole('search', { name: 'Filter' }).getByLabel(field, { exact: true }).first().click();
      const one = offered.nth(which);
      await one.waitFor();
      const text = (await one.textContent()) ?? '';
      const ms = await one.evaluate(async (element) => {
        const from = performance.now();
        (element as HTMLElement).click();
        return (await painted()) - from;
      });
      if (which !== option) continue;
      took.push(ms);
      name = text;
    }
  }
  return { name, took };
}

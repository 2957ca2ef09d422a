import type { Browser, BrowserContext, Page } from '@playwright/test';
import { openBrowser } from './station.ts';

/** A window on a station that can be killed, and says what its page said was saved. */
export interface ReviewPage {
  readonly page: Page;
  /** The numbers of the inspections that the bottom line named as saved, in their order. */
  readonly saved: number[];
  /** As the system kills a page, or the whole browser: nothing of it runs on. */
  kill(what: 'page' | 'browser'): Promise<void>;
  /** A new page, in the same browser where that is still alive. */
  again(): Promise<ReviewPage>;
  close(): Promise<void>;
}

/** Runs in the page: tells every `Saved: …, #41.` of the bottom line, as it comes. */
const listen = () => {
  let before = '';
  const look = () => {
    const line = document.querySelector('[data-testid="review-line"]')?.textContent ?? '';
    if (line === before) return;
    before = line;
    const seq = /^Saved: .*, #(\d+)\./.exec(line)?.[1];
    if (seq !== undefined) (window as unknown as { saved: (seq: number) => void }).saved(Number(seq));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
};

export async function openReviewPage(
  url: string,
  alive?: { browser: Browser; context: BrowserContext },
): Promise<ReviewPage> {
  const browser = alive?.browser ?? (await openBrowser());
  const context =
    alive?.context ??
    (await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: 'dark' }));
  const page = await context.newPage();
  const saved: number[] = [];
  await page.exposeFunction('saved', (seq: number) => void saved.push(seq));
  await page.addInitScript(listen);
  const address = new URL(url);
  address.searchParams.set('source', 'demo');
  await page.goto(address.href);
  return {
    ...{ page, saved },
    async kill(what) {
      if (what === 'page') {
        const gone = new Promise<void>((resolve) => page.once('crash', () => resolve()));
        const session = await context.newCDPSession(page);
        // It never answers: who would.
        session.send('Page.crash').catch(() => undefined);
        await gone;
        await page.close();
        return;
      }
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const pid = processInfo.find(({ type }) => type === 'browser')!.id;
      const gone = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()));
      process.kill(pid, 'SIGKILL');
      await gone;
    },
    again: () => openReviewPage(url, browser.isConnected() ? { browser, context } : undefined),
    close: () => browser.close(),
  };
}

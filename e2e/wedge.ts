import type { CDPSession, Page } from '@playwright/test';

interface Press {
  readonly key: string;
  readonly code?: string;
  readonly text?: string;
  readonly keyCode?: number;
  readonly ctrl?: boolean;
}

const enter: Press = { key: 'Enter', code: 'Enter', text: '\r', keyCode: 13 };
const pressOf = (character: string): Press =>
  character === '\x1d'
    ? { key: ']', code: 'BracketRight', ctrl: true }
    : { key: character, text: character, ...(character === ' ' && { code: 'Space' }) };

/** The longest gap a station can have, and a little more. */
const burstOverMs = 110;

/** A keyboard-wedge scanner: real key events, as fast as the browser takes them. */
export interface Wedge {
  /** Types a code and Enter; a `|` in it is a stall of 150 ms. Resolves when the burst is over. */
  scan(typed: string, everyMs?: number): Promise<void>;
  /** One press of F13, or of another key that Playwright does not know. */
  pedal(key?: string): Promise<void>;
}

export async function openWedge(page: Page): Promise<Wedge> {
  const session = await page.context().newCDPSession(page);
  return {
    async scan(typed, everyMs = 1) {
      const pieces = typed.split('|');
      const begun = Date.now();
      for (const [i, piece] of pieces.entries()) {
        const keys = Array.from(piece, pressOf);
        await press(session, i === pieces.length - 1 ? [...keys, enter] : keys, begun + 150 * i, everyMs);
        if (i < pieces.length - 1) await page.waitForTimeout(150);
      }
      await page.waitForTimeout(burstOverMs);
    },
    pedal: (key = 'F13') =>
      press(session, [{ key, code: key, keyCode: 111 + Number(key.slice(1)) }], Date.now()),
  };
}

/** Keys at an even pace by the events' own clock, whatever else this machine does. */
async function press(session: CDPSession, keys: readonly Press[], begun: number, everyMs = 1): Promise<void> {
  await Promise.all(
    keys.flatMap(({ key, code = '', text, keyCode = 0, ctrl = false }, i) => {
      const timestamp = (begun + i * everyMs) / 1000;
      const event = { key, code, windowsVirtualKeyCode: keyCode, modifiers: ctrl ? 2 : 0, timestamp };
      return [
        session.send('Input.dispatchKeyEvent', {
          type: 'keyDown',
          ...event,
          ...(text !== undefined && { text }),
        }),
        session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
      ];
    }),
  );
}

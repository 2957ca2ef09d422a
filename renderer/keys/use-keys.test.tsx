import { render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Scanned } from './route.ts';
import { Keys } from './use-keys.tsx';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settings = { pedalKey: 'F13', scanGapMs: 50, scanEnd: 'any', scanSeparator: false } as const;

/** What the page hears of a code whose keys were typed 1 ms apart, and are delivered at these times, in milliseconds after they were typed. */
function heardOf(code: string, delivered: (index: number) => number): Scanned[] {
  const scans: Scanned[] = [];
  const { unmount } = render(
    <Keys
      screen="inspect"
      settings={settings}
      frame={{
        command: () => false,
        pedal: () => undefined,
        scanned: (scan) => (scans.push(scan), true),
      }}
    >
      <input aria-label="ID" />
    </Keys>,
  );
  const begun = performance.now();
  for (const [i, key] of [...Array.from(code), 'Enter'].entries()) {
    vi.advanceTimersByTime(begun + i + delivered(i) - performance.now());
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, 'timeStamp', { value: begun + i });
    window.dispatchEvent(event);
  }
  vi.advanceTimersByTime(2000);
  unmount();
  return scans;
}

test('a code is whole on a page that hears its keys late, each a little later than the one before', () => {
  const whole = heardOf('SN-4711', () => 0);
  expect(whole).toEqual([{ kind: 'identity', identity: { serial: 'SN-4711' } }]);
  expect(heardOf('SN-4711', (i) => 100 + 80 * i)).toEqual(whole);
});

test('a checkbox is ticked by a Space that follows the Tab to it faster than a scanner types', () => {
  const { getByRole, unmount } = render(
    <Keys
      screen="teach"
      settings={settings}
      frame={{ command: () => false, pedal: () => undefined, scanned: () => true }}
    >
      <input type="checkbox" />
    </Keys>,
  );
  const box = getByRole('checkbox') as HTMLInputElement;
  box.focus();
  for (const key of ['Tab', ' '])
    box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  vi.advanceTimersByTime(100);
  expect(box.checked).toBe(true);
  unmount();
});

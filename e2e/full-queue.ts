import type { Page } from '@playwright/test';

/**
 * Lays samples into the page's own store, beside those that the journal made: a queue as after years, without the years. They have no
 * pictures. The page must follow its journal already, and the Review screen not be open.
 */
export async function fillQueue(page: Page, station: string, count: number): Promise<void> {
  await page.evaluate(
    async ([of, many]) => {
      const open = indexedDB.open('loupe-projection');
      await new Promise((resolve) => (open.onsuccess = resolve));
      const writing = open.result.transaction('samples', 'readwrite');
      const samples = writing.objectStore('samples');
      const reasons = ['defect', 'unsure', 'near-limit', 'novel', 'control', 'disagreement', 'flagged'];
      const verdicts = ['defect', 'unsure', 'pass', 'pass', 'pass', 'pass', 'unsure'];
      for (let i = 1; i <= many; i++) {
        // A scramble of the number, the same in every run.
        const chance = (Math.imul(i, 2654435761) >>> 0) / 2 ** 32;
        samples.put({
          ...{ station: of, seq: 1_000_000 + i, at: 1_700_000_000_000 + i * 1000 },
          ...{
            verdict: verdicts[i % 7],
            reasons: [reasons[i % 7]],
            doubt: chance,
            novelty: (chance * 7) % 1,
          },
          ...{ by: `person-${i % 5}`, instrument: `Instrument ${i % 40}`, package: `tips v${i % 3}` },
        });
      }
      await new Promise((resolve, reject) => {
        writing.oncomplete = resolve;
        writing.onerror = reject;
      });
      open.result.close();
    },
    [station, count] as const,
  );
}

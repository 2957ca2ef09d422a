import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { defaultPolicy, type SamplePolicy } from '../../ml/sample/policy.ts';
import type { Client } from '../../electron/contract/client.ts';
import { follow } from './follow.ts';
import { inspection, journalId, line, random, station } from './journal.fixture.ts';
import { createStore, type Store } from './store.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
const segment = 200;
const limits = { cap: 400, batch: 70, pageBytes: 100_000, warmUp: 2000 };

/**
 * A station's journal of several segments: pieces that come again, pictures that come again, and now and then another policy. Two packages
 * judge in turns, so that what is novel is told from enough of each.
 */
function journalOf(count: number, chance: () => number): string[] {
  const below = (n: number) => Math.floor(chance() * n);
  let policy: SamplePolicy | null = null;
  return Array.from({ length: count }, (_, i) => {
    const seq = i + 1;
    if (i % segment === 0) {
      const counters = { inspections: 0, verdicts: { pass: 0, defect: 0, unsure: 0, 'no-result': 0 } };
      return line(seq, 'segment.opened', {
        ...{ format: 1, app: 'test', previous: null, counters, openTray: null, activeModel: null },
        ...{ setup: null, samplePolicy: policy },
      });
    }
    if (below(150) === 0) {
      const from: unknown = policy;
      policy = {
        ...defaultPolicy,
        ...{ seed: below(9), controlEvery: 2 + below(9), novelAbove: 0.9 + below(9) / 100 },
        ...{ nearLimit: below(20) / 100, burstSeconds: below(30), unsure: below(2) === 0 },
      };
      return line(seq, 'settings.changed', { changes: [{ path: 'samplePolicy', from, to: policy }] });
    }
    const again = below(12) === 0 && i > 5 ? below(5) : 0;
    const serial = `SN ${below(12)}`;
    const data = inspection(seq - again, chance, { serial });
    return line(seq, 'inspection.recorded', data);
  });
}

/** Follows the journal head by head, as a page that is open all the time. @returns why each inspection is a sample */
async function followed(lines: readonly string[], heads: readonly number[]): Promise<Map<number, string>> {
  const store: Store = createStore(`samples-${Math.random()}`);
  let head = 0;
  const journal = {
    watch: async () =>
      (async function* () {
        for (head of heads) yield { station, journal: journalId, head, followed: [] };
      })(),
    read: async ({ after }: { after: number }) => ({
      lines: new TextEncoder().encode(lines.slice(after, head).join('\n') + '\n'),
      head,
    }),
    said: async ({ before }: { before: number }) => ({ lines: new Uint8Array(), upTo: before }),
    line: async ({ seq }: { seq: number }) => ({
      line: lines[seq - 1]!,
      segment: `${Math.floor((seq - 1) / segment) * segment + 1}-${'a'.repeat(64)}.jsonl`,
    }),
  } as unknown as Client['journal'];
  await follow(journal, store, () => undefined, new AbortController().signal, limits);
  const rows = await store.inspections.toArray();
  await store.delete();
  return new Map(rows.map(({ seq, chosen = [], novelty }) => [seq, JSON.stringify([chosen, novelty])]));
}

const runs = process.env['LOUPE_FULL'] === '1' ? 40 : 3;
test(`${runs} seeded journals: a capped rebuild chooses the samples that were chosen as they came, for the same reasons`, async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const chance = random(seed);
    const lines = journalOf(3000, chance);
    const heads = Array.from({ length: 9 }, (_, i) => (i + 1) * 330);
    const live = await followed(lines, [...heads, 3000]);
    const rebuilt = await followed(lines, [3000]);
    const newest = [...live.keys()].slice(-limits.cap);
    expect(newest.length).toBe(limits.cap);
    expect(newest.filter((seq) => live.get(seq) !== '[[],null]').length).toBeGreaterThan(50);
    for (const seq of newest) expect([seed, seq, rebuilt.get(seq)]).toEqual([seed, seq, live.get(seq)]);
    // Those that wait are kept however old they are.
    expect(live.size).toBeGreaterThan(limits.cap);
    expect(await followed(lines, [3000])).toEqual(rebuilt);
  }
}, 600_000);

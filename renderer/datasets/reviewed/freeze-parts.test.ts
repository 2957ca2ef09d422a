import { expect, test } from 'vitest';
import type { Client } from '../../../electron/contract/client.ts';
import type { Wanted } from '../../../electron/contract/samples.ts';
import { freezeParts } from './freeze-parts.ts';
import { summed, type Counts } from './summed.ts';

const part = (...inspections: string[]): Wanted => ({ kind: 'inspections', inspections });
const counts = (more: Partial<Counts>): Counts => ({ ...summed([]), ...more });

/** A station that takes every picture as new, and says so picture by picture. */
function station(fail?: string) {
  const asked: unknown[] = [];
  const samples = {
    async freeze(request: { readonly which: Extract<Wanted, { kind: 'inspections' }> }) {
      asked.push(request);
      const ids = request.which.inspections;
      return (async function* () {
        for (const [i, id] of ids.entries()) {
          if (id === fail) throw new Error('not written');
          yield { state: 'progress' as const, done: i + 1, total: ids.length };
        }
        const classes = [{ name: 'pit', verdict: 'defect' as const, count: ids.length }];
        const leftOut = { counts: { duplicate: 1 }, elsewhere: [], listed: [] };
        yield {
          ...{ state: 'done' as const, summary: { name: 'tips', hash: ids.at(-1) } },
          ...counts({ added: ids.length, classes, leftOut }),
        };
      })();
    },
  };
  return { asked, samples: samples as unknown as Pick<Client['samples'], 'freeze'> };
}

test('part after part into one dataset; the last version and the sum of what came in', async () => {
  const { asked, samples } = station();
  const seen: [number, number][] = [];
  const order = { name: 'tips', parts: [part('s-1', 's-2'), part('s-3')], split: true };
  const signal = new AbortController().signal;
  const came = await freezeParts(samples, order, signal, (...step) => seen.push(step));
  expect(came?.summary).toEqual({ name: 'tips', hash: 's-3' });
  expect(came?.counts).toMatchObject({
    added: 3,
    classes: [{ name: 'pit', verdict: 'defect', count: 3 }],
    leftOut: { counts: { duplicate: 2 } },
  });
  expect(seen).toEqual([
    [1, 2],
    [2, 2],
    [1, 1],
  ]);
  expect(asked).toEqual(
    order.parts.map((which) => ({ name: 'tips', which, split: { valid: 0.15, test: 0.15, seed: 1 } })),
  );
});

test('cancelled it says nothing more and asks for no further part; a failure is handed on', async () => {
  const { asked, samples } = station();
  const stop = new AbortController();
  const order = { name: 'tips', parts: [part('s-1', 's-2'), part('s-3')], split: false };
  const seen: number[] = [];
  const came = freezeParts(samples, order, stop.signal, (done) => {
    seen.push(done);
    stop.abort();
  });
  expect(await came).toBeNull();
  expect(seen).toEqual([1]);
  expect(asked).toEqual([{ name: 'tips', which: order.parts[0] }]);
  const broken = station('s-3');
  const { signal } = new AbortController();
  await expect(freezeParts(broken.samples, order, signal, () => undefined)).rejects.toThrow('not written');
});

import { expect, test } from 'vitest';
import { createSaver, type Entry, type NewLabel } from './saver.ts';

const entry = (n: number, ...inspections: string[]): Entry => ({
  n,
  labels: inspections.map((inspection) => ({ inspection, replaces: [], verdict: 'pass' })),
});

/** A host that answers when it is told to. */
function desk() {
  const did: string[] = [];
  const calls: { labels: readonly NewLabel[]; since?: number; answer: (error?: Error) => void }[] = [];
  let journal = 100;
  const saver = createSaver({
    send: (labels, since) =>
      new Promise((resolve, reject) =>
        calls.push({
          labels,
          ...(since !== undefined && { since }),
          answer: (error) => (error ? reject(error) : resolve(labels.map(() => `b-${++journal}`))),
        }),
      ),
    begun: async () => 90,
    unheard: (error) => (error as Error).message === 'lost',
    held: () => did.push('held'),
    saved: (n, ids) => did.push(`${n}: ${ids.join(' ')}`),
    failed: (error) => did.push((error as Error).message),
  });
  const sent = () => calls.map(({ labels }) => labels.map(({ inspection }) => inspection).join(' '));
  const answer = async (i: number, error?: Error) => {
    calls[i]!.answer(error);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { saver, did, calls, sent, answer };
}

test('what is given while a call is under way goes in the next one, in order', async () => {
  const { saver, did, sent, answer } = desk();
  for (let n = 1; n <= 4; n++) saver.give(entry(n, `b-${n}`));
  expect(sent()).toEqual(['b-1']);
  await answer(0);
  expect(sent()).toEqual(['b-1', 'b-2 b-3 b-4']);
  await answer(1);
  expect(did).toEqual(['1: b-101', '2: b-102', '3: b-103', '4: b-104']);
  await saver.idle();
});

test('a second label of a picture waits for the first and replaces it', async () => {
  const { saver, calls, sent, answer } = desk();
  saver.give(entry(1, 'b-1'));
  saver.give(entry(2, 'b-2'));
  saver.give(entry(3, 'b-3'));
  saver.give(entry(4, 'b-2'));
  await answer(0);
  await answer(1);
  expect(sent()).toEqual(['b-1', 'b-2 b-3', 'b-2']);
  expect(calls[2]!.labels[0]!.replaces).toEqual(['b-102']);
  await answer(2);
  saver.give({ n: 5, labels: [{ inspection: 'b-2', replaces: ['b-104'], verdict: 'defect' }] });
  expect(calls[3]!.labels[0]!.replaces).toEqual(['b-104']);
});

test('a failure drops what waits behind it and is told once; the next key begins anew', async () => {
  const { saver, did, sent, answer } = desk();
  for (let n = 1; n <= 3; n++) saver.give(entry(n, `b-${n}`));
  await answer(0, new Error('disk full'));
  expect(did).toEqual(['disk full']);
  expect(sent()).toEqual(['b-1']);
  saver.give(entry(4, 'b-1'));
  await answer(1);
  expect(did).toEqual(['disk full', '4: b-101']);
});

test('no call has more than 500 labels, and a batch is never cut', async () => {
  const { saver, calls, answer } = desk();
  const batch = (n: number, count: number) =>
    entry(n, ...Array.from({ length: count }, (_, i) => `b-${n}${String(i).padStart(3, '0')}`));
  saver.give(entry(1, 'b-1'));
  saver.give(batch(2, 300));
  saver.give(batch(3, 200));
  saver.give(batch(4, 1));
  await answer(0);
  await answer(1);
  expect(calls.map(({ labels }) => labels.length)).toEqual([1, 500, 1]);
});

test('what nobody heard of is held with all behind it, and said again with the line after which it may stand', async () => {
  const { saver, did, calls, sent, answer } = desk();
  saver.give(entry(1, 'b-1'));
  saver.give(entry(2, 'b-2'));
  saver.give(entry(3, 'b-3'));
  await answer(0, new Error('lost'));
  await saver.idle();
  saver.give(entry(4, 'b-4'));
  expect([did, sent()]).toEqual([['held'], ['b-1']]);
  saver.resume();
  await new Promise((resolve) => setTimeout(resolve));
  expect(calls[1]).toMatchObject({ since: 90 });
  expect(sent()).toEqual(['b-1', 'b-1 b-2 b-3 b-4']);
  await answer(1, new Error('lost'));
  saver.resume();
  await new Promise((resolve) => setTimeout(resolve));
  await answer(2);
  expect(did).toEqual(['held', 'held', '1: b-101', '2: b-102', '3: b-103', '4: b-104']);
  saver.give(entry(5, 'b-5'));
  expect(calls[3]!.since).toBe(undefined);
  await answer(3, new Error('lost'));
  saver.resume();
  await new Promise((resolve) => setTimeout(resolve));
  expect(calls[4]!.since).toBe(104);
});

test('an entry is dropped as long as nothing of it has gone out', async () => {
  const { saver, did, answer } = desk();
  saver.give(entry(1, 'b-1'));
  saver.give(entry(2, 'b-2'));
  expect([saver.drop(1), saver.drop(2), saver.drop(2)]).toEqual([false, true, false]);
  await answer(0);
  expect(did).toEqual(['1: b-101']);
});

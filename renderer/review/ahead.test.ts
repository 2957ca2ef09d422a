import { expect, test } from 'vitest';
import { createReader } from './ahead.ts';

/** Pictures that come when they are told to. */
function pictures() {
  const asked: string[] = [];
  const closed: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const reader = createReader((key) => {
    asked.push(key);
    return new Promise<{ key: string; close(): void }>((resolve, reject) =>
      ends.set(key, (error) =>
        error ? reject(error) : resolve({ key, close: () => void closed.push(key) }),
      ),
    );
  });
  const end = async (key: string, error?: Error) => {
    ends.get(key)!(error);
    await new Promise((resolve) => setTimeout(resolve));
  };
  const states = () => [...reader.now()].map(([key, { state }]) => `${key} ${state}`);
  return { reader, asked, closed, end, states };
}

test('each is read once, in the order of need, and closed when it is wanted no more', async () => {
  const { reader, asked, closed, end, states } = pictures();
  reader.want(['a', 'b', 'c']);
  await end('b');
  expect(states()).toEqual(['a loading', 'b ready', 'c loading']);
  reader.want(['b', 'c', 'd']);
  expect([asked.join(''), closed.join('')]).toEqual(['abcd', '']);
  await end('a');
  expect(closed).toEqual(['a']);
  reader.want(['d']);
  expect(closed).toEqual(['a', 'b']);
  await end('d');
  reader.want([]);
  expect([states(), closed]).toEqual([[], ['a', 'b', 'd']]);
});

test('nothing changes while the same ones are wanted; one that failed is tried again when it comes back', async () => {
  const { reader, asked, end, states } = pictures();
  let told = 0;
  const stop = reader.subscribe(() => told++);
  reader.want(['a']);
  await end('a', new Error('away'));
  const before = reader.now();
  reader.want(['a']);
  expect([states(), told, reader.now() === before]).toEqual([['a failed'], 2, true]);
  reader.want(['b']);
  reader.want(['a', 'b']);
  expect(asked.join('')).toBe('aba');
  stop();
  reader.want([]);
  expect(told).toBe(4);
});

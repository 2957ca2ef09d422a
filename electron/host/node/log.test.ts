import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const lines = async (name: string) =>
  (await readFile(join(folder, name), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { at: string; level: string; what: string });

test('a line an entry, in order, with its time; errors as text', async () => {
  const log = createLog({ folder });
  for (let n = 0; n < 20; n++) log.write({ level: 'info', what: `entry ${n}` });
  log.write({ level: 'error', what: 'bad', error: new Error('why'), big: 5n });
  await log.flush();
  const found = await lines('loupe.jsonl');
  expect(found.map(({ what }) => what)).toEqual([
    ...Array.from({ length: 20 }, (_, n) => `entry ${n}`),
    'bad',
  ]);
  expect(found[0]!.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(found[20]).toMatchObject({
    level: 'error',
    error: expect.stringContaining('Error: why') as string,
    big: '5',
  });
});

test('a full file moves on, and the oldest goes', async () => {
  const log = createLog({ folder, limitBytes: 150, keep: 2 });
  // Two entries of this length fit into one file, three do not.
  for (let n = 0; n < 9; n++) log.write({ level: 'info', what: `entry ${n}` });
  await log.flush();
  expect((await readdir(folder)).sort()).toEqual(['loupe.1.jsonl', 'loupe.2.jsonl', 'loupe.jsonl']);
  const kept = [];
  for (const name of ['loupe.2.jsonl', 'loupe.1.jsonl', 'loupe.jsonl'])
    kept.push((await lines(name)).map(({ what }) => what));
  expect(kept).toEqual([['entry 4', 'entry 5'], ['entry 6', 'entry 7'], ['entry 8']]);
});

test('never throws, whatever is in its way', async () => {
  await writeFile(join(folder, 'file'), '');
  const log = createLog({ folder: join(folder, 'file') });
  log.write({ level: 'info', what: 'nowhere to go' });
  await log.flush();
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const good = createLog({ folder });
  expect(() => good.write({ level: 'info', what: 'circle', circle })).not.toThrow();
  good.write({ level: 'info', what: 'after' });
  await good.flush();
  expect((await lines('loupe.jsonl')).map(({ what }) => what)).toEqual(['circle', 'after']);
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from './io.ts';
import { quietIo } from './io.fixture.ts';
import { findGoodFolder, trainCommand } from './train.ts';

let dataset: string;
beforeEach(async () => {
  dataset = await mkdtemp(join(tmpdir(), 'loupe-train-'));
});
afterEach(() => rm(dataset, { recursive: true }));

describe('the good pictures of a dataset', () => {
  const classes = (...names: string[]) => Promise.all(names.map((name) => mkdir(join(dataset, name))));
  test('are its own pictures, where it has any', async () => {
    await classes('ok');
    await writeFile(join(dataset, 'a.png'), '');
    expect(await findGoodFolder(dataset)).toBe(dataset);
  });
  test.each(['ok', 'good', 'ok_front', 'MT-Free', 'Normal pieces'])('are in %s', async (name) => {
    await classes('defective', 'okra', name);
    expect(await findGoodFolder(dataset)).toBe(join(dataset, name));
  });
  test('must be there, and in one place', async () => {
    await expect(findGoodFolder(join(dataset, 'none'))).rejects.toThrow('there is no folder');
    await expect(findGoodFolder(dataset)).rejects.toThrow('neither pictures nor a folder of good pieces');
    await classes('ok', 'good');
    await expect(findGoodFolder(dataset)).rejects.toThrow('several folders of good pieces (good, ok)');
  });
});

test.each([
  [[], 'name one dataset'],
  [['a', 'b'], 'name one dataset'],
  [['demo'], '--out names the folder'],
  [['demo', '--task', 'detect'], '--task detect cannot be trained'],
  [['demo', '--out', 'x', '--pieces', '3'], 'a whole number from 10 to 10000'],
  [['demo', '--out', 'x', '--placement', 'lose'], 'did you mean loose?'],
])('loupe train %j is wrong usage', async (args, message) => {
  const attempt = trainCommand(args, quietIo().io);
  await expect(attempt).rejects.toThrow(UsageError);
  await expect(attempt).rejects.toThrow(message);
});

import { expect, test } from 'vitest';
import { UsageError } from './io.ts';
import { quietIo } from './io.fixture.ts';
import { trainCommand } from './train.ts';

test.each([
  [[], 'name one dataset'],
  [['a', 'b'], 'name one dataset'],
  [['demo'], '--out names the folder'],
  [['demo', '--task', 'detect'], '--task detect: allowed are anomaly, classify'],
  [['demo', '--out', 'x', '--pieces', '3'], 'a whole number from 10 to 10000'],
  [['demo', '--out', 'x', '--placement', 'lose'], 'did you mean loose?'],
  [['set', '--out', 'x', '--seed', 'one'], 'a whole number'],
  [['set', '--out', 'x', '--reject-at-most', '1'], 'a share between 0 and 1'],
  [['set', '--out', 'x', '--config', 'none.json'], 'none.json cannot be read'],
])('loupe train %j is wrong usage', async (args, message) => {
  const attempt = trainCommand(args, quietIo().io);
  await expect(attempt).rejects.toThrow(UsageError);
  await expect(attempt).rejects.toThrow(message);
});

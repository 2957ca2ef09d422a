import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from './io.ts';
import { readOutside } from './outside.ts';

test('nothing is bound unless asked', async () => {
  expect(await readOutside({})).toBeUndefined();
});

test.each([
  [{ 'tls-cert': 'c' }, '--tls-cert and --tls-key go with --bind'],
  [{ bind: '10.0.0.7' }, '--bind needs --tls-cert FILE and --tls-key FILE'],
  [{ bind: '10.0.0.7', 'tls-cert': 'c' }, '--bind needs --tls-cert FILE and --tls-key FILE'],
  [{ bind: 'station.lab', 'tls-cert': 'c', 'tls-key': 'k' }, 'an IP address of this machine is allowed'],
  [{ bind: '10.0.0.7:x', 'tls-cert': 'c', 'tls-key': 'k' }, 'an IP address of this machine is allowed'],
  [{ bind: '999.0.0.7', 'tls-cert': 'c', 'tls-key': 'k' }, 'an IP address of this machine is allowed'],
  [{ bind: '10.0.0.7', 'tls-cert': 'no-such-file', 'tls-key': 'k' }, 'cannot be read'],
])('%j is refused with what is missing', async (values, why) => {
  await expect(readOutside(values)).rejects.toThrow(why);
  await expect(readOutside(values)).rejects.toBeInstanceOf(UsageError);
});

test('files that are no certificate are refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-outside-'));
  const file = join(folder, 'cert.pem');
  await writeFile(file, 'hello');
  await expect(readOutside({ bind: '[::1]:7400', 'tls-cert': file, 'tls-key': file })).rejects.toThrow(
    'cannot be used',
  );
  await rm(folder, { recursive: true, force: true });
});

import { expect, test } from 'vitest';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openApiTokens } from './api-tokens.ts';

test('a token is shown once, found by its text, and kept over a power cut as a hash only', async () => {
  const platform = createMemoryPlatform();
  const tokens = await openApiTokens(platform);
  const { token, ...made } = await tokens.create(' line 3 ');
  expect(token).toMatch(/^loupe_[\w-]{43}$/);
  expect(made).toMatchObject({ name: 'line 3' });
  const other = await tokens.create('line 4');
  expect(other.token).not.toBe(token);
  platform.files.cutPower();
  const stored = new TextDecoder().decode(await platform.files.read('api-tokens.json'));
  expect(stored).not.toContain(token);
  const again = await openApiTokens(platform);
  expect(again.find(token)).toEqual(made);
  expect([again.find(`${token} `), again.find(''), again.find('__proto__')]).toEqual([null, null, null]);
  expect(JSON.stringify(again.list())).not.toMatch(/hash|loupe_/);
});

test('a revoked one is known no more, at once and after a start', async () => {
  const platform = createMemoryPlatform();
  const tokens = await openApiTokens(platform);
  const { token, id } = await tokens.create('line 3');
  await tokens.revoke(id);
  expect([tokens.find(token), (await openApiTokens(platform)).find(token)]).toEqual([null, null]);
  await expect(tokens.revoke(id)).rejects.toMatchObject({ code: 'not-found' });
});

test('what cannot be written does not count; what cannot be read lets nobody in', async () => {
  const platform = createMemoryPlatform();
  const tokens = await openApiTokens(platform);
  platform.files.failAt(1, 'ENOSPC');
  await expect(tokens.create('line 3')).rejects.toMatchObject({ code: 'not-written' });
  expect(tokens.list()).toEqual([]);
  const { token, id } = await tokens.create('line 3');
  platform.files.failAt(1, 'EIO');
  await expect(tokens.revoke(id)).rejects.toMatchObject({ code: 'not-written' });
  expect(tokens.find(token)?.id).toBe(id);

  const handle = await platform.files.append('api-tokens.json');
  await handle.write(new TextEncoder().encode('x'));
  await expect(openApiTokens(platform)).rejects.toMatchObject({ code: 'conflict' });
});

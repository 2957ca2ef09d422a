import { expect, test } from 'vitest';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openUploads } from './uploads.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const open = async (platform = createMemoryPlatform()) => ({
  platform,
  uploads: await openUploads({ platform, floorBytes: () => 1000 }),
});

test('files come in batches and are read back by their paths; a path that comes again replaces', async () => {
  const { uploads } = await open();
  await uploads.add('s', 'd', [{ path: './ok/1.png', bytes: bytes(1) }]);
  const all = await uploads.add('s', 'd', [
    { path: 'ok/1.png', bytes: bytes(2, 2) },
    { path: '../../etc/passwd', bytes: bytes(3) },
  ]);
  expect(all).toEqual({ files: 2, bytes: 3 });
  const draft = uploads.open('s', 'd');
  expect(draft.files).toEqual(['../../etc/passwd', 'ok/1.png']);
  expect(await draft.read('ok/1.png')).toEqual(bytes(2, 2));
  await expect(draft.read('ok/2.png')).rejects.toMatchObject({ code: 'not-found' });
  expect(() => uploads.open('other', 'd')).toThrow('not-found');
});

test('forgotten when told, with the session, after an hour, and at a start', async () => {
  const { platform, uploads } = await open();
  const one = (session: string, draft: string) =>
    uploads.add(session, draft, [{ path: 'a', bytes: bytes(1) }]);
  const lying = () => platform.files.list('cache/uploads');
  await one('s', 'd');
  await uploads.forget('s', 'd');
  expect(await lying()).toEqual([]);
  await one('s', 'd');
  await one('t', 'd');
  await uploads.endSession('s');
  expect(() => uploads.open('s', 'd')).toThrow('not-found');
  expect(await lying()).toHaveLength(1);
  platform.clock.advance(3_600_001);
  await one('u', 'd');
  expect(() => uploads.open('t', 'd')).toThrow('not-found');
  expect(await lying()).toHaveLength(1);
  await open(platform.restart());
  expect(await lying()).toEqual([]);
});

test('a full disk takes nothing more', async () => {
  const { platform, uploads } = await open();
  platform.files.setFreeBytes(1001);
  await expect(uploads.add('s', 'd', [{ path: 'a', bytes: bytes(1, 2) }])).rejects.toMatchObject({
    code: 'disk-low',
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeFolders, readIfThere, writeWhole } from './durable.ts';
import { createMemoryFiles } from './memory-files.fixture.ts';
import { createDiskFiles } from './node/disk-files.ts';
import type { Files } from './platform.ts';

const text = (s: string) => new TextEncoder().encode(s);
const read = async (files: Files, path: string) => new TextDecoder().decode(await files.read(path));
const used: string[] = [];
afterAll(() => Promise.all(used.map((folder) => rm(folder, { recursive: true, force: true }))));

describe.each([
  [
    'disk',
    async () => {
      const data = await mkdtemp(join(tmpdir(), 'loupe-files-'));
      used.push(data);
      return createDiskFiles({ data });
    },
  ],
  ['memory', () => Promise.resolve(createMemoryFiles())],
] as const)('files on %s', (_, create) => {
  let files: Files;
  beforeEach(async () => {
    files = await create();
  });

  test('append adds to what is there and makes what is not', async () => {
    for (const part of ['one', 'two']) {
      const handle = await files.append('log');
      await handle.write(text(part));
      await handle.write(text('.'));
      await handle.sync();
      await handle.close();
    }
    expect(await read(files, 'log')).toBe('one.two.');
    expect(await files.stat('log')).toEqual({ size: 8, folder: false });
    expect(new TextDecoder().decode(await files.readRange('log', 4, 7))).toBe('two');
    expect((await files.readRange('log', 6, 99)).length).toBe(2);
    expect((await files.readRange('log', 50, 99)).length).toBe(0);
  });

  test('create refuses a name that is taken', async () => {
    await (await files.create('a')).close();
    await expect(files.create('a')).rejects.toMatchObject({ name: 'FileError', code: 'exists' });
  });

  test('overwrite goes from the start and leaves what it does not reach', async () => {
    await writeWhole(files, 'a', text('0123456789'));
    const handle = await files.overwrite('a');
    await handle.write(text('ab'));
    await handle.write(text('cd'));
    await handle.sync();
    await handle.close();
    expect(await read(files, 'a')).toBe('abcd456789');
  });

  test.each(['read', 'remove', 'identity', 'overwrite'] as const)(
    '%s of a missing file says so',
    async (call) => {
      await expect(files[call]('nothing')).rejects.toMatchObject({ name: 'FileError', code: 'missing' });
    },
  );

  test('a missing folder has no names and no files', async () => {
    expect(await files.list('nothing')).toEqual([]);
    expect(await files.stat('nothing')).toBeNull();
    await expect(files.create('nothing/a')).rejects.toMatchObject({ code: 'missing' });
  });

  test('folders list their own names, sorted', async () => {
    await makeFolders(files, 'x/y');
    for (const path of ['x/b', 'x/a', 'x/y/c']) await (await files.create(path)).close();
    expect(await files.list('x')).toEqual(['a', 'b', 'y']);
    expect(await files.list('')).toEqual(['x']);
    expect(await files.stat('x/y')).toMatchObject({ folder: true });
  });

  test('rename replaces, truncate cuts, remove removes', async () => {
    await writeWhole(files, 'a', text('old'));
    await writeWhole(files, 'b', text('newer'));
    await files.rename('b', 'a');
    expect(await files.stat('b')).toBeNull();
    await files.truncate('a', 3);
    expect(await read(files, 'a')).toBe('new');
    await files.remove('a');
    expect(await files.stat('a')).toBeNull();
  });

  test('a file written whole replaces the old one and leaves nothing beside it', async () => {
    await writeWhole(files, 'a', text('one'));
    await (await files.create('a.part')).close();
    await writeWhole(files, 'a', text('two'));
    expect(await read(files, 'a')).toBe('two');
    expect(await files.list('')).toEqual(['a']);
    expect(await readIfThere(files, 'b')).toBeNull();
  });

  test('the identity stays through a rename and differs for a copy', async () => {
    await writeWhole(files, 'a', text('same'));
    const identity = await files.identity('a');
    await files.rename('a', 'moved');
    expect(await files.identity('moved')).toBe(identity);
    await writeWhole(files, 'copy', text('same'));
    expect(await files.identity('copy')).not.toBe(identity);
    let inside = '';
    await writeWhole(files, 'self', (own) => text((inside = own)));
    expect(await files.identity('self')).toBe(inside);
  });

  test.each(['/etc/passwd', '../a', 'a/../../b', 'a//b', './a', 'C:/a', 'a\\b', 'a\0b', 'a:stream'])(
    'the path %j leads nowhere',
    async (path) => {
      await expect(files.append(path)).rejects.toMatchObject({ name: 'FileError', code: 'denied' });
      await expect(files.read(path)).rejects.toMatchObject({ code: 'denied' });
    },
  );

  test('the lock is taken once, and again after its release', async () => {
    const lock = await files.lock();
    expect(lock).not.toBeNull();
    expect(await files.lock()).toBeNull();
    await lock?.release();
    expect(await files.lock()).not.toBeNull();
  });

  test('free space is a number of bytes', async () => {
    await files.makeFolder('');
    expect(await files.freeBytes()).toBeGreaterThan(0);
  });
});

describe('a power cut in memory', () => {
  test('drops bytes and names that were not synced', async () => {
    const kept = new Set<string>();
    for (let seed = 1; seed <= 200; seed++) {
      const files = createMemoryFiles({ seed });
      await writeWhole(files, 'safe', text('safe'));
      const handle = await files.append('safe');
      await handle.write(text('+tail'));
      await (await files.create('named')).close();
      files.cutPower();
      const left = await read(files, 'safe');
      expect(left.startsWith('safe')).toBe(true);
      kept.add(`${left.length}-${(await files.stat('named')) !== null}`);
      await expect(handle.sync()).rejects.toThrow('the power was cut');
    }
    // Every length from nothing to all of the tail, with the name and without.
    expect([...kept].sort()).toEqual(
      [4, 5, 6, 7, 8, 9].flatMap((length) => [`${length}-false`, `${length}-true`]),
    );
  });

  test('leaves of every page that was being written over the old bytes or the new', async () => {
    const kept = new Set<string>();
    for (let seed = 1; seed <= 100; seed++) {
      const files = createMemoryFiles({ seed });
      await writeWhole(files, 'spare', text('o'.repeat(200)));
      const handle = await files.overwrite('spare');
      await handle.write(text('n'.repeat(150)));
      files.cutPower();
      // Pages of 64 bytes; the third is written over in part.
      const left = await read(files, 'spare');
      const [a, b, c, rest] = [left.slice(0, 64), left.slice(64, 128), left.slice(128, 150), left.slice(150)];
      for (const one of [a, b, c]) expect(one).toMatch(/^(o+|n+)$/);
      expect(rest).toBe('o'.repeat(50));
      kept.add(`${a[0]}${b[0]}${c[0]}`);
    }
    expect([...kept].sort()).toEqual(['nnn', 'nno', 'non', 'noo', 'onn', 'ono', 'oon', 'ooo']);
  });

  test('keeps nothing of what was written over when its sync failed, whatever later syncs say', async () => {
    const files = createMemoryFiles();
    await writeWhole(files, 'spare', text('old!'));
    const handle = await files.overwrite('spare');
    await handle.write(text('new'));
    files.failAt(1, 'EIO');
    await expect(handle.sync()).rejects.toMatchObject({ code: 'io' });
    await handle.sync();
    expect(await read(files, 'spare')).toBe('new!');
    files.cutPower();
    expect(await read(files, 'spare')).toBe('old!');
  });

  test('a file in a folder whose name was not synced is gone', async () => {
    const lost = new Set<boolean>();
    for (let seed = 1; seed <= 20; seed++) {
      const files = createMemoryFiles({ seed });
      await files.makeFolder('a');
      const handle = await files.create('a/file');
      await handle.sync();
      files.cutPower();
      lost.add((await files.stat('a/file')) === null);
    }
    expect(lost).toEqual(new Set([true, false]));
  });

  test('bytes of a failed sync never reach the disk, whatever later syncs say', async () => {
    const files = createMemoryFiles();
    const handle = await files.create('a');
    await files.syncFolder('');
    await handle.write(text('lost'));
    files.failAt(1, 'EIO');
    await expect(handle.sync()).rejects.toMatchObject({ code: 'io' });
    await handle.write(text('kept'));
    await handle.sync();
    expect(await read(files, 'a')).toBe('lostkept');
    files.cutPower();
    expect(await read(files, 'a')).toBe('\0\0\0\0kept');
  });
});

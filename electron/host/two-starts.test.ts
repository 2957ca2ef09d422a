import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHost } from './host.ts';
import { createNodePlatform } from './platform-node.ts';

const options = {
  app: '0.1.0',
  machine: { providers: ['cpu'], cores: 2, memoryBytes: 8e9, freeBytes: () => 0 },
  starter: null,
} as const;
let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'loupe-two-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));
const start = () => createHost(createNodePlatform({ data, workers: () => '' }), options);
const holder = async () =>
  JSON.parse(await readFile(join(data, 'lock', (await readdir(join(data, 'lock')))[0]!), 'utf8')) as unknown;

describe('two starts on one folder', () => {
  test('the second is told that another Loupe has it, and changes nothing; after the first is closed it may', async () => {
    const first = await start();
    const before = await readFile(join(data, 'station.json'), 'utf8');
    await expect(start()).rejects.toMatchObject({
      code: 'busy',
      data: { what: 'Another Loupe is using this folder. Stop it, or choose another folder.' },
    });
    expect(await readFile(join(data, 'station.json'), 'utf8')).toBe(before);
    await first.close();
    const second = await start();
    expect(second.station.stationId).toBe(first.station.stationId);
    expect(second.journal.journalId).toBe(first.journal.journalId);
    await second.close();
  });

  test('at the same moment: exactly one gets it', async () => {
    const starts = await Promise.allSettled([start(), start(), start(), start()]);
    const hosts = starts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(hosts).toHaveLength(1);
    await hosts[0]!.close();
  });

  test('a start that fails gives the folder back', async () => {
    await writeFile(join(data, 'settings.json'), '{"colour":"red"}');
    await expect(start()).rejects.toMatchObject({ code: 'bad-input' });
    await rm(join(data, 'settings.json'));
    await (await start()).close();
  });

  test('the lock of a process that is gone, of one whose number was used again, or unreadable, is taken over', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    for (const held of [
      JSON.stringify({ pid: gone, started: 'long ago' }),
      JSON.stringify({ pid: process.pid, started: 'long ago' }),
      '',
    ]) {
      await mkdir(join(data, 'lock'), { recursive: true });
      await writeFile(join(data, 'lock', '7'), held);
      const host = await start();
      expect(await readdir(join(data, 'lock'))).toEqual(['8']);
      expect(await holder()).toMatchObject({ pid: process.pid });
      await host.close();
      expect(await readdir(join(data, 'lock'))).toEqual([]);
    }
  });
});

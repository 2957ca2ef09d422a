import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDiskFiles } from './disk-files.ts';

// A named pipe stands for a disk that does not answer: opening it for writing waits until somebody reads.
test.skipIf(process.platform === 'win32')(
  'a write that does not come back is an error, and the next one waits its turn',
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'loupe-limit-'));
    try {
      execFileSync('mkfifo', [join(data, 'stuck')]);
      const files = createDiskFiles({ data, writeLimitMs: 50 });
      await expect(files.append('stuck')).rejects.toMatchObject({
        name: 'FileError',
        code: 'io',
        message: 'stuck: timed out after 50 ms',
      });
      await expect(files.append('stuck')).rejects.toMatchObject({
        code: 'io',
        message: 'stuck: an earlier write has not come back yet',
      });
      await (await files.append('other')).close();
      // The disk answers after all; what opened too late is closed again, which the reader sees as the end.
      const reader = await open(join(data, 'stuck'));
      expect(await reader.readFile('utf8')).toBe('');
      await reader.close();
      // One at a time again: a pipe without reader gives the time limit, not the refusal.
      await expect(files.append('stuck')).rejects.toMatchObject({ message: 'stuck: timed out after 50 ms' });
      await (await open(join(data, 'stuck'))).close();
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
);

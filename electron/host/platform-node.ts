import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { createDiskFiles } from './node/disk-files.ts';
import { outsideFolder } from './node/outside-folder.ts';
import { createLog } from './node/log.ts';
import { forkWorker } from './node/worker-process.ts';
import type { Clock, Platform, WorkerName } from './platform.ts';

/** The world as plain Node has it. `workers` names each worker's entry file; secrets are owner-only files in `<data>/secrets`. */
export function createNodePlatform({
  data,
  workers,
}: {
  data: string;
  workers: (worker: WorkerName) => string;
}): Platform {
  const log = createLog({ folder: join(data, 'logs') });
  return {
    clock: systemClock,
    files: createDiskFiles({ data }),
    random: (count) => new Uint8Array(randomBytes(count)),
    outside: outsideFolder,
    shared: (path) => createDiskFiles({ data: path }),
    spawn: (worker) =>
      forkWorker(workers(worker), (line) => log.write({ level: 'warn', what: 'worker said', worker, line })),
    secrets: createFileSecrets(join(data, 'secrets')),
    environment: process.env,
    log: (entry) => log.write(entry),
    runtime: `node ${process.versions.node}`,
  };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(run, ms) {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

function createFileSecrets(folder: string): Platform['secrets'] {
  const file = (name: string) => {
    if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new Error(`not a name of a secret: ${JSON.stringify(name)}`);
    return join(folder, name);
  };
  return {
    async read(name) {
      try {
        return new Uint8Array(await fs.readFile(file(name)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async write(name, value) {
      await fs.mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = `${file(name)}.part`;
      const handle = await fs.open(temporary, 'w', 0o600);
      try {
        await handle.writeFile(value);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await fs.rename(temporary, file(name));
      if (process.platform === 'win32') return;
      for (const place of [folder, join(folder, '..')]) {
        const opened = await fs.open(place);
        await opened.sync().finally(() => opened.close());
      }
    },
  };
}

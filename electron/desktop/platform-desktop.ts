import type { Updates } from '../contract/updates.ts';
import { forkWorker } from '../host/node/worker-process.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import type { Platform, WorkerName } from '../host/platform.ts';
import { runsOn } from './rules/image-runner.ts';
import { sealSecrets } from './secrets.ts';
import type { Shell } from './shell.ts';

/** The world as a utility process of Electron has it: plain Node's, but workers are started by main, and secrets are sealed by it. */
export function createDesktopPlatform({
  data,
  shell,
  worker,
  node,
  updates,
}: {
  data: string;
  shell: Shell;
  /** A worker's entry file. */
  worker: (name: WorkerName) => string;
  /** The program of a plain Node; null when there is none. */
  node: string | null;
  updates: Updates;
}): Platform {
  const plain = createNodePlatform({ data, workers: worker });
  const { log } = plain;
  const electron = (process.versions as { electron?: string }).electron;
  return {
    ...plain,
    updates,
    spawn(name) {
      if (runsOn(name, process.platform, node) === 'utility process' || node === null)
        return shell.spawn(name);
      const said = (line: string) => log({ level: 'warn', what: 'worker said', worker: name, line });
      return forkWorker(worker(name), said, node);
    },
    secrets: sealSecrets(plain.secrets, shell, log),
    runtime: electron === undefined ? plain.runtime : `electron ${electron}`,
  };
}

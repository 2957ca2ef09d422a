import { fileURLToPath } from 'node:url';
import { forkWorker } from './node/worker-process.ts';
import type { Platform, WorkerName, WorkerProcess } from './platform.ts';
import { systemClock } from './platform-node.ts';

export interface WorkersPlatform extends Pick<Platform, 'spawn' | 'clock' | 'log'> {
  /** Every worker that was started, oldest first. */
  readonly started: readonly WorkerProcess[];
  readonly logged: readonly { readonly what: string; readonly [detail: string]: unknown }[];
  /** Ends whatever still runs. */
  end(): void;
}

/** The real workers, run from their sources, on the real clock. `entry` stands in for a worker's own entry file. */
export function workersPlatform(entry?: (worker: WorkerName) => URL): WorkersPlatform {
  const started: WorkerProcess[] = [];
  const logged: { what: string }[] = [];
  const file = entry ?? ((worker: WorkerName) => new URL(`../workers/${worker}/main.ts`, import.meta.url));
  return {
    clock: systemClock,
    spawn(worker) {
      const child = forkWorker(fileURLToPath(file(worker)));
      started.push(child);
      return child;
    },
    log: (line) => void logged.push(line),
    started,
    logged,
    end: () => started.forEach((child) => child.kill()),
  };
}

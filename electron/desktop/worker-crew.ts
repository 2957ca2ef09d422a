import { createInterface } from 'node:readline';
import { app, MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { WorkerName } from '../host/platform.ts';
import type { ToHost } from './shell-port.ts';

/** The workers of one host, each a utility process that ends with it. */
export interface Crew {
  spawn(worker: number, name: WorkerName): void;
  kill(worker: number): void;
  /** Resident bytes; null when it is gone. */
  memory(worker: number): number | null;
  /** The host is gone. */
  end(): void;
}

export function createCrew({
  worker: entry,
  tell,
  log,
}: {
  worker: (name: WorkerName) => string;
  tell: (message: ToHost, ports?: MessagePortMain[]) => void;
  log: (entry: { level: 'warn'; what: string; [detail: string]: unknown }) => void;
}): Crew {
  const crew = new Map<number, UtilityProcess>();
  let ended = false;

  return {
    spawn(worker, name) {
      if (ended || crew.has(worker)) return;
      const child = utilityProcess.fork(entry(name), [], { serviceName: `Loupe ${name}`, stdio: 'pipe' });
      crew.set(worker, child);
      for (const stream of [child.stdout, child.stderr])
        if (stream !== null)
          createInterface({ input: stream }).on('line', (line) => {
            if (line.trim() !== '') log({ level: 'warn', what: 'worker said', worker: name, line });
          });
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage('host', [port1]);
      tell({ kind: 'spawned', worker }, [port2]);
      child.once('exit', (code) => {
        crew.delete(worker);
        if (!ended) tell({ kind: 'exited', worker, how: code });
      });
    },
    kill(worker) {
      const child = crew.get(worker);
      if (child !== undefined) endNow(child);
    },
    memory(worker) {
      const pid = crew.get(worker)?.pid;
      const metric = pid === undefined ? undefined : app.getAppMetrics().find((each) => each.pid === pid);
      return metric === undefined ? null : metric.memory.workingSetSize * 1024;
    },
    end() {
      ended = true;
      for (const child of crew.values()) endNow(child);
    },
  };
}

/** A worker that is deep in native code hears no polite signal. */
function endNow(child: UtilityProcess): void {
  try {
    if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
  child.kill();
}

import { execFile, fork, type Serializable } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { bulkTaken, detach } from '../../contract/bulk.ts';
import type { WorkerProcess } from '../platform.ts';
import { openBulkRoom } from './bulk-room.ts';

/**
 * Starts `path` as a child process whose messages are structured clones. What native libraries print goes to `said`, line by line. `node` is
 * the program that runs it.
 */
export function forkWorker(
  path: string,
  said: (line: string) => void = () => {},
  node = process.execPath,
): WorkerProcess {
  const room = openBulkRoom();
  const child = fork(path, [], {
    serialization: 'advanced',
    execPath: node,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...(room === null ? [] : [room.descriptor])],
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => line.trim() && said(line));
  // A message may come before the first listener.
  let waiting: unknown[] | null = [];
  let heard = (message: unknown): void => void waiting?.push(message);
  /** Messages behind one whose parts the worker has not taken yet. */
  let held: unknown[] = [];
  let taken = true;
  const send = (message: unknown) => {
    const { rest, parts } = detach(message);
    const apart = parts.length > 0 && room !== null && room.put(parts);
    taken = !apart;
    // A child that has just died is learned of by `exited`, not by a failing send.
    if (child.connected) child.send((apart ? rest : message) as Serializable, () => {});
  };
  child.on('message', (message) => {
    if (message !== bulkTaken) return heard(message);
    taken = true;
    while (taken && held.length > 0) send(held.shift());
  });
  let gone = false;
  const exited = new Promise<string | number>((resolve) => {
    const end = (how: string | number) => {
      gone = true;
      held = [];
      room?.close();
      resolve(how);
    };
    child.once('exit', (code, signal) => end(signal ?? code ?? 'unknown'));
    child.once('error', (error) => {
      if (child.pid === undefined) end(error.message);
    });
  });
  return {
    exited,
    kill: () => void child.kill('SIGKILL'),
    memory: () =>
      gone || child.pid === undefined ? Promise.resolve(null) : residentBytes(child.pid).catch(() => null),
    port: {
      postMessage: (message) => {
        if (taken) send(message);
        else held.push(message);
      },
      onMessage: (listener) => {
        const missed = waiting ?? [];
        waiting = null;
        heard = listener;
        for (const message of missed) listener(message);
      },
    },
  };
}

async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  }
  if (process.platform === 'win32') return null;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  const kilobytes = Number(stdout.trim());
  return kilobytes > 0 ? kilobytes * 1024 : null;
}

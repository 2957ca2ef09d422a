import { execFile, fork, type Serializable } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { bulkDescriptor, detach } from '../../contract/bulk.ts';
import type { WorkerProcess } from '../platform.ts';

/** Starts `path` as a child process whose messages are structured clones. What native libraries print goes to `said`, line by line. */
export function forkWorker(path: string, said: (line: string) => void = () => {}): WorkerProcess {
  const child = fork(path, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => line.trim() && said(line));
  const bulk = child.stdio[bulkDescriptor] as Writable;
  // Writing to a child that has just died; `exited` tells.
  bulk.on('error', () => {});
  // A message may come before the first listener.
  let waiting: unknown[] | null = [];
  child.on('message', (message) => waiting?.push(message));
  let gone = false;
  const exited = new Promise<string | number>((resolve) => {
    const end = (how: string | number) => {
      gone = true;
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
      // A child that has just died is learned of by `exited`, not by a failing send.
      postMessage: (message) => {
        if (!child.connected) return;
        // Untried on Windows, so not used there: a message may always travel whole.
        const { rest, parts } = process.platform === 'win32' ? whole(message) : detach(message);
        child.send((parts.length === 0 ? message : rest) as Serializable, () => {});
        for (const part of parts) bulk.write(part);
      },
      onMessage: (listener) => {
        child.on('message', listener);
        const missed = waiting ?? [];
        waiting = null;
        for (const message of missed) listener(message);
      },
    },
  };
}

const whole = (message: unknown) => ({ rest: message, parts: [] });

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

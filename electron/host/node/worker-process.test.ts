import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { WorkerProcess } from '../platform.ts';
import { forkWorker } from './worker-process.ts';

const entry = fileURLToPath(new URL('echo.fixture.ts', import.meta.url));
let worker: WorkerProcess;
afterEach(() => worker.kill());

/** What the worker sends, one by one. */
function answers({ port }: WorkerProcess): () => Promise<unknown> {
  const here: unknown[] = [];
  let wake = () => {};
  port.onMessage((message) => {
    here.push(message);
    wake();
  });
  return async () => {
    while (here.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return here.shift();
  };
}

test('messages are structured clones, in order; large planes arrive byte for byte', async () => {
  worker = forkWorker(entry);
  const next = answers(worker);
  expect(await next()).toBe('up');
  const planes = Uint8Array.from({ length: 300_001 }, (_, i) => (i * 31) % 256);
  const sent = [
    { n: 1n, when: new Map([['a', Number.NaN]]), small: new Uint8Array([1, 2]) },
    { frame: { data: planes }, also: [planes.subarray(1, 70_000)] },
    { last: undefined },
  ];
  for (const message of sent) worker.port.postMessage(message);
  expect(await next()).toEqual(sent[0]);
  const echoed = (await next()) as { frame: { data: Uint8Array }; also: Uint8Array[] };
  expect(Buffer.compare(echoed.frame.data, planes)).toBe(0);
  expect(Buffer.compare(echoed.also[0]!, planes.subarray(1, 70_000))).toBe(0);
  expect(await next()).toEqual(sent[2]);
});

test('what came before anybody listened is not lost', async () => {
  worker = forkWorker(entry);
  worker.port.postMessage({ exit: 0 });
  await worker.exited;
  const heard: unknown[] = [];
  worker.port.onMessage((message) => heard.push(message));
  expect(heard).toEqual(['up']);
});

test('it says how it ended: its code, the signal, or why it never began', async () => {
  worker = forkWorker(entry);
  worker.port.postMessage({ exit: 3 });
  expect(await worker.exited).toBe(3);
  // To one that is gone nothing can be sent, and nothing throws.
  worker.port.postMessage({ frame: new Uint8Array(100_000) });
  worker = forkWorker(entry);
  // Windows does not tell.
  if (process.platform !== 'win32') expect(await worker.memory()).toBeGreaterThan(1_000_000);
  worker.kill();
  expect(await worker.exited).toBe('SIGKILL');
  expect(await worker.memory()).toBeNull();
  worker = forkWorker(`${entry}.missing`);
  expect(await worker.exited).toBe(1);
});

test('what native code prints is heard line by line', async () => {
  const said: string[] = [];
  worker = forkWorker(entry, (line) => said.push(line));
  worker.port.postMessage({ say: 'one\n\ntwo' });
  worker.port.postMessage({ exit: 0 });
  await worker.exited;
  for (let tries = 0; said.length < 2 && tries < 100; tries++) await pause(20);
  expect(said).toEqual(['one', 'two']);
});

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

let worker: ChildProcess;
afterEach(() => void worker.kill('SIGKILL'));

/** Resolves once the worker has answered, which it also does to what it does not know. */
async function answered(): Promise<unknown> {
  const answer = once(worker, 'message');
  worker.send({ id: 1, call: 'nothing', ask: null });
  return (await answer)[0];
}

// Windows has no such signals: there a kill is a kill.
test.skipIf(process.platform === 'win32')(
  'Ctrl-C, which a terminal gives to every process, ends no worker; the end of its host does',
  async () => {
    worker = fork(fileURLToPath(new URL('image/main.ts', import.meta.url)), { serialization: 'advanced' });
    await answered();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      worker.kill(signal);
      expect(await answered()).toMatchObject({ id: 1, error: { code: 'bad-input' } });
    }
    worker.disconnect();
    expect(await once(worker, 'exit')).toEqual([0, null]);
  },
);

import { expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { forkWorker } from '../node/worker-process.ts';
import { systemClock } from '../platform-node.ts';
import type { WorkerProcess } from '../platform.ts';
import { WorkerRefusal } from '../worker-link.ts';
import { endOf } from './ending.ts';
import { createLibraryLook } from './library.ts';

const worker = fileURLToPath(new URL('../../workers/training/main.ts', import.meta.url));

/** A process that has no library. */
const without = (): WorkerProcess => {
  let heard: (message: unknown) => void = () => undefined;
  const error = { code: 'no-library', message: 'none' };
  return {
    port: {
      postMessage: (message) => heard({ id: (message as { id: number }).id, error }),
      onMessage: (listener) => void (heard = listener),
    },
    kill: () => undefined,
    exited: new Promise(() => undefined),
    memory: async () => null,
  };
};

test('what is missing is said each time it is asked: it may be brought meanwhile', async () => {
  let asked = 0;
  const look = createLibraryLook({ clock: systemClock, spawn: () => (asked++, without()) });
  expect([await look(), await look()].map(({ library }) => library)).toEqual(['missing', 'missing']);
  expect(asked).toBe(2);
});

test('a run that needs it says so', () => {
  const { state, why } = endOf(new WorkerRefusal('no-library', 'none'), new AbortController().signal);
  expect([state, why]).toEqual(['failed', expect.stringContaining('`npx loupe setup training` brings it.')]);
});

test('says what trains, or what to do where nothing can', async () => {
  const look = createLibraryLook({ clock: systemClock, spawn: () => forkWorker(worker) });
  const [found, again] = await Promise.all([look(), look()]);
  expect(found).toBe(again);
  if (found.library === 'ready') expect(found.engine).toMatch(/^tfjs-node \d/);
  else expect(found.todo).toContain('npx loupe setup training');
});

import { expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { forkWorker } from '../node/worker-process.ts';
import { systemClock } from '../platform-node.ts';
import { createLibraryLook } from './library.ts';

const worker = fileURLToPath(new URL('../../workers/training/main.ts', import.meta.url));

test('says what trains, or what to do where nothing can', async () => {
  const look = createLibraryLook({ clock: systemClock, spawn: () => forkWorker(worker) });
  const [found, again] = await Promise.all([look(), look()]);
  expect(found).toBe(again);
  if (found.library === 'ready') expect(found.engine).toMatch(/^tfjs-node \d/);
  else expect(found.todo).toContain('npx loupe setup training');
});

import { expect, test } from 'vitest';
import type { UpdateStatus, Updates } from '../contract/updates.ts';
import { createUpdates } from './updates.ts';

const by = { id: 'a', role: 'admin' } as const;
const log = () => undefined;

test('where no shell does updates, none are offered and nothing happens', async () => {
  const room = createUpdates({ log });
  const { value } = await room.follow(undefined).next();
  expect(value).toMatchObject({ state: 'off' });
  await room.check();
  expect(await room.install(by)).toEqual({ outcome: 'nothing-ready' });
});

test('what the shell says is what screens hear, the newest first', async () => {
  const idle: UpdateStatus = { state: 'idle', refused: null, lastGood: null, stale: false };
  let tell: (status: UpdateStatus) => void = () => undefined;
  const asked: string[] = [];
  const updates: Updates = {
    status: () => idle,
    watch: (listener) => void (tell = listener),
    check: () => Promise.resolve(void asked.push('check')),
    install: () => Promise.resolve({ outcome: 'busy', busy: 'tray' }),
  };
  const room = createUpdates({ updates, log });
  const stop = new AbortController();
  const statuses = room.follow(stop.signal);
  expect((await statuses.next()).value).toEqual(idle);
  tell({ ...idle, state: 'checking' });
  tell({ ...idle, state: 'ready', version: '1.1.0' });
  expect((await statuses.next()).value).toMatchObject({ state: 'ready', version: '1.1.0' });
  await room.check();
  expect(asked).toEqual(['check']);
  expect(await room.install(by)).toEqual({ outcome: 'busy', busy: 'tray' });
  stop.abort();
});

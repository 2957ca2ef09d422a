import { expect, test } from 'vitest';
import { updatesOff, type InstallOutcome, type UpdateStatus, type Updates } from '../../contract/updates.ts';
import {
  linkToHost,
  linkToMain,
  updatesToMainSchema,
  type LinkedStation,
  type UpdatesToHost,
} from './link.ts';

const ready: UpdateStatus = { state: 'ready', version: '1.1.0', refused: null, lastGood: null, stale: false };

/** Both ends, tied together as two processes are: messages are cloned and arrive later. */
function linked(station: LinkedStation | null, install: () => Promise<InstallOutcome>) {
  const checks: string[] = [];
  const updates: Updates = {
    status: () => ready,
    watch: () => undefined,
    check: () => Promise.resolve(void checks.push('check')),
    install,
  };
  const toHost = (message: UpdatesToHost) => queueMicrotask(() => host.take(structuredClone(message)));
  const main = linkToHost(toHost);
  const host = linkToMain(
    (message) =>
      queueMicrotask(() => main.take(updatesToMainSchema.parse(structuredClone(message)), updates)),
    updatesOff('The program has only just started.'),
  );
  if (station !== null) host.serve(station);
  return { main, host, checks, toHost };
}

test('what the screens ask reaches main, and what came of it comes back', async () => {
  const { host, checks, toHost } = linked(null, () => Promise.resolve({ outcome: 'busy', busy: 'tray' }));
  const seen: string[] = [];
  host.updates.watch(({ state }) => void seen.push(state));
  expect(host.updates.status().state).toBe('off');
  toHost({ say: 'status', status: ready });
  await host.updates.check();
  expect(checks).toEqual(['check']);
  expect(await host.updates.install()).toEqual({ outcome: 'busy', busy: 'tray' });
  expect(seen).toEqual(['ready']);
  expect(host.updates.status()).toEqual(ready);
});

test('main holds the station, has it backed up, and lets it go', async () => {
  const happened: string[] = [];
  let busy: string | null = 'inspection';
  const station: LinkedStation = {
    hold: () => (busy === null ? { release: () => void happened.push('released') } : { busy }),
    backUp: (name) =>
      name === '1.0.0' ? Promise.resolve(happened.push(name)) : Promise.reject(new Error('the disk is full')),
  };
  const { main } = linked(station, () => Promise.resolve({ outcome: 'nothing-ready' }));
  expect(await main.station.hold()).toEqual({ busy: 'inspection' });
  busy = null;
  const held = await main.station.hold();
  if ('busy' in held) throw new Error(held.busy);
  await held.backUp('1.0.0');
  await expect(held.backUp('2.0.0')).rejects.toThrow('the disk is full');
  held.release();
  await Promise.resolve();
  expect(happened).toEqual(['1.0.0', 'released']);
});

test('without a station, or after it ended, nothing is held and nobody waits for ever', async () => {
  const { main } = linked(null, () => Promise.resolve({ outcome: 'nothing-ready' }));
  expect(await main.station.hold()).toEqual({ busy: 'start' });

  const silent = linkToHost(() => undefined);
  const holding = silent.station.hold();
  silent.gone();
  expect(await holding).toEqual({ busy: 'start' });
});

test('a host that speaks nonsense is not understood', () => {
  for (const message of [
    null,
    {},
    { say: 'install' },
    { say: 'held', id: 1.5, busy: null },
    { say: 'check', id: 1, run: 'x' },
  ])
    expect(updatesToMainSchema.safeParse(message).success).toBe(false);
});

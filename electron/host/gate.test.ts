import { expect, test } from 'vitest';
import { technician } from './events.fixture.ts';
import { createGate } from './gate.ts';
import { createHost } from './host.ts';
import { createMemoryPlatform } from './platform-memory.fixture.ts';
import { seeded } from './seeded.fixture.ts';

test('an inspection under way cannot be held, a held station begins none, and a released one goes on', async () => {
  const gate = createGate();
  let finish: (verdict: string) => void = () => undefined;
  const judging = gate.enter('inspection', () => new Promise<string>((resolve) => void (finish = resolve)));
  expect(gate.hold()).toEqual({ busy: 'inspection' });
  finish('pass');
  expect(await judging).toBe('pass');

  const held = gate.hold();
  if ('busy' in held) throw new Error('nothing was under way');
  let began = false;
  await expect(gate.enter('inspection', () => Promise.resolve((began = true)))).rejects.toMatchObject({
    code: 'busy',
  });
  expect(began).toBe(false);
  held.release();
  expect(await gate.enter('training', () => Promise.resolve('done'))).toBe('done');
});

test('work that fails has ended', async () => {
  const gate = createGate();
  await expect(gate.enter('training', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect('busy' in gate.hold()).toBe(false);
});

test('a change comes between two inspections: the one under way ends first, the next one waits', async () => {
  const gate = createGate();
  const told: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      told.push(`${name} begins`);
      ends.push(() => {
        told.push(`${name} ends`);
        resolve();
      });
    });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  const first = gate.enter('inspection', work('first'));
  const change = gate.between(work('change'));
  const failing = gate.between(() => Promise.reject(new Error('disk full')));
  const second = gate.enter('inspection', work('second'));
  await turn();
  expect(told).toEqual(['first begins']);
  ends[0]!();
  await first;
  await turn();
  expect(told).toEqual(['first begins', 'first ends', 'change begins']);
  expect(gate.hold()).toEqual({ busy: 'inspection' });
  ends[1]!();
  await change;
  await expect(failing).rejects.toThrow('disk full');
  await turn();
  expect(told.slice(3)).toEqual(['change ends', 'second begins']);
  ends[2]!();
  await second;
  expect('busy' in gate.hold()).toBe(false);
});

test('20 races: no inspection ever runs inside a hold', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const chance = seeded(seed);
    const pause = () => new Promise((resolve) => setTimeout(resolve, chance() * 4));
    const gate = createGate();
    let [judging, holding, judged, holds] = [0, 0, 0, 0];
    const together = () => expect(judging > 0 && holding > 0, `seed ${seed}`).toBe(false);
    await Promise.all([
      ...Array.from({ length: 15 }, async () => {
        await pause();
        await gate
          .enter('inspection', async () => {
            judging++;
            together();
            await pause();
            judging--;
            judged++;
          })
          .catch((error: unknown) => expect(error).toMatchObject({ code: 'busy' }));
      }),
      ...Array.from({ length: 15 }, async () => {
        await pause();
        const held = gate.hold();
        if ('busy' in held) return;
        holding++;
        holds++;
        together();
        await pause();
        holding--;
        held.release();
      }),
    ]);
    expect(judged + holds, `seed ${seed}`).toBeGreaterThan(0);
  }
});

test('a host with an open tray cannot be held; held, it judges nothing and records nothing', async () => {
  const machine = { providers: ['cpu'], cores: 2, memoryBytes: 8e9, freeBytes: () => 0 } as const;
  const host = await createHost(createMemoryPlatform(), { app: '0.1.0', machine, starter: null });
  try {
    await host.journal.append('tray.opened', { tray: 'T-1' }, technician);
    expect(host.hold()).toEqual({ busy: 'tray' });
    await host.journal.append('tray.closed', { tray: 'T-1', inspections: 0 }, technician);

    const held = host.hold();
    if ('busy' in held) throw new Error(held.busy);
    const bytes = new Uint8Array(10);
    await expect(host.inspection.judgeFile({ bytes })).rejects.toMatchObject({ code: 'busy' });
    expect(host.journal.state().counters.inspections).toBe(0);
    held.release();
    expect('busy' in host.hold()).toBe(false);
  } finally {
    await host.close();
  }
});

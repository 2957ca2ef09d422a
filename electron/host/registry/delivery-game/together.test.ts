import { expect, test } from 'vitest';
import { technician } from '../../events.fixture.ts';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { greyFrame } from '../../models/sample.fixture.ts';
import { readPointer } from '../../models/pointer.ts';
import { createFakeClock } from '../../platform-memory.fixture.ts';
import { settle } from '../sending/sender-bench.fixture.ts';
import { admin } from '../promotion/station-bench.fixture.ts';
import { standing } from './agreement.fixture.ts';
import { promoteThis } from './deeds.fixture.ts';
import { gainStep } from './inference.fixture.ts';
import { journalOf } from './truth.fixture.ts';
import { openPlayer, type Player, type World } from './station.fixture.ts';

// What the games lost once, told in a few steps.

/** Two stations that trust each other, both with the models 1 to `count` in turn. Lines hold, and kills take no power with them. */
async function openTwo(count: number) {
  const players: Player[] = [];
  const world: World = {
    ...{ shared: createMemoryFiles(), clock: createFakeClock(), chance: () => 0.9, calm: () => false },
    trusted: () =>
      players.map(({ now, at }) => ({ publicKey: now().station.publicKey, name: `station ${at}` })),
  };
  for (const at of [0, 1]) players.push(await openPlayer(world, 10 + at, at));
  const [one, other] = players as [Player, Player];
  const minutes = async (n: number) => {
    for (let minute = 0; minute < n; minute++) {
      world.clock.advance(60_000);
      await settle(200);
    }
  };
  /** A package that answers rightly on both. */
  const store = async (player: Player, version: number) => {
    const turn = 4 + ((version - 1) % 12) + 16 * Math.floor((version - 1) / 12);
    const files = samplePackage({ version, gain: 1 + gainStep * turn });
    return (await player.now().models.installUnsigned(files, admin)).sha256;
  };
  const promote = async (version: number) => {
    await promoteThis(one, await store(one, version));
    await minutes(3);
  };
  for (let version = 1; version <= count; version++) await promote(version);
  const runs = async () =>
    Promise.all(
      players.map(async ({ disk }) => {
        const pointer = await readPointer(disk);
        return [pointer?.active.version, pointer?.followed['sample']];
      }),
    );
  return { ...{ world, one, other, minutes, store, promote, runs } };
}
type Two = Awaited<ReturnType<typeof openTwo>>;

test('two that roll back while neither reaches the registry take the same serial; in the end both run what came there last', async () => {
  const { world, one, other, minutes, runs } = await openTwo(3);
  expect(await runs()).toEqual([
    [3, 3],
    [3, 3],
  ]);
  for (const { line } of [one, other]) line.until = world.clock.monotonic() + 30 * 86_400_000;
  for (const [player, version] of [[one, 1] as const, [other, 2] as const]) {
    const { models, promotions } = player.now();
    const back = (await models.previous()).find((ref) => ref.version === version)!;
    const telling = promotions.rollback({ ...back, reason: 'rust was missed' }, admin);
    await settle();
    expect(await telling).toEqual({ serial: 4, published: false });
  }
  expect(await runs()).toEqual([
    [1, 4],
    [2, 4],
  ]);
  one.line.until = 0;
  await minutes(40);
  other.line.until = 0;
  await minutes(40);
  expect(await runs()).toEqual([
    [2, 5],
    [2, 5],
  ]);
});

test('held while a promotion waits for a tray, it stays where it is, also over a kill; released, it follows', async () => {
  const { other, minutes, promote, runs } = await openTwo(1);
  await other.now().journal.append('tray.opened', { tray: 'T7' }, technician);
  await promote(2);
  expect(other.now().promotions.state().next).toMatchObject({ version: 2, tray: 'T7' });
  await other.now().delivery.wish({ order: 'hold', reason: 'a customer is here' }, admin);
  await other.restart();
  await minutes(1);
  await other.now().journal.append('tray.closed', { tray: 'T7', inspections: 3 }, technician);
  await minutes(20);
  expect(await runs()).toEqual([
    [2, 2],
    [1, 1],
  ]);
  expect(other.now().promotions.state()).toEqual({ next: null, failed: null });
  expect((await other.now().delivery.report()).refused).toBeNull();
  await other.now().delivery.wish({ order: 'release', reason: 'they left' }, admin);
  await minutes(3);
  expect(await runs()).toEqual([
    [2, 2],
    [2, 2],
  ]);
});

test('after an hour without a line the next look may be minutes away; woken, it looks at once', async () => {
  const { world, other, minutes, promote, runs } = await openTwo(1);
  other.line.until = Infinity;
  await promote(2);
  await minutes(60);
  other.line.until = world.clock.monotonic();
  await settle(200);
  expect(await runs()).toEqual([
    [2, 2],
    [1, 1],
  ]);
  other.now().delivery.wake();
  await settle(400);
  expect(await runs()).toEqual([
    [2, 2],
    [2, 2],
  ]);
});

test('the disk is full at some step of a delivery: nothing is held against the package, what judges goes on, and with room it follows', async () => {
  let told = 0;
  const deliver = async (step: number, version: number, { one, other, minutes, store, runs }: Two) => {
    const before = await runs();
    await promoteThis(one, await store(one, version));
    other.disk.failAt(step, 'ENOSPC');
    other.now().delivery.wake();
    await settle(400);
    const { problem, refused, running } = await other.now().delivery.report();
    const { steps } = await other.now().engine.judge(greyFrame(123), { limitMs: 20_000 });
    expect(steps[0]?.model.sha256, `step ${step}`).toBe(running?.sha256);
    expect(refused, `step ${step}`).toBeNull();
    if (problem !== null) {
      expect(problem, `step ${step}`).toMatch(/full|ENOSPC/);
      // It may have become full just after the switch.
      expect([before[1], [version, version]], `step ${step}`).toContainEqual((await runs())[1]);
      told++;
    }
    const failed = other.disk.failed();
    await minutes(2);
    expect(await runs(), `step ${step}`).toEqual([
      [version, version],
      [version, version],
    ]);
    const kinds = (await journalOf(other)).map(({ kind }) => kind);
    expect(kinds, `step ${step}`).not.toContain('package.refused');
    return failed;
  };
  let [step, goesOn] = [1, true];
  while (goesOn) {
    // The more packages lie there, the longer each takes.
    const two = await openTwo(1);
    for (let version = 2; goesOn && version < 8; version++, step += 5)
      goesOn = await deliver(step, version, two);
  }
  console.log(`the disk full at every 5th of ${step} steps; ${told} deliveries waited for room`);
  expect(told).toBeGreaterThan(10);
}, 120_000);

test('two admins promote at the same moment, on two stations: one promotion stands in the end, and both run it', async () => {
  const { world, one, other, minutes, store, runs } = await openTwo(1);
  const both = [one, other] as const;
  let version = 1;
  for (const apart of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55]) {
    const made = [await store(one, ++version), await store(other, ++version)] as const;
    const first = promoteThis(one, made[0]).catch((error: unknown) => error);
    await settle(apart);
    const second = promoteThis(other, made[1]).catch((error: unknown) => error);
    await Promise.all([first, second]);
    await minutes(8);
    const stand = await standing(world);
    expect(stand, `${apart} apart`).toHaveLength(1);
    const { version: last, serial } = stand[0]!.promotion;
    expect(await runs(), `${apart} apart`).toEqual(both.map(() => [last, serial]));
    for (const player of both) expect((await player.now().delivery.report()).problem).toBeNull();
  }
}, 120_000);

test.each([
  ['an empty one', () => true],
  ['an older copy of it', (path: string) => !path.includes('/1-')],
])(
  'in the place of the registry stands %s: who promoted last says it again, and a new station follows',
  async (_, goes) => {
    const { world, one, other, minutes, runs } = await openTwo(2);
    const every = async (folder: string): Promise<string[]> => {
      const found: string[] = [];
      for (const name of await world.shared.list(folder)) {
        const path = folder === '' ? name : `${folder}/${name}`;
        if ((await world.shared.stat(path))?.folder === true) found.push(...(await every(path)));
        else found.push(path);
      }
      return found;
    };
    const empty = async () => {
      for (const path of await every('')) if (goes(path)) await world.shared.remove(path);
    };
    // Who only follows does not say it: it was not its word.
    one.line.until = Infinity;
    await empty();
    await minutes(10);
    expect((await standing(world)).filter(({ promotion: { serial } }) => serial > 1)).toEqual([]);
    one.line.until = 0;
    await minutes(10);
    expect(await standing(world)).toMatchObject([{ promotion: { version: 2, serial: 2 } }]);
    for (const { now } of [one, other])
      expect(await now().delivery.report()).toMatchObject({ problem: null, refused: null });
    const third = await openPlayer(world, 12, 2);
    await minutes(3);
    expect((await readPointer(third.disk))?.active.version).toBe(2);
    expect(await runs()).toEqual([
      [2, 2],
      [2, 2],
    ]);
  },
);

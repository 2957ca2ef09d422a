import { expect, test } from 'vitest';
import { technician } from '../../events.fixture.ts';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { readPointer } from '../../models/pointer.ts';
import { createFakeClock } from '../../platform-memory.fixture.ts';
import { settle } from '../sending/sender-bench.fixture.ts';
import { admin } from '../promotion/station-bench.fixture.ts';
import { promoteThis } from './deeds.fixture.ts';
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
  const promote = async (version: number) => {
    const files = samplePackage({ version, gain: 1 + (4 + version) / 4096 });
    await promoteThis(one, (await one.now().models.installUnsigned(files, admin)).sha256);
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
  return { ...{ world, one, other, minutes, promote, runs } };
}

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

import { expect, test } from 'vitest';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { createFakeClock } from '../../platform-memory.fixture.ts';
import { settle } from '../sending/sender-bench.fixture.ts';
import { admin } from '../promotion/station-bench.fixture.ts';
import { openPlayer } from './station.fixture.ts';

/** Kills take no power with them. */
const chance = () => 0.9;

test('killed at any step of storing a package, and cut off from power once the next life made it active: it is there, and judges', async () => {
  let madeActive = 0;
  for (let step = 1; ; step++) {
    const world = { shared: createMemoryFiles(), clock: createFakeClock(), chance };
    const player = await openPlayer({ ...world, calm: () => true, trusted: () => [] }, step, 0);
    const { life, models } = player.now();
    life.dieIn(step);
    const stored = models.installUnsigned(samplePackage({ gain: 1 + 5 / 4096 }), admin);
    await Promise.race([stored, life.ended]);
    if (!life.over()) break;
    await player.revive();
    const [found] = await player.now().models.list();
    if (found === undefined) continue;
    await player.now().models.activate(found.sha256, 'it is there', admin);
    player.disk.cutPower();
    await player.restart();
    await settle();
    const judging = player.now().engine.status().models;
    expect(
      judging.map(({ sha256 }) => sha256),
      `step ${step}`,
    ).toEqual([found.sha256]);
    madeActive += 1;
  }
  expect(madeActive).toBeGreaterThan(2);
});

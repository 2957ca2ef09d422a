import { expect } from 'vitest';
import { orders } from '../../../contract/fleet.ts';
import { technician } from '../../events.fixture.ts';
import { readPackage } from '../../models/folder.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { greyFrame } from '../../models/sample.fixture.ts';
import { giveOrder } from '../statements/orders.ts';
import { admin } from '../promotion/station-bench.fixture.ts';
import { gainStep, sickOn } from './inference.fixture.ts';
import type { Player, World } from './station.fixture.ts';
import { faultOf } from './truth.fixture.ts';

export type Below = (count: number) => number;

/** A game: its stations, and what was counted. */
export interface Game {
  readonly world: World;
  readonly below: Below;
  readonly players: readonly Player[];
  /** Packages made so far: each has a gain of its own. */
  made: number;
  version: number;
}
export type Deed = (game: Game, player: Player) => Promise<unknown>;

/** The next package: now and then one that does not answer as it says, or whose number somebody else took for another at the same time. */
export function nextPackage(
  game: Game,
  rightly = game.below(8) > 0,
  version = game.version > 0 && game.below(12) === 0 ? game.version : ++game.version,
) {
  const gain = 1 + gainStep * (++game.made % 250);
  return samplePackage({ version, gain, ...(!rightly && { expected: 0.5 * gain + 0.25 }) });
}
const reason = 'seen on 40 pieces';

const train: Deed = async (game, player) => {
  const { models, judgeTest } = player.now();
  const { sha256 } = await models.installUnsigned(nextPackage(game), admin);
  await judgeTest(sha256);
};
/** Has a package and the one in use judge the test, and promotes it. */
export async function promoteThis(player: Player, sha256: string): Promise<void> {
  const { models, judgeTest, promotions } = player.now();
  const { manifest } = await models.open(sha256);
  const active = (await models.list()).find((one) => one.active);
  for (const one of [sha256, active?.sha256]) if (one !== undefined) await judgeTest(one);
  await promotions.promote({ sha256, version: manifest.version, reason }, admin);
}
/** One that is stored here; mostly the newest. */
const promote: Deed = async ({ below }, player) => {
  const stored = await player.now().models.list();
  const newest = stored.toSorted((a, b) => b.manifest.version - a.manifest.version);
  const chosen = newest[below(3) === 0 ? below(stored.length) : 0];
  if (chosen !== undefined) await promoteThis(player, chosen.sha256);
};
const register: Deed = async ({ below }, player) => {
  const { models, judgeTest, promotions } = player.now();
  const stored = await models.list();
  const chosen = stored[below(stored.length)];
  if (chosen === undefined) return;
  await judgeTest(chosen.sha256);
  await promotions.register(chosen.sha256, admin);
};
const rollBack: Deed = async ({ below }, player) => {
  const { models, promotions } = player.now();
  const previous = await models.previous();
  const back = previous[below(previous.length)];
  if (back !== undefined) await promotions.rollback({ ...back, reason: 'rust was missed' }, admin);
};
/** What an admin wants of a station: here at once, elsewhere by an order. */
const steer: Deed = async (game, player) => {
  const { below, players, world } = game;
  const { delivery, connection, station, models } = player.now();
  const to = players[below(players.length)]!;
  const known = [...(await models.previous()), ...(await models.list()).map(({ manifest }) => manifest)];
  const of = known[below(known.length)];
  const order = orders[below(orders.length)]!;
  const named = of === undefined || below(4) === 0 ? {} : { model: of.name, version: of.version };
  const wish = { ...named, order, reason: 'a customer is here' };
  if (to === player) return delivery.wish(wish, admin);
  const there = { ...wish, station: to.now().station.stationId };
  return giveOrder(connection.runs, there, admin.id, station, world.trusted(), 0, world.clock.now());
};
const release: Deed = async (_, player) =>
  player.now().delivery.wish({ order: 'release', reason: 'they left' }, admin);
const unpin: Deed = async (_, player) =>
  player.now().delivery.wish({ order: 'unpin', model: 'sample', reason: 'enough' }, admin);
const push: Deed = async (_, player) =>
  player.now().delivery.wish({ order: 'push', model: 'sample', reason: 'the line waits' }, admin);
const turnTray: Deed = async ({ made }, player) => {
  const { journal } = player.now();
  const open = journal.state().openTray;
  if (open === null) await journal.append('tray.opened', { tray: `T-${made}` }, technician);
  else await journal.append('tray.closed', { tray: open.name, inspections: 3 }, technician);
};
/** What judges is a package that may run there. */
const inspect: Deed = async ({ world }, player) => {
  const { steps } = await player.now().engine.judge(greyFrame(123), { limitMs: 20_000 });
  for (const { model } of steps) {
    const { name, version } = model.manifest;
    const files = (await readPackage(player.disk, { name, version })) ?? new Map<string, Uint8Array>();
    const ref = { name, version, sha256: model.sha256 };
    expect(faultOf(files, ref, player.at, world.trusted()), `${name} ${version} judges`).toBeNull();
  }
};
const beBusy: Deed = async ({ below, world }, player) => {
  player.busy.until = world.clock.monotonic() + below(50) * 1000;
};
const restart: Deed = async (_, player) => player.restart();

/** The first station makes a model that is right everywhere, and all look for it. */
export async function begin(game: Game): Promise<void> {
  const [desk] = game.players;
  while (sickOn(1 + gainStep * ((game.made + 1) % 250)) !== null) game.made++;
  const files = nextPackage(game, true, ++game.version);
  await promoteThis(desk!, (await desk!.now().models.installUnsigned(files, admin)).sha256);
  for (const player of game.players) await player.now().delivery.push();
}

/** What people do at a station, by how often. */
export const deeds: readonly (readonly [deed: Deed, weight: number])[] = [
  ...([[train, 5] as const, [promote, 7], [register, 1], [rollBack, 3]] as const),
  ...([[steer, 4] as const, [release, 2], [unpin, 2], [push, 2]] as const),
  ...([[turnTray, 3] as const, [inspect, 2], [beBusy, 1], [restart, 1]] as const),
];
